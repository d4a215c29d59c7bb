import { describe, expect, it } from 'vitest'
import type { Run } from '../../src/engine/run.ts'
import { localityText } from '../../src/kernel/locality.ts'
import { deployment, documents, node, service } from '../compile/istio/mesh-of.ts'
import { servers } from './meshes.ts'
import { runOf } from './run-of.ts'

const scenario = (timeline: string, extra = '') => `
duration: 60s
workloads: { b: { time: 40s } }
traffic: { load: { to: http://b/, rate: 2/s, arrivals: even, timeout: none } }
timeline: ${timeline}
${extra}`

function addresses({ world }: Run): readonly string[] {
  return world.pods.map(({ pod }) => `${pod.name} ${pod.ip}`)
}

describe('addresses of pods that come later', () => {
  it('none has the address of another, and those that stay keep theirs', () => {
    const run = runOf({ mesh: servers(2, 'a', 'b'), scenario: scenario('[{ at: 1s, scale: { a: 4 } }]') })
    const before = addresses(run)
    run.advance(2e9)
    const after = addresses(run)
    expect(after.slice(0, before.length)).toEqual(before)
    const fresh = after.slice(before.length)
    expect(fresh.map(entry => entry.split(' ')[0])).toEqual(['a-2', 'a-3'])
    expect(new Set(run.world.pods.map(({ pod }) => pod.ip)).size).toBe(after.length)
  })

  it('a pod that comes while its namesake still drains is another one', () => {
    const timeline = '[{ at: 10s, scale: { b: 1 } }, { at: 12s, scale: { b: 2 } }]'
    const run = runOf({ mesh: servers(2, 'b'), scenario: scenario(timeline) })
    run.advance(13e9)
    const namesakes = run.world.pods.filter(({ pod }) => pod.name === 'b-1')
    expect(namesakes.map(({ leaving }) => leaving)).toEqual([true, false])
    expect(namesakes[0].pod.ip).not.toBe(namesakes[1].pod.ip)
  })
})

describe('zones of pods', () => {
  const mesh = documents(node('n1', 'eu', 'a'), node('n2', 'eu', 'b'), deployment('b', { replicas: 3 }), service('b'))
  const zonesOf = ({ world }: Run) =>
    world.pods.filter(({ pod }) => pod.workload === 'b').map(({ pod }) => localityText(pod.locality))

  it('are those of the Nodes where the scenario names none', () => {
    expect(zonesOf(runOf({ mesh, scenario: scenario('[]') }))).toEqual(['eu/a', 'eu/b', 'eu/a'])
  })

  it('are those of the scenario where it names some', () => {
    const named = scenario('[]', 'topology: { zones: [us/x] }')
    expect(zonesOf(runOf({ mesh, scenario: named }))).toEqual(['us/x', 'us/x', 'us/x'])
  })

  it('are one zone where nobody names any', () => {
    const bare = servers(2, 'b')
    expect(zonesOf(runOf({ mesh: bare, scenario: scenario('[]') }))).toEqual(['region-1/zone-1', 'region-1/zone-1'])
  })
})
