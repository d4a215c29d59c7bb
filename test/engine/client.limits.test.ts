import { describe, expect, it } from 'vitest'
import { documents } from '../compile/istio/mesh-of.ts'
import { policyFor, ruleFor, servers, traceOf } from './meshes.ts'
import { ending, observe } from './records-of.ts'

const scenario = (server: string) => `
duration: 5s
workloads: { server: ${server} }
traffic: { load: { to: http://server/, arrivals: { trace: t.csv } } }
`
/** Requests at 0, 1, 2, ... ms against a server that takes 100 ms. */
function requestsUnder(connectionPool: object, count: number, ...more: string[]) {
  const atMs = Array.from({ length: count }, (_, i) => i)
  return observe({
    mesh: documents(servers(1, 'server'), policyFor('server', { connectionPool }), ...more),
    scenario: scenario('{ time: 100ms, concurrency: 100 }'),
    files: { 't.csv': traceOf('http://server/', ...atMs) },
  })
}
const inOrder = <R extends { readonly request: number }>(records: readonly R[]) =>
  records.toSorted((a, b) => a.request - b.request)

describe('circuit breaker', () => {
  it('http1MaxPendingRequests: one is served, one waits for the connection, the third is refused with UO', async () => {
    const { records } = await requestsUnder({ tcp: { maxConnections: 1 }, http: { http1MaxPendingRequests: 1 } }, 3)
    expect(inOrder(records).map(ending)).toEqual(['100ms 200 - ok', '199ms 200 - ok', '0ms 503 UO rejected'])
  })

  it('an overflow is never retried', async () => {
    const pool = { tcp: { maxConnections: 1 }, http: { http1MaxPendingRequests: 1 } }
    const { records } = await requestsUnder(pool, 3, ruleFor('server', { retries: { attempts: 5, retryOn: '5xx' } }))
    expect(records).toHaveLength(3)
    expect(records[0]).toMatchObject({ request: 2, flags: 'UO', attempt: 1 })
  })

  it('http2MaxRequests limits HTTP/1.1 as well', async () => {
    const { records } = await requestsUnder({ http: { http2MaxRequests: 2 } }, 4)
    expect(inOrder(records).map(ending)).toEqual([
      '100ms 200 - ok',
      '100ms 200 - ok',
      '0ms 503 UO rejected',
      '0ms 503 UO rejected',
    ])
  })

  it('maxConnections alone refuses nobody: the others wait their turn, first come first served', async () => {
    const { records } = await requestsUnder({ tcp: { maxConnections: 1 } }, 4)
    expect(records.map(({ request }) => request)).toEqual([0, 1, 2, 3])
    expect(records.map(({ endNs }) => endNs / 1e6)).toEqual([100, 200, 300, 400])
    expect(records.every(({ status }) => status === 200)).toBe(true)
  })

  it('HTTP/2 takes all requests over one connection', async () => {
    const { records } = await requestsUnder({ tcp: { maxConnections: 1 }, http: { h2UpgradePolicy: 'UPGRADE' } }, 4)
    expect(records.map(ending)).toEqual(Array(4).fill('100ms 200 - ok'))
  })

  it('counts for each client proxy by itself', async () => {
    const { records } = await observe({
      mesh: documents(
        servers(1, 'server', 'one', 'two'),
        policyFor('server', { connectionPool: { http: { http2MaxRequests: 1 } } }),
      ),
      scenario: `
duration: 1s
workloads: { server: { time: 100ms, concurrency: 100 } }
traffic:
  first: { to: http://server/, from: one, arrivals: { trace: t.csv } }
  second: { to: http://server/, from: two, arrivals: { trace: t.csv } }
`,
      files: { 't.csv': traceOf('http://server/', 0, 1) },
    })
    const endings = (source: string) => inOrder(records.filter(record => record.source === source)).map(ending)
    expect(endings('first')).toEqual(['100ms 200 - ok', '0ms 503 UO rejected'])
    expect(endings('second')).toEqual(['100ms 200 - ok', '0ms 503 UO rejected'])
  })
})

describe('queue of a pod', () => {
  it('one is served, one waits, the third finds no place: 503 without a flag, rejected', async () => {
    const { records } = await observe({
      mesh: servers(1, 'server'),
      scenario: scenario('{ time: 100ms, concurrency: 1, queue: 1 }'),
      files: { 't.csv': traceOf('http://server/', 0, 1, 2) },
    })
    expect(inOrder(records).map(ending)).toEqual(['100ms 200 - ok', '199ms 200 - ok', '0ms 503 - rejected'])
  })

  it('without places, as many are served as there are workers', async () => {
    const { records } = await observe({
      mesh: servers(1, 'server'),
      scenario: scenario('{ time: 100ms, concurrency: 2, queue: 0 }'),
      files: { 't.csv': traceOf('http://server/', 0, 1, 2) },
    })
    expect(inOrder(records).map(({ status }) => status)).toEqual([200, 200, 503])
  })

  it('first come, first served', async () => {
    const { records } = await observe({
      mesh: servers(1, 'server'),
      scenario: scenario('{ time: 10ms, concurrency: 1, queue: unbounded }'),
      files: { 't.csv': traceOf('http://server/', 0, 1, 2, 3, 4) },
    })
    expect(records.map(({ request }) => request)).toEqual([0, 1, 2, 3, 4])
    expect(records.map(({ endNs }) => endNs / 1e6)).toEqual([10, 20, 30, 40, 50])
  })
})
