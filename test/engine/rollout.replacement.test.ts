import { describe, expect, it } from 'vitest'
import type { AttemptRecord } from '../../src/measure/attempt-record.ts'
import { deployment, documents, service } from '../compile/istio/mesh-of.ts'
import { runOf } from './run-of.ts'

const version = (name: string, replicas = 2, spec: object = {}) => {
  const { spec: usual, ...rest } = JSON.parse(deployment('b', { replicas, labels: { app: 'b', version: name } }))
  return JSON.stringify({ ...rest, spec: { ...usual, ...spec } })
}

/** Pods of workload b, which need 5 s to be ready, over a minute in which `timeline` applies what `files` hold. */
function rolling(timeline: string, files: Readonly<Record<string, string>>) {
  const records: AttemptRecord[] = []
  const scenario = `
duration: 60s
workloads: { b: { time: 10ms, cold-start: { ready-after: 5s } } }
traffic: { load: { to: http://b/, rate: 10/s, arrivals: even } }
timeline: ${timeline}`
  const mesh = documents(version('v1'), service('b'))
  const run = runOf({ mesh, scenario, files, set: ['network.config-push=100ms'] }, record => void records.push(record))
  const pods = () =>
    run.world.pods
      .filter(({ workload }) => workload === 'default/b')
      .map(
        ({ pod, version: label, leaving }) => `${pod.name} ${label} ${leaving ? 'leaves' : pod.ready ? 'ready' : '-'}`,
      )
  const at = (seconds: number) => {
    run.advance(seconds * 1e9)
    return pods()
  }
  return { at, records, run }
}

describe('a Deployment with another pod template', () => {
  it('replaces its pods in turn: an old one leaves when a new one is ready, and no request fails', () => {
    const { at, records, run } = rolling('[{ at: 10s, apply: v2.yaml }]', { 'v2.yaml': version('v2') })
    expect(at(9)).toEqual(['b-0 v1 ready', 'b-1 v1 ready'])
    expect(at(14)).toEqual(['b-0 v1 ready', 'b-1 v1 ready', 'b-2 v2 -'])
    expect(at(16)).toEqual(['b-0 v1 leaves', 'b-1 v1 ready', 'b-2 v2 ready', 'b-3 v2 -'])
    expect(at(21)).toEqual(['b-0 v1 leaves', 'b-1 v1 leaves', 'b-2 v2 ready', 'b-3 v2 ready'])
    at(60)
    run.finish()
    expect(new Set(records.map(({ status }) => status))).toEqual(new Set([200]))
    expect(new Set(records.filter(({ startNs }) => startNs > 21e9).map(each => each.version))).toEqual(new Set(['v2']))
    expect(new Set(run.world.pods.map(({ pod }) => pod.ip)).size).toBe(run.world.pods.length)
  })

  it('with the same template keeps its pods, whatever the number', () => {
    const { at } = rolling('[{ at: 10s, apply: more.yaml }]', { 'more.yaml': version('v1', 3) })
    expect(at(16)).toEqual(['b-0 v1 ready', 'b-1 v1 ready', 'b-2 v1 ready'])
  })

  it('with its keys in another order keeps its pods', () => {
    const same = deployment('b', { replicas: 2, labels: { version: 'v1', app: 'b' } })
    expect(same).not.toBe(version('v1'))
    const { at } = rolling('[{ at: 10s, apply: same.yaml }]', { 'same.yaml': same })
    expect(at(30)).toEqual(['b-0 v1 ready', 'b-1 v1 ready'])
  })

  it('gets further pods under further numbers afterwards, and gives up the last ones first', () => {
    const { at } = rolling('[{ at: 1s, apply: v2.yaml }, { at: 20s, scale: { b: 3 } }, { at: 30s, scale: { b: 1 } }]', {
      'v2.yaml': version('v2'),
    })
    const left = ['b-0 v1 leaves', 'b-1 v1 leaves']
    expect(at(26)).toEqual([...left, 'b-2 v2 ready', 'b-3 v2 ready', 'b-4 v2 ready'])
    expect(at(31)).toEqual([...left, 'b-2 v2 ready', 'b-3 v2 leaves', 'b-4 v2 leaves'])
  })

  it('keeps the old pods as long as the new one does not become ready', () => {
    const { at } = rolling('[{ at: 10s, apply: v2.yaml }, { at: 12s, kill: b-2 }]', { 'v2.yaml': version('v2', 3) })
    // Three replicas and one more may be there at once.
    expect(at(40)).toEqual(['b-0 v1 ready', 'b-1 v1 ready', 'b-2 v2 -', 'b-3 v2 ready'])
  })

  it('is replaced once more when the template changes on the way', () => {
    const { at } = rolling('[{ at: 10s, apply: v2.yaml }, { at: 12s, apply: v3.yaml }]', {
      'v2.yaml': version('v2'),
      'v3.yaml': version('v3'),
    })
    expect(at(59).filter(pod => !pod.endsWith('leaves'))).toEqual(['b-3 v3 ready', 'b-4 v3 ready'])
  })

  it('goes on when a new pod that had died is ready after all', () => {
    const { at } = rolling('[{ at: 10s, apply: v2.yaml }, { at: 12s, kill: b-2, restart-after: 8s }]', {
      'v2.yaml': version('v2'),
    })
    expect(at(24)).toEqual(['b-0 v1 ready', 'b-1 v1 ready', 'b-2 v2 -'])
    expect(at(31).filter(pod => !pod.endsWith('leaves'))).toEqual(['b-2 v2 ready', 'b-3 v2 ready'])
  })
})

