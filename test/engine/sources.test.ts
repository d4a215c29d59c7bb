import { describe, expect, it } from 'vitest'
import { servers, traceOf } from './meshes.ts'
import { ending, observe } from './records-of.ts'

describe('closed loop', () => {
  it('as many are in the system as there are users: throughput is users over think time plus answer time', async () => {
    const { records } = await observe({
      mesh: servers(1, 'server'),
      scenario: `
duration: 100s
workloads: { server: { time: 200ms, concurrency: 1000 } }
traffic: { people: { to: http://server/, users: 50, think: 800ms } }
`,
    })
    // A user asks once a second from the first request on, which falls into the first think time.
    expect(records.every(record => ending(record) === '200ms 200 - ok')).toBe(true)
    expect(records.length).toBeGreaterThanOrEqual(50 * 99)
    expect(records.length).toBeLessThanOrEqual(50 * 100)
  })

  it('a server that is full slows its users down: no more answers than it has capacity', async () => {
    const { records, result } = await observe({
      mesh: servers(1, 'server'),
      scenario: `
duration: 100s
workloads: { server: { time: 100ms, concurrency: 1, queue: unbounded } }
traffic: { people: { to: http://server/, users: 50, think: 800ms, timeout: none } }
`,
    })
    // By Little's law: 50 users = 10/s (answer time + 0.8 s), so the answer takes 4.2 s once all have called.
    const settled = records.filter(({ startNs }) => startNs > 20e9)
    expect(new Set(settled.map(ending))).toEqual(new Set(['4200ms 200 - ok']))
    expect(records.length).toBeGreaterThanOrEqual(990)
    expect(records.length).toBeLessThanOrEqual(1000)
    expect(result.requests.inFlight).toBeLessThanOrEqual(50)
    expect(result.requests.born - result.requests.answered).toBe(result.requests.inFlight)
  })

  it('who does not think asks again at once', async () => {
    const { records } = await observe({
      mesh: servers(1, 'server'),
      scenario: `
duration: 1s
workloads: { server: { time: 10ms } }
traffic: { one: { to: http://server/, users: 1, think: 0ms } }
`,
    })
    // Answers at 10 ms, 20 ms, ... up to the end.
    expect(records.map(({ startNs }) => startNs / 10e6)).toEqual(records.map((_, i) => i))
    expect(records.length).toBeGreaterThanOrEqual(99)
  })

  it('nobody sends a request before the last one is answered', async () => {
    const { records } = await observe({
      mesh: servers(1, 'server'),
      scenario: `
duration: 10s
workloads: { server: { time: exp(50ms), concurrency: 100 } }
traffic: { one: { to: http://server/, users: 1, think: exp(20ms) } }
`,
    })
    expect(records.length).toBeGreaterThan(50)
    for (let i = 1; i < records.length; i++) expect(records[i].startNs).toBeGreaterThanOrEqual(records[i - 1].endNs)
  })
})

describe('replay', () => {
  const scenario = (more = '') => `
duration: 5s
workloads: { server: { time: 1ms, concurrency: 100 } }
traffic: { recorded: { to: http://server/, arrivals: { trace: t.csv${more} } } }
`

  it('keeps the order and the gaps', async () => {
    const atMs = [0, 3, 3, 700, 701, 2500]
    const { records } = await observe({
      mesh: servers(1, 'server'),
      scenario: scenario(),
      files: { 't.csv': traceOf('http://server/', ...atMs) },
    })
    expect(records.map(({ startNs }) => startNs / 1e6)).toEqual(atMs)
    expect(records.map(({ request }) => request)).toEqual([0, 1, 2, 3, 4, 5])
  })

  it('at double speed the gaps are half as long', async () => {
    const { records } = await observe({
      mesh: servers(1, 'server'),
      scenario: scenario(', speed: x2'),
      files: { 't.csv': traceOf('http://server/', 0, 100, 2000) },
    })
    expect(records.map(({ startNs }) => startNs / 1e6)).toEqual([0, 50, 1000])
  })

  it('does not wait for answers', async () => {
    const { records } = await observe({
      mesh: servers(1, 'server'),
      scenario: scenario().replace('time: 1ms', 'time: 1s'),
      files: { 't.csv': traceOf('http://server/', 0, 10, 20) },
    })
    expect(records.map(({ startNs }) => startNs / 1e6)).toEqual([0, 10, 20])
  })
})

describe('open loop', () => {
  it('even arrivals come at even gaps whatever the server does, and latency counts from there', async () => {
    const { records } = await observe({
      mesh: servers(1, 'server'),
      scenario: `
duration: 10s
workloads: { server: { time: 1s, concurrency: 1, queue: unbounded } }
traffic: { load: { to: http://server/, rate: 2/s, arrivals: even, timeout: none } }
`,
    })
    // The n-th request comes at n / 2 s and is answered at n + 1 s.
    expect(records).toHaveLength(10)
    records.forEach((record, n) => {
      expect(record.startNs).toBe(n * 0.5e9)
      expect(ending(record)).toBe(`${1000 + n * 500}ms 200 - ok`)
    })
  })

  it('a burst comes at one instant', async () => {
    const { records } = await observe({
      mesh: servers(1, 'server'),
      scenario: `
duration: 10s
workloads: { server: { time: 1ms, concurrency: 100 } }
traffic: { load: { to: http://server/, rate: 10/s, arrivals: burst(5) } }
`,
    })
    const sizes = new Map<number, number>()
    for (const { startNs } of records) sizes.set(startNs, (sizes.get(startNs) ?? 0) + 1)
    expect(new Set(sizes.values())).toEqual(new Set([5]))
  })
})

describe('users who do not think, and are refused at once', () => {
  it.each([
    ['no pod behind the service', servers(0, 'server'), '[]'],
    ['the caller is gone', servers(1, 'server', 'caller'), '[{ at: 0s, kill: caller }]'],
  ])('%s: a try takes a client a millisecond of its own, so time goes on', async (_, mesh, timeline) => {
    const { records } = await observe({
      mesh,
      scenario: `
duration: 1s
traffic: { people: { to: http://server/, users: 2, think: 0s${mesh.includes('caller') ? ', from: caller' : ''} } }
timeline: ${timeline}
`,
    })
    expect(records).toHaveLength(2000)
    expect(records.every(({ outcome }) => outcome === 'error')).toBe(true)
  })
})
