import { describe, expect, it } from 'vitest'
import { documents } from '../compile/istio/mesh-of.ts'
import { policyFor, ruleFor, servers, traceOf } from './meshes.ts'
import { ending, observe } from './records-of.ts'

const TWO_ZONES = 'topology: { zones: [a, b] }'
const pool = (connectTimeout: string) => policyFor('server', { connectionPool: { tcp: { connectTimeout } } })
const noRetries = (timeout: string) => ruleFor('server', { timeout, retries: { attempts: 0 } })

describe('a zone is lost', () => {
  /** Pods server-0 in zone a, with the client, and server-1 in zone b. */
  const mesh = documents(servers(2, 'server'), pool('0.2s'), noRetries('0.5s'))
  const scenario = (timeline: string, server = 'time: 1ms') => `
duration: 20s
${TWO_ZONES}
workloads: { server: { ${server} } }
traffic: { load: { to: http://server/, rate: 10/s, arrivals: even } }
timeline: ${timeline}
`

  it('what is in flight there is lost: nothing but its timeout ends it', async () => {
    const { records } = await observe({
      mesh,
      scenario: `
duration: 2s
${TWO_ZONES}
workloads: { server: { time: 300ms } }
traffic: { load: { to: http://server/, arrivals: { trace: t.csv } } }
timeline: [{ at: 50ms, fail-zone: b }]
`,
      files: { 't.csv': traceOf('http://server/', 0, 1) },
    })
    const endings = Object.fromEntries(records.map(record => [record.pod, ending(record)]))
    expect(endings).toEqual({ 'server-0': '300ms 200 - ok', 'server-1': '500ms 504 UT timeout' })
  })

  it('until its endpoints are removed, requests go there and get lost; then all is well', async () => {
    const { records } = await observe({ mesh, scenario: scenario('[{ at: 5s, fail-zone: b }]') })
    for (const record of records) {
      const lost = record.pod === 'server-1' && record.startNs >= 5e9
      if (!lost) expect(ending(record)).toBe('1ms 200 - ok')
      // On a connection that is open nothing comes back; a new one is never established.
      else expect(['500ms 504 UT timeout', '200ms 503 UF error']).toContain(ending(record))
    }
    const toLost = records.filter(({ pod, startNs }) => pod === 'server-1' && startNs >= 5e9)
    expect(toLost.map(({ startNs }) => startNs / 1e9).every(at => at < 10)).toBe(true)
    expect(toLost).toHaveLength(25)
    expect(toLost.filter(({ flags }) => flags === 'UT')).toHaveLength(1)
  })

  it('endpoint-removal says how long that takes', async () => {
    const { records } = await observe({
      mesh,
      scenario: scenario('[{ at: 5s, fail-zone: b }]'),
      set: ['network.endpoint-removal=2s'],
    })
    const toLost = records.filter(({ pod, startNs }) => pod === 'server-1' && startNs >= 5e9)
    expect(toLost).toHaveLength(10)
    expect(toLost.every(({ startNs }) => startNs < 7e9)).toBe(true)
  })

  it('comes back after its time, and its pods serve again', async () => {
    const { records } = await observe({ mesh, scenario: scenario('[{ at: 5s, fail-zone: b, for: 7s }]') })
    const late = records.filter(({ startNs }) => startNs >= 12e9)
    expect(new Set(late.map(ending))).toEqual(new Set(['1ms 200 - ok']))
    expect(late.filter(({ pod }) => pod === 'server-1')).toHaveLength(late.length / 2)
  })

  it('comes back with new processes: open connections to the old ones are of no use', async () => {
    const { records } = await observe({
      mesh: documents(servers(1, 'caller', 'server'), noRetries('10s')),
      scenario: `
duration: 10s
topology: { zones: [a, b], spread: { caller: [1, 0], server: [0, 1] } }
workloads: { server: { time: 1ms } }
traffic: { load: { to: http://server/, from: caller, arrivals: { trace: t.csv } } }
timeline: [{ at: 3s, fail-zone: b, for: 1s }]
`,
      files: { 't.csv': traceOf('http://server/', 0, 1000, 6000) },
      set: ['network.latency.cross-zone=10ms'],
    })
    // A handshake of TCP and TLS takes two round trips of 20 ms; the requests themselves 21 ms.
    expect(records.map(ending)).toEqual(['61ms 200 - ok', '21ms 200 - ok', '61ms 200 - ok'])
  })

  it('a refused or lost connection is retried by default, so few notice', async () => {
    const { records, result } = await observe({
      mesh: documents(servers(2, 'server'), pool('0.2s')),
      scenario: scenario('[{ at: 5s, fail-zone: b }]').replace('arrivals: even', 'arrivals: even, timeout: 1s'),
    })
    const failed = records.filter(({ flags }) => flags === 'UF')
    expect(failed.length).toBeGreaterThan(10)
    for (const { request } of failed) {
      expect(records.filter(record => record.request === request).at(-1)).toMatchObject({
        status: 200,
        pod: 'server-0',
      })
    }
    expect(result.requests.born).toBe(200)
  })
})

