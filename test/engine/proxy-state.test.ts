import { describe, expect, it } from 'vitest'
import type { AttemptRecord } from '../../src/measure/attempt-record.ts'
import { documents } from '../compile/istio/mesh-of.ts'
import { policyFor, servers } from './meshes.ts'
import { observe } from './records-of.ts'

/** What each proxy saw, in order of start. */
function byProxy(records: readonly AttemptRecord[]): Map<string, AttemptRecord[]> {
  const found = new Map<string, AttemptRecord[]>()
  for (const record of records.toSorted((a, b) => a.startNs - b.startNs)) {
    found.set(record.proxy, [...(found.get(record.proxy) ?? []), record])
  }
  return found
}
const podsOf = (records: readonly AttemptRecord[]) => records.map(({ pod }) => Number(pod.split('-')[1]))

describe('state is per client proxy', () => {
  it('ten sidecars have ten round robins, each complete, not in step with each other', async () => {
    const { records } = await observe({
      mesh: documents(servers(10, 'caller'), servers(3, 'server'), policyFor('server', {})),
      scenario: `
duration: 20s
workloads: { server: { time: 1ms } }
traffic: { load: { to: http://server/, from: caller, rate: 20/s, arrivals: even } }
`,
    })
    const proxies = byProxy(records)
    expect(proxies.size).toBe(10)
    const firsts = new Set<number>()
    for (const own of proxies.values()) {
      const pods = podsOf(own)
      firsts.add(pods[0])
      expect(pods).toEqual(pods.map((_, i) => (pods[0] + i) % 3))
    }
    expect(firsts.size).toBeGreaterThan(1)
  })

  it('worker threads have round robins of their own: pods of one proxy do not alternate strictly', async () => {
    const run = (workers: number) =>
      observe({
        mesh: documents(servers(1, 'caller'), servers(2, 'server'), policyFor('server', {})),
        scenario: `
duration: 10s
workloads: { server: { time: 30ms, concurrency: 100 }, caller: { proxy-concurrency: ${workers} } }
traffic: { load: { to: http://server/, from: caller, rate: 200/s } }
`,
      })
    const repeats = (records: readonly AttemptRecord[]) => {
      const pods = podsOf([...byProxy(records).values()][0])
      return pods.filter((pod, i) => i > 0 && pod === pods[i - 1]).length / pods.length
    }
    expect(repeats((await run(1)).records)).toBe(0)
    expect(repeats((await run(4)).records)).toBeGreaterThan(0.2)
  })
})

describe('outlier detection', () => {
  const ejecting = (settings: object) =>
    policyFor('server', { outlierDetection: { consecutive5xxErrors: 3, interval: '1s', ...settings } })

  it('every proxy counts and ejects by itself, after exactly as many failures of its own', async () => {
    const { records, result } = await observe({
      mesh: documents(
        servers(10, 'caller'),
        servers(2, 'server'),
        ejecting({ maxEjectionPercent: 50, baseEjectionTime: '60s' }),
      ),
      scenario: `
duration: 10s
workloads: { server: { time: 1ms, errors: { 500: 100% } } }
traffic: { load: { to: http://server/, from: caller, rate: 100/s, arrivals: even } }
`,
    })
    let ejections = 0
    for (const own of byProxy(records).values()) {
      // Two pods in turn, both failing: the third failure of the first one ejects it, and the cap saves the other.
      const pods = podsOf(own)
      const [ejected] = pods
      expect(pods.slice(0, 5)).toEqual([0, 1, 2, 3, 4].map(i => (ejected + i) % 2))
      expect(pods.slice(5).every(pod => pod !== ejected)).toBe(true)
      ejections++
    }
    expect(ejections).toBe(10)
    const whole = result.pods.filter(({ workload }) => workload === 'default/server')
    expect(whole.reduce((sum, row) => sum + row.ejections, 0)).toBe(10)
  })

  it('all ejected and panic off: 503 UH at once', async () => {
    const { records } = await observe({
      mesh: documents(servers(1, 'server'), ejecting({ maxEjectionPercent: 100, baseEjectionTime: '60s' })),
      scenario: `
duration: 10s
workloads: { server: { time: 1ms, errors: { 500: 100% } } }
traffic: { load: { to: http://server/, rate: 1/s, arrivals: even } }
`,
    })
    expect(records.map(({ status, flags }) => `${status} ${flags}`)).toEqual([
      ...Array(3).fill('500 '),
      ...Array(7).fill('503 UH'),
    ])
  })

  it('with minHealthPercent 50 the proxy panics instead and uses all', async () => {
    const { records } = await observe({
      mesh: documents(
        servers(1, 'server'),
        ejecting({ maxEjectionPercent: 100, baseEjectionTime: '60s', minHealthPercent: 50 }),
      ),
      scenario: `
duration: 10s
workloads: { server: { time: 1ms, errors: { 500: 100% } } }
traffic: { load: { to: http://server/, rate: 1/s, arrivals: even } }
`,
    })
    expect(records.map(({ status }) => status)).toEqual(Array(10).fill(500))
  })

  it('an ejected pod comes back with the first sweep after its time, not before', async () => {
    const { records } = await observe({
      mesh: documents(
        servers(1, 'server'),
        ejecting({ maxEjectionPercent: 100, baseEjectionTime: '10s', consecutive5xxErrors: 1 }),
      ),
      scenario: `
duration: 30s
workloads: { server: { time: 1ms, errors: { 500: 100% } } }
traffic: { load: { to: http://server/, rate: 10/s, arrivals: even } }
`,
    })
    const served = records.filter(({ flags }) => flags === '').map(({ endNs }) => endNs / 1e9)
    // Ejected for 10 s, sweeps are one second apart, requests a tenth. The second ejection comes within a second of the
    // news of the return, so the balancer hears of it a second later; it lasts 20 s, beyond the end.
    expect(served[0]).toBe(0.001)
    expect(served[1] - served[0]).toBeGreaterThanOrEqual(10)
    expect(served[1] - served[0]).toBeLessThan(11.2)
    expect(served.length).toBeGreaterThanOrEqual(1 + 10)
    expect(served.length).toBeLessThanOrEqual(1 + 11)
    expect((served.at(-1) as number) - served[1]).toBeLessThanOrEqual(1)
    expect(records.at(-1)).toMatchObject({ status: 503, flags: 'UH' })
  })

  it('ten pods at the default cap of 10 %: one goes, the next one stays', async () => {
    const { records } = await observe({
      mesh: documents(servers(10, 'server'), ejecting({ baseEjectionTime: '60s', consecutive5xxErrors: 1 })),
      scenario: `
duration: 10s
workloads: { server: { time: 1ms, errors: { 500: 100% } } }
traffic: { load: { to: http://server/, rate: 10/s, arrivals: even } }
`,
    })
    const later = new Set(records.filter(({ startNs }) => startNs > 5e9).map(({ pod }) => pod))
    expect(later.size).toBe(9)
  })

  it('nine pods at 10 %: nobody goes', async () => {
    const { records } = await observe({
      mesh: documents(servers(9, 'server'), ejecting({ baseEjectionTime: '60s', consecutive5xxErrors: 1 })),
      scenario: `
duration: 10s
workloads: { server: { time: 1ms, errors: { 500: 100% } } }
traffic: { load: { to: http://server/, rate: 10/s, arrivals: even } }
`,
    })
    const later = new Set(records.filter(({ startNs }) => startNs > 5e9).map(({ pod }) => pod))
    expect(later.size).toBe(9)
  })
})