describe('the strategy of a Deployment', () => {
  const changed = (spec: object, replicas = 2) =>
    rolling('[{ at: 10s, apply: v2.yaml }]', { 'v2.yaml': version('v2', replicas, spec) })
  const staying = (pod: string) => !pod.endsWith('leaves')

  it('without a surge an old pod goes first', () => {
    const { at } = changed({ strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } } })
    expect(at(11)).toEqual(['b-0 v1 leaves', 'b-1 v1 ready', 'b-2 v2 -'])
    expect(at(16)).toEqual(['b-0 v1 leaves', 'b-1 v1 leaves', 'b-2 v2 ready', 'b-3 v2 -'])
    expect(at(21).filter(staying)).toEqual(['b-2 v2 ready', 'b-3 v2 ready'])
  })

  it('a surge of all of them starts all new pods at once', () => {
    const { at } = changed({ strategy: { rollingUpdate: { maxSurge: '100%' } } })
    expect(at(11)).toEqual(['b-0 v1 ready', 'b-1 v1 ready', 'b-2 v2 -', 'b-3 v2 -'])
    expect(at(16).filter(staying)).toEqual(['b-2 v2 ready', 'b-3 v2 ready'])
  })

  it('Recreate: new pods start when the old ones are gone, after their grace of 30 s', () => {
    const { at, run, records } = changed({ strategy: { type: 'Recreate' } })
    expect(at(39)).toEqual(['b-0 v1 leaves', 'b-1 v1 leaves'])
    expect(at(41).filter(staying)).toEqual(['b-2 v2 -', 'b-3 v2 -'])
    expect(at(46).filter(staying)).toEqual(['b-2 v2 ready', 'b-3 v2 ready'])
    at(60)
    run.finish()
    const failed = records.filter(({ status }) => status === 503).map(({ startNs }) => startNs)
    expect(Math.min(...failed)).toBeGreaterThanOrEqual(10e9)
    expect(Math.max(...failed)).toBeLessThanOrEqual(45.2e9)
  })

  it('minReadySeconds: the next turn waits until a new pod has been ready for so long', () => {
    const { at } = changed({ minReadySeconds: 7 })
    expect(at(21)).toEqual(['b-0 v1 ready', 'b-1 v1 ready', 'b-2 v2 ready'])
    expect(at(23)).toEqual(['b-0 v1 leaves', 'b-1 v1 ready', 'b-2 v2 ready', 'b-3 v2 -'])
  })

  it('a quarter more and a quarter less when nothing is said', () => {
    const { at } = rolling('[{ at: 1s, scale: { b: 8 } }, { at: 10s, apply: v2.yaml }]', {
      'v2.yaml': version('v2', 8),
    })
    const count = (pods: readonly string[], how: string) => pods.filter(pod => pod.endsWith(how)).length
    // Two more pods start, and two old ones go at once, which makes room for two more.
    expect([count(at(11), 'v1 ready'), count(at(11), 'v2 -'), count(at(11), 'leaves')]).toEqual([6, 4, 2])
    expect(
      at(60)
        .filter(staying)
        .every(pod => pod.endsWith('v2 ready')),
    ).toBe(true)
  })
})