describe('a cut', () => {
  it('loses packets between the two sides only, and only for its time', async () => {
    const { records } = await observe({
      mesh: documents(servers(1, 'one', 'two', 'server'), pool('0.2s'), noRetries('0.1s')),
      scenario: `
duration: 10s
workloads: { server: { time: 1ms } }
traffic:
  first: { to: http://server/, from: one, rate: 2/s, arrivals: even }
  second: { to: http://server/, from: two, rate: 2/s, arrivals: even }
timeline: [{ at: 2s900ms, cut: { from: one, to: server }, for: 4s }]
`,
    })
    for (const record of records.filter(({ source }) => source === 'second'))
      expect(ending(record)).toBe('1ms 200 - ok')
    const first = records.filter(({ source }) => source === 'first')
    expect(first).toHaveLength(20)
    for (const record of first) {
      const isCut = record.startNs >= 2.9e9 && record.startNs < 6.9e9
      expect(ending(record)).toBe(isCut ? '100ms 504 UT timeout' : '1ms 200 - ok')
    }
  })

  it('may separate zones', async () => {
    const { records } = await observe({
      mesh: documents(servers(2, 'server'), pool('0.2s'), noRetries('0.1s')),
      scenario: `
duration: 10s
${TWO_ZONES}
workloads: { server: { time: 1ms } }
traffic: { load: { to: http://server/, rate: 10/s, arrivals: even } }
timeline: [{ at: 5s, cut: { from: a, to: b } }]
`,
    })
    for (const record of records) {
      const isCut = record.pod === 'server-1' && record.startNs >= 5e9
      expect(ending(record)).toBe(isCut ? '100ms 504 UT timeout' : '1ms 200 - ok')
    }
    expect(records.filter(({ flags }) => flags === 'UT')).toHaveLength(25)
  })

  it('loses the answer of a request that was on its way', async () => {
    const { records } = await observe({
      mesh: documents(servers(1, 'one', 'server'), noRetries('0.5s')),
      scenario: `
duration: 2s
workloads: { server: { time: 100ms } }
traffic: { load: { to: http://server/, from: one, arrivals: { trace: t.csv } } }
timeline: [{ at: 50ms, cut: { from: one, to: server }, for: 1s }]
`,
      files: { 't.csv': traceOf('http://server/', 0) },
    })
    expect(records.map(ending)).toEqual(['500ms 504 UT timeout'])
  })

  it('is over: requests and answers that got lost are sent again, for callers that still wait', async () => {
    const { records } = await observe({
      mesh: documents(servers(1, 'one', 'server'), noRetries('10s')),
      scenario: `
duration: 5s
workloads: { server: { time: 300ms } }
traffic: { load: { to: http://server/, from: one, arrivals: { trace: t.csv } } }
timeline: [{ at: 1s, cut: { from: one, to: server }, for: 2s }]
`,
      // The answer of the second comes into the cut, and so does the third, on the connection of the first.
      files: { 't.csv': traceOf('http://server/', 0, 900, 1100) },
    })
    expect(records.map(ending)).toEqual(['300ms 200 - ok', '2100ms 200 - ok', '2200ms 200 - ok'])
  })

  it('what a server had sent that is gone with its node is never heard of', async () => {
    const { records } = await observe({
      mesh: documents(servers(1, 'one', 'server'), noRetries('4s')),
      scenario: `
duration: 6s
topology: { zones: [a, b], spread: { one: [1, 0], server: [0, 1] } }
workloads: { server: { time: 300ms } }
traffic: { load: { to: http://server/, from: one, arrivals: { trace: t.csv } } }
timeline: [{ at: 100ms, cut: { from: one, to: server }, for: 2s }, { at: 1s, fail-zone: b }]
`,
      files: { 't.csv': traceOf('http://server/', 0) },
    })
    expect(records.map(ending)).toEqual(['4000ms 504 UT timeout'])
  })

  it('a server that the cut hid and that died meanwhile resets what comes', async () => {
    const { records } = await observe({
      mesh: documents(servers(1, 'one', 'server'), noRetries('10s')),
      scenario: `
duration: 5s
workloads: { server: { time: 300ms } }
traffic: { load: { to: http://server/, from: one, arrivals: { trace: t.csv } } }
timeline: [{ at: 1s, cut: { from: one, to: server }, for: 2s }, { at: 2s, kill: server }]
`,
      files: { 't.csv': traceOf('http://server/', 0, 1100) },
    })
    expect(records.map(ending)).toEqual(['300ms 200 - ok', '1900ms 503 UC error'])
  })
})

describe('latencies by distance', () => {
  it('a pod in another zone, or region, is as far as the scenario says', async () => {
    const { records } = await observe({
      mesh: documents(servers(3, 'server'), policyFor('server', {})),
      scenario: `
duration: 30s
topology: { zones: [eu/a, eu/b, us/c] }
workloads: { server: { time: 1ms } }
traffic: { load: { to: http://server/, rate: 1/s, arrivals: even } }
`,
      set: ['network.latency.same-zone=1ms', 'network.latency.cross-zone=5ms', 'network.latency.cross-region=40ms'],
    })
    // There and back, on connections that are open: the first three open them.
    const tookMs: Record<string, number> = { 'server-0': 3, 'server-1': 11, 'server-2': 81 }
    const later = records.filter(({ request }) => request >= 3)
    expect(later).toHaveLength(27)
    for (const record of later) expect(record.endNs - record.startNs).toBe(tookMs[record.pod] * 1e6)
  })
})
