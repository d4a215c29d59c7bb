import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { documents, istio } from '../compile/istio/mesh-of.ts'
import { policyFor, servers } from '../engine/meshes.ts'
import { runOf } from '../engine/run-of.ts'
import type { ScenarioParts } from '../engine/scenario-of.ts'

/**
 * Two configurations compared with one seed must see the same requests: whatever else draws random numbers, the instants
 * and the headers of a source's requests stay as they were.
 */
interface Setting {
  /** More manifests. */
  readonly mesh?: string
  readonly workloads?: string
  readonly traffic?: string
  readonly timeline?: string
  readonly network?: readonly string[]
}

const CHANGES: Readonly<Record<string, Setting>> = {
  'an unrelated workload': { mesh: servers(3, 'unrelated') },
  'an unrelated workload before all others': { mesh: servers(3, 'aaa') },
  'another source': { traffic: '  other: { to: http://server/, rate: 70/s }' },
  'another source before it': { traffic: '  aaa: { to: http://server/, rate: 70/s, arrivals: burst(3) }' },
  'a closed loop': { traffic: '  people: { to: http://server/, users: 5, think: exp(100ms) }' },
  'more pods': { mesh: servers(5, 'server') },
  'random service times': { workloads: '  server: { time: exp(20ms), errors: { 503: 20% } }' },
  'weights, faults, mirrors and retries': {
    mesh: entry({
      route: [
        { destination: { host: 'server' }, weight: 60 },
        { destination: { host: 'copy' }, weight: 40 },
      ],
      fault: { abort: { percentage: { value: 30 }, httpStatus: 500 } },
      mirror: { host: 'copy' },
      mirrorPercentage: { value: 50 },
      retries: { attempts: 2, retryOn: '5xx' },
    }),
  },
  'another balancer': { mesh: policyFor('server', { loadBalancer: { simple: 'RANDOM' } }) },
  jitter: { network: ['network.jitter=20%', 'network.latency.same-zone=exp(1ms)', 'network.sidecar=exp(1ms)'] },
  'events of the world': {
    timeline: '[{ at: 1s, kill: server-0, restart-after: 1s }, { at: 2s, slow: server, by: x9 }]',
  },
}

function world(seed: number, arrivals: string, setting: Setting): ScenarioParts {
  return {
    mesh: documents(servers(2, 'server', 'copy', 'special'), entry({}), ...(setting.mesh ? [setting.mesh] : [])),
    scenario: `
duration: 4s
workloads:
  special: { time: 1ms }
${setting.workloads ?? '  copy: { time: 1ms }'}
traffic:
  load: { to: http://server/, headers: { end-user: { jason: 30%, absent: 70% } }, ${arrivals} }
${setting.traffic ?? ''}
timeline: ${setting.timeline ?? '[]'}
`,
    set: setting.network,
    seed,
  }
}

/** Requests of jason go to `special`, all others by `rule`, to `server` unless it says otherwise. */
function entry(rule: object): string {
  const http = [
    { match: [{ headers: { 'end-user': { exact: 'jason' } } }], route: [{ destination: { host: 'special' } }] },
    { route: [{ destination: { host: 'server' } }], ...rule },
  ]
  return istio('VirtualService', 'server', 'default', { hosts: ['server'], http })
}

/** Request number -> when it was born, and whose it was. */
function requestsOf(parts: ScenarioParts): string[] {
  const requests: string[] = []
  const run = runOf(parts, ({ source, hop, attempt, request, startNs, to }) => {
    if (source !== 'load' || hop !== 0 || attempt > 1) return
    requests[request] = `${startNs} ${to === 'default/special' ? 'jason' : 'other'}`
  })
  run.advance(4e9)
  return requests
}

describe('the requests of a source stay as they were', { timeout: 60_000 }, () => {
  it.each(Object.entries(CHANGES))('with %s', (_, setting) => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 10_000 }),
        fc.constantFrom(
          'rate: 100/s',
          'rate: 80/s, arrivals: burst(4)',
          'rate: 50/s, ramp: [{ over: 2s, from: 10/s }]',
        ),
        (seed, arrivals) => {
          const before = requestsOf(world(seed, arrivals, {}))
          const after = requestsOf(world(seed, arrivals, setting))
          // The last ones may still be on their way, here or there.
          const both = Math.min(before.length, after.length) - 20
          expect(both).toBeGreaterThan(50)
          expect(after.slice(0, both)).toEqual(before.slice(0, both))
        },
      ),
      { seed: 4711, numRuns: 5 },
    )
  })

  it('and are others with another seed', () => {
    expect(requestsOf(world(1, 'rate: 100/s', {}))).not.toEqual(requestsOf(world(2, 'rate: 100/s', {})))
  })
})
