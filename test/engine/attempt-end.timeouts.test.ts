import { describe, expect, it } from 'vitest'
import { documents } from '../compile/istio/mesh-of.ts'
import { policyFor, ruleFor, servers, traceOf } from './meshes.ts'
import { ending, observe, rootOf } from './records-of.ts'

describe('timeout of a route', () => {
  const mesh = documents(servers(1, 'server'), ruleFor('server', { timeout: '0.1s' }))
  const scenario = `
duration: 1s
workloads: { server: { time: 80ms, concurrency: 1 } }
traffic: { load: { to: http://server/, arrivals: { trace: t.csv } } }
`
  const at = (...atMs: number[]) => observe({ mesh, scenario, files: { 't.csv': traceOf('http://server/', ...atMs) } })

  it('504 UT at exactly the timeout, once', async () => {
    const { records } = await at(0, 10)
    expect(records.map(ending)).toEqual(['80ms 200 - ok', '100ms 504 UT timeout'])
  })

  it('the server does not notice: it works on, and the next request waits for that', async () => {
    // Served 0-80, 80-160 (given up at 110) and 160-240: the third one, of 130, would be in time if the second were gone.
    const { records } = await at(0, 10, 130)
    expect(records.map(ending)).toEqual(['80ms 200 - ok', '100ms 504 UT timeout', '100ms 504 UT timeout'])
  })

  it('an answer at the very instant of the timeout counts', async () => {
    const { records } = await observe({
      mesh,
      scenario: scenario.replace('80ms', '100ms'),
      files: { 't.csv': traceOf('http://server/', 0) },
    })
    expect(records.map(ending)).toEqual(['100ms 200 - ok'])
  })

  it('covers all tries and the waits between them', async () => {
    const retries = { attempts: 10, retryOn: '5xx', perTryTimeout: '0.03s' }
    const { records } = await observe({
      mesh: documents(servers(1, 'server'), ruleFor('server', { timeout: '0.1s', retries })),
      scenario,
      files: { 't.csv': traceOf('http://server/', 0) },
    })
    expect(records.at(-1)).toMatchObject({ status: 504, flags: 'UT', outcome: 'timeout', endNs: 100e6 })
    expect(records.length).toBeGreaterThan(1)
  })
})

describe('timeout of a try', () => {
  const twoServers = servers(2, 'server')
  const scenario = `
duration: 20s
workloads: { server: { time: 5ms } }
traffic: { load: { to: http://server/, rate: 1/s, arrivals: even } }
timeline: [{ at: 0s, slow: server-0, by: x100 }]
`
  const retries = (retryOn: string) => ruleFor('server', { retries: { attempts: 2, perTryTimeout: '0.02s', retryOn } })

  it('the next try goes to another host, after a back-off below 25 ms', async () => {
    const { records } = await observe({
      mesh: documents(twoServers, policyFor('server', {}), retries('5xx')),
      scenario,
    })
    // A re-pick advances the round robin, too: once the slow pod has come up, each first pick finds it.
    const slow = records.filter(({ pod }) => pod === 'server-0')
    expect(slow.length).toBeGreaterThanOrEqual(19)
    for (const first of slow) {
      expect(first.attempt).toBe(1)
      expect(ending(first)).toBe('20ms 504 UT timeout')
      const [, second] = rootOf(records, first.request)
      expect(second).toMatchObject({ attempt: 2, pod: 'server-1', status: 200, outcome: 'ok', flags: '' })
      expect(second.endNs - second.startNs).toBe(5e6)
      const backOffMs = (second.startNs - first.endNs) / 1e6
      expect(backOffMs).toBeLessThan(25)
      expect(Number.isInteger(backOffMs)).toBe(true)
    }
  })

  it("is not retried under Istio's default conditions, and not under connect-failure", async () => {
    const { records } = await observe({
      mesh: documents(twoServers, policyFor('server', {}), retries('connect-failure,refused-stream')),
      scenario,
    })
    const slow = records.filter(({ pod }) => pod === 'server-0')
    expect(slow.map(ending)).toEqual(Array(10).fill('20ms 504 UT timeout'))
    expect(records.every(({ attempt }) => attempt === 1)).toBe(true)
  })

  it('one that is not shorter than that of the route is ignored', async () => {
    const rule = { timeout: '0.02s', retries: { attempts: 2, perTryTimeout: '0.02s', retryOn: '5xx' } }
    const mesh = documents(twoServers, policyFor('server', {}), ruleFor('server', rule))
    const { records } = await observe({ mesh, scenario })
    expect(records).toHaveLength(20)
    expect(records.filter(({ pod }) => pod === 'server-0').map(ending)).toEqual(Array(10).fill('20ms 504 UT timeout'))
  })
})

it('a refusal that is on its way when the timeout comes was not heard: timeout, not rejected', async () => {
  // Two round trips for the connection and one way: turned away after 10.5 ms, which would be heard after 12.6 ms.
  const { records } = await observe({
    mesh: documents(servers(1, 'server'), ruleFor('server', { timeout: '0.012s' })),
    scenario: `
duration: 1s
workloads: { server: { time: 100ms, concurrency: 1, queue: 0 } }
traffic: { load: { to: http://server/, arrivals: { trace: t.csv } } }
`,
    files: { 't.csv': traceOf('http://server/', 0, 1) },
    set: ['network.latency.same-zone=2.1ms'],
  })
  expect(records.map(ending)).toEqual(['12ms 504 UT timeout', '12ms 504 UT timeout'])
})

describe('timeout of the client', () => {
  it('the caller gives up: status 0, DC at its proxy, outcome timeout', async () => {
    const { records } = await observe({
      mesh: servers(1, 'server'),
      scenario: `
duration: 1s
workloads: { server: { time: 80ms, concurrency: 1 } }
traffic: { load: { to: http://server/, arrivals: { trace: t.csv }, timeout: 50ms } }
`,
      files: { 't.csv': traceOf('http://server/', 0) },
    })
    expect(records.map(ending)).toEqual(['50ms 0 DC timeout'])
  })
})
