import { describe, expect, it } from 'vitest'
import { deployment, documents, service } from '../compile/istio/mesh-of.ts'
import { policyFor } from './meshes.ts'
import { ending, observe } from './records-of.ts'
import { east, network, west } from './two-networks.ts'

const scenario = (duration: string, timeline = '') => `
duration: ${duration}
workloads: { server*: { time: 5ms } }
traffic: { load: { from: client@east, to: http://server/, rate: 10/s, arrivals: even } }
${timeline}
`
const DISTANCES = ['network.latency.same-zone=1ms', 'network.latency.cross-zone=10ms']

describe('a service in two clusters on two networks', () => {
  it('is balanced by the caller over its own pods and the gateway, and again by the gateway', async () => {
    const mesh = { east: east(policyFor('server', {}), deployment('server')), west: west(2) }
    const { records, result } = await observe({ mesh, scenario: scenario('30s'), set: DISTANCES })
    // The gateway stands for two of the three pods.
    const atClient = counts(records.filter(({ hop }) => hop === 0).map(({ pod }) => pod))
    expect(Math.abs(atClient['server-0@east'] - 100)).toBeLessThanOrEqual(1)
    expect(Math.abs(atClient['eastwest-0@west'] - 200)).toBeLessThanOrEqual(1)
    const atGateway = counts(records.filter(({ proxy }) => proxy === 'eastwest-0@west').map(({ pod }) => pod))
    expect(Object.keys(atGateway).sort()).toEqual(['server-0@west', 'server-1@west'])
    expect(Math.abs(atGateway['server-0@west'] - atGateway['server-1@west'])).toBeLessThanOrEqual(1)
    expect(result.mesh.assumed.join()).toContain('istio-system/eastwest@west is reached from other networks at')
  })

  it('costs the way to the gateway, the way on, and back', async () => {
    const mesh = { east: east(policyFor('server', {}), deployment('server')), west: west(1) }
    const { records } = await observe({ mesh, scenario: scenario('10s'), set: DISTANCES })
    const roots = records.filter(({ hop }) => hop === 0).slice(10)
    const spans = (pod: string) => new Set(roots.filter(each => each.pod === pod).map(ending))
    expect(spans('server-0@east')).toEqual(new Set(['7ms 200 - ok']))
    expect(spans('eastwest-0@west')).toEqual(new Set(['27ms 200 - ok']))
  })

  it('fails over to the other network when its own pods are gone', async () => {
    const mesh = { east: east(policyFor('server', { outlierDetection: {} }), deployment('server')), west: west(2) }
    const timeline = 'timeline: [{ at: 5s, kill: server@east }]'
    const { records } = await observe({ mesh, scenario: scenario('10s', timeline) })
    const roots = records.filter(({ hop }) => hop === 0)
    const before = roots.filter(({ startNs }) => startNs < 5e9)
    const after = roots.filter(({ startNs }) => startNs > 5e9)
    expect(new Set(before.map(({ pod }) => pod))).toEqual(new Set(['server-0@east']))
    expect(new Set(after.map(({ pod, status }) => `${pod} ${status}`))).toEqual(new Set(['eastwest-0@west 200']))
  })
})

describe('what the gateway cannot pass on', () => {
  const mesh = { east: east(policyFor('server', {})), west: west(1) }

  it('is a connection that fails, where its server refuses', async () => {
    // Nobody hears of the death before the end.
    const timeline = 'timeline: [{ at: 5s, kill: server@west }]'
    const set = ['network.config-push=1m']
    const { records } = await observe({ mesh, scenario: scenario('10s', timeline), set })
    const after = records.filter(({ startNs }) => startNs > 5e9)
    expect(new Set(after.filter(({ hop }) => hop === 0).map(ending))).toEqual(new Set(['0ms 503 UF error']))
    expect(new Set(after.filter(({ hop }) => hop !== 0).map(ending))).toEqual(new Set(['0ms 503 UF error']))
  })

  it('is a connection that ends, where its server dies under the request', async () => {
    const timeline = 'timeline: [{ at: 5002ms, kill: server@west }]'
    const { records } = await observe({ mesh, scenario: scenario('5050ms', timeline) })
    expect(records.slice(-2).map(ending)).toEqual(['2ms 503 UC error', '2ms 503 UC error'])
  })

  it('is refused where the gateway itself is gone', async () => {
    const timeline = 'timeline: [{ at: 5s, kill: eastwest@west }]'
    const { records } = await observe({ mesh, scenario: scenario('6s', timeline) })
    const after = records.filter(({ startNs }) => startNs > 5e9)
    expect(new Set(after.map(ending))).toEqual(new Set(['0ms 503 UF error']))
  })
})

it('of two gateway pods the one that is left takes over', async () => {
  const far = documents(network('net-west', 2), service('server'), deployment('server'))
  const mesh = { east: east(policyFor('server', {})), west: far }
  const timeline = 'timeline: [{ at: 4s, kill: eastwest-0@west, restart-after: 2s }, { at: 7s, kill: eastwest-1@west }]'
  const { records } = await observe({ mesh, scenario: scenario('10s', timeline) })
  const gateways = (from: number, to: number) =>
    new Set(
      records
        .filter(each => each.hop === 0 && each.startNs > from * 1e9 && each.startNs < to * 1e9)
        .map(each => `${each.pod} ${each.status}`),
    )
  expect(gateways(4, 6)).toEqual(new Set(['eastwest-1@west 200']))
  expect(gateways(7, 10)).toEqual(new Set(['eastwest-0@west 200']))
})

it('one network: pods of the other cluster are called by their own address', async () => {
  const mesh = {
    east: documents(service('server'), deployment('client'), deployment('server'), policyFor('server', {})),
    west: documents(service('server'), deployment('server')),
  }
  const { records } = await observe({ mesh, scenario: scenario('10s') })
  expect(counts(records.map(({ pod }) => pod))).toEqual({ 'server-0@east': 50, 'server-0@west': 50 })
})

function counts(names: readonly string[]): Readonly<Record<string, number>> {
  const found: Record<string, number> = {}
  for (const name of names) found[name] = (found[name] ?? 0) + 1
  return found
}
