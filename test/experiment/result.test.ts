import { beforeAll, describe, expect, it } from 'vitest'
import type { HopRow, RunResult, SeriesColumn } from '../../src/measure/result.ts'
import { documents } from '../compile/istio/mesh-of.ts'
import { entryTo, policyFor, servers } from '../engine/meshes.ts'
import { type Observed, observe } from '../engine/records-of.ts'

const sum = (values: Iterable<number | null | undefined>) =>
  [...values].reduce<number>((all, one) => all + (one ?? 0), 0)

describe('the parts of a result agree with each other', () => {
  let observed: Observed
  let result: RunResult
  let whole: readonly HopRow[]
  beforeAll(async () => {
    observed = await observe({
      mesh: documents(servers(2, 'front', 'back'), policyFor('back', {}), entryTo('front')),
      scenario: `
duration: 20s
workloads:
  front: { time: 10ms, concurrency: 4, calls: [{ to: back, on-error: degrade }] }
  back: { time: 20ms, concurrency: 1, errors: { 503: 25% } }
traffic: { load: { to: http://shop.example/, rate: 10/s, arrivals: even } }
timeline: [{ at: 10s, mark: half }]
`,
    })
    result = observed.result
    whole = result.hops.filter(({ window }) => window === 'whole run')
  })

  it('every record is an attempt of some hop, with the outcome it had', () => {
    expect(sum(whole.map(({ attempts }) => attempts))).toBe(observed.records.length)
    for (const outcome of ['ok', 'degraded', 'error'] as const) {
      const recorded = observed.records.filter(record => record.outcome === outcome).length
      expect(sum(whole.map(({ outcomes }) => outcomes[outcome]))).toBe(recorded)
    }
  })

  it('what enters is what the gateway passes on, and what the front end calls for', () => {
    const requests = (at: string) => sum(whole.filter(row => row.at === at).map(row => row.requests))
    expect(requests('client')).toBe(200)
    expect(requests('istio-system/istio-ingressgateway')).toBe(200)
    expect(requests('default/front')).toBe(200)
    expect(whole.filter(({ atGateway }) => atGateway).map(({ at }) => at)).toContain(
      'istio-system/istio-ingressgateway',
    )
  })

  it('a degraded answer further down is degraded at every hop above, and an error only where it happened', () => {
    const count = (at: string, outcome: 'degraded' | 'error') =>
      sum(whole.filter(row => row.at === at).map(({ outcomes }) => outcomes[outcome]))
    const failures = count('default/front', 'error')
    expect(failures).toBeGreaterThan(20)
    expect(count('client', 'degraded')).toBe(failures)
    expect(count('istio-system/istio-ingressgateway', 'degraded')).toBe(failures)
    expect(count('client', 'error')).toBe(0)
  })

  it('windows add up to the whole', () => {
    for (const at of ['client', 'default/front']) {
      const requests = (window: string) =>
        sum(result.hops.filter(row => row.window === window && row.at === at).map(row => row.requests))
      expect(requests('before half') + requests('half')).toBe(requests('whole run'))
      expect(requests('half')).toBe(100)
    }
  })

  it('totals are the sums of their rows, with the rate over their window', () => {
    const totals = (result.totals ?? []).filter(({ workload }) => workload === undefined)
    for (const { at, to, window, requests, ratePerSecond } of totals) {
      const rows = result.hops.filter(row => row.at === at && row.to === to && row.window === window)
      expect(sum(rows.map(row => row.requests))).toBe(requests)
      expect(ratePerSecond).toBe(10)
    }
    expect(totals).toHaveLength(9)
  })

  it('latency lies between the fastest and the slowest, 30 ms at best', () => {
    for (const { latency } of whole.filter(({ at }) => at === 'client')) {
      expect(latency.minNs).toBe(30e6)
      expect(latency.meanNs).toBe(30e6)
      expect(latency.maxNs).toBe(30e6)
    }
  })

  it('buckets of the series add up to the whole', () => {
    const columns = (metric: SeriesColumn['metric']) =>
      result.series.columns.filter(column => column.at === 'client' && column.metric === metric)
    expect(result.series).toMatchObject({ bucketNs: 1e9, count: 20 })
    // The first request of a second starts with it, and is answered within it.
    const perBucket = Array.from({ length: 20 }, (_, i) => sum(columns('requests').map(({ values }) => values[i])))
    expect(perBucket).toEqual(Array(20).fill(10))
    expect(sum(columns('degraded').flatMap(({ values }) => values))).toBe(
      sum(whole.filter(({ at }) => at === 'client').map(({ outcomes }) => outcomes.degraded)),
    )
  })

  it('utilisation is arrival rate times service time over workers: 5/s x 20 ms x 1', () => {
    const back = result.pods.filter(({ workload, window }) => workload === 'default/back' && window === 'whole run')
    expect(back.map(({ pod }) => pod)).toEqual(['back-0', 'back-1'])
    expect(sum(back.map(({ utilisationMean }) => utilisationMean)) / 2).toBeCloseTo(0.1, 9)
    expect(back.map(({ queueMax }) => queueMax)).toEqual([0, 0])
  })

  it('counts every request that was born', () => {
    expect(result.requests).toEqual({ born: 200, answered: 200, inFlight: 0 })
  })
})
