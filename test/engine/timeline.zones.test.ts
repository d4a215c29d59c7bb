import { describe, expect, it } from 'vitest'
import { UP } from '../../src/engine/pod-state.ts'
import { servers } from './meshes.ts'
import { runOf } from './run-of.ts'

/**
 * Whether each pod of `server` runs and is listed, at an instant: server-0 and server-2 stand in zone a, server-1 in zone b,
 * which is lost from 10 s to 100 s.
 */
function standing(entry: string) {
  const scenario = `
duration: 200s
topology: { zones: [a, b] }
workloads: { server: { time: 10ms } }
traffic: { load: { to: http://server/, rate: 1/s } }
timeline: [${entry}, { at: 10s, fail-zone: b, for: 90s }]`
  const run = runOf({ mesh: servers(3, 'server'), scenario })
  return (seconds: number) => {
    run.advance(seconds * 1e9)
    const pods = run.world.pods.filter(({ workload }) => workload === 'default/server')
    return pods.map(({ condition, pod }) => `${condition === UP ? 'up' : 'down'}${pod.ready ? ' listed' : ''}`)
  }
}

const ALL = ['up listed', 'up listed', 'up listed']
const WITHOUT_B = ['up listed', 'down', 'up listed']

describe('with a zone that comes back', () => {
  it('its pods come back', () => {
    const at = standing('{ at: 5s, mark: nothing }')
    expect(at(60)).toEqual(WITHOUT_B)
    expect(at(101)).toEqual(ALL)
  })

  it.each([
    ['killed before', '{ at: 5s, kill: server-1 }'],
    ['killed meanwhile', '{ at: 50s, kill: server-1 }'],
    ['drained before', '{ at: 5s, drain: server-1 }'],
  ])('a pod that was %s stays away', (_, entry) => {
    const at = standing(entry)
    expect(at(60)).toEqual(WITHOUT_B)
    expect(at(199)).toEqual(WITHOUT_B)
  })

  it.each([
    ['killed', '{ at: 5s, kill: server-1, restart-after: 30s }'],
    ['drained', '{ at: 5s, drain: server-1, restart-after: 30s }'],
    ['a black hole', '{ at: 5s, black-hole: server-1, for: 30s }'],
  ])('a pod that was %s, and should be well in between, is so no earlier', (_, entry) => {
    const at = standing(entry)
    expect(at(60)).toEqual(WITHOUT_B)
    expect(at(101)).toEqual(ALL)
  })

  it('a pod that was killed and restarts later does so in its own time', () => {
    const at = standing('{ at: 50s, kill: server-1, restart-after: 100s }')
    expect(at(101)).toEqual(WITHOUT_B)
    expect(at(151)).toEqual(ALL)
  })
})
