import { describe, expect, it } from 'vitest'
import type { AttemptRecord } from '../../src/measure/attempt-record.ts'
import { documents } from '../compile/istio/mesh-of.ts'
import { policyFor, servers } from './meshes.ts'
import { observe } from './records-of.ts'

/** Three zones in two regions; the client stands in the first one, pod n of the server in zone n mod 3. */
const scenario = (timeline = '[]') => `
duration: 20s
topology: { zones: [eu/a, eu/b, us/c] }
workloads: { server: { time: 1ms } }
traffic: { load: { to: http://server/, rate: 20/s, arrivals: even } }
timeline: ${timeline}
`
const OUTLIER = { consecutive5xxErrors: 1, interval: '30s', baseEjectionTime: '60s', maxEjectionPercent: 100 }
const zones = (records: readonly AttemptRecord[]) => new Set(records.map(({ zone }) => zone))
const from = (records: readonly AttemptRecord[], ns: number) => records.filter(({ startNs }) => startNs >= ns)

describe('locality failover', () => {
  it('without outlier detection the zones do not matter', async () => {
    const { records } = await observe({
      mesh: documents(servers(3, 'server'), policyFor('server', {})),
      scenario: scenario(),
    })
    expect(zones(records)).toEqual(new Set(['a', 'b', 'c']))
  })

  it('with it, requests stay in the zone of their caller', async () => {
    const { records } = await observe({
      mesh: documents(servers(6, 'server'), policyFor('server', { outlierDetection: OUTLIER })),
      scenario: scenario(),
    })
    expect(zones(records)).toEqual(new Set(['a']))
    expect(new Set(records.map(({ pod }) => pod))).toEqual(new Set(['server-0', 'server-3']))
  })

  it('when the pods of the zone are gone, the next zone of the region takes over, then the other region', async () => {
    const { records } = await observe({
      mesh: documents(servers(3, 'server'), policyFor('server', { outlierDetection: OUTLIER })),
      scenario: scenario('[{ at: 5s, drain: server-0 }, { at: 10s, drain: server-1 }]'),
    })
    const during = (fromNs: number, toNs: number) =>
      zones(records.filter(({ startNs }) => startNs >= fromNs && startNs < toNs))
    expect(during(0, 5e9)).toEqual(new Set(['a']))
    expect(during(5e9, 10e9)).toEqual(new Set(['b']))
    expect(during(10e9, 20e9)).toEqual(new Set(['c']))
    expect(records.every(({ status }) => status === 200)).toBe(true)
  })

  it('pods that fail are ejected, and the traffic moves to the next zone', async () => {
    // The pod of zone a is killed for the world, but the news of its endpoint never comes: ejection alone moves the traffic.
    const { records } = await observe({
      mesh: documents(servers(3, 'server'), policyFor('server', { outlierDetection: OUTLIER })),
      scenario: scenario('[{ at: 5s, kill: server-0 }]'),
      set: ['network.config-push=100s'],
    })
    const refused = records.filter(({ flags }) => flags === 'UF')
    expect(refused).toHaveLength(1)
    expect(zones(from(records, 5.1e9))).toEqual(new Set(['b']))
    expect(from(records, 5.1e9).every(({ status }) => status === 200)).toBe(true)
  })

  it('half of the pods of a zone gone: its share of health spills over, 70 % stay', async () => {
    const { records } = await observe({
      mesh: documents(
        servers(12, 'server'),
        policyFor('server', { outlierDetection: { ...OUTLIER, interval: '60s' } }),
      ),
      scenario: scenario('[{ at: 0s, kill: server-0 }, { at: 0s, kill: server-3 }]').replace('20/s', '400/s'),
      set: ['network.config-push=100s'],
    })
    // Four pods in zone a, two of them ejected after their first request: floor(140 * 2 / 4) = 70 %.
    const later = from(records, 2e9)
    const stay = later.filter(({ zone }) => zone === 'a').length / later.length
    expect(Math.abs(stay - 0.7)).toBeLessThan(4 * Math.sqrt((0.7 * 0.3) / later.length))
    expect(zones(later)).toEqual(new Set(['a', 'b']))
  })
})
