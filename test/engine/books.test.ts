import { describe, expect, it } from 'vitest'
import { deployment, documents, istio, service } from '../compile/istio/mesh-of.ts'
import { policyFor, servers } from './meshes.ts'
import { observe } from './records-of.ts'

const SCENARIO = `
duration: 20s
workloads: {}
traffic: { load: { to: http://front/, from: caller, rate: 50/s, arrivals: even } }
`

const split = (...hosts: readonly string[]) =>
  istio('VirtualService', 'front', 'default', {
    hosts: ['front'],
    http: [{ route: hosts.map(host => ({ destination: { host }, weight: 50 })) }],
  })

/** Requests by where they were to go and how they ended. */
async function endings(...parts: readonly string[]) {
  const mesh = documents(deployment('caller'), service('front'), ...parts)
  const { records, result } = await observe({ mesh, scenario: SCENARIO })
  const counted = (to: string, code: string) =>
    result.hops.filter(row => row.to === to).reduce((sum, row) => sum + (row.codes[code] ?? 0), 0)
  const recorded = (to: string) => records.filter(record => record.to === to).length
  return { counted, recorded, all: records.length }
}

describe('a hop that no pod answers counts where it was to go', () => {
  it('two Services without pods', async () => {
    const { counted, recorded, all } = await endings(service('blue'), service('green'), split('blue', 'green'))
    expect(all).toBe(1000)
    for (const name of ['default/blue', 'default/green']) {
      expect(counted(name, '503 UH')).toBe(recorded(name))
      // Half of a thousand, within five standard errors.
      expect(Math.abs(recorded(name) - 500)).toBeLessThan(80)
    }
  })

  it('two Services that nobody has', async () => {
    const { counted, recorded } = await endings(split('blue', 'green'))
    for (const name of ['default/blue', 'default/green']) {
      expect(counted(name, '503 NC')).toBe(recorded(name))
      expect(Math.abs(recorded(name) - 500)).toBeLessThan(80)
    }
  })

  it('one that a circuit breaker turns away: the pod that was chosen for it did not answer', async () => {
    const pool = { tcp: { maxConnections: 1 }, http: { http1MaxPendingRequests: 1 } }
    const { result } = await observe({
      mesh: documents(servers(1, 'caller', 'front'), policyFor('front', { connectionPool: pool })),
      scenario: `
duration: 3s
workloads: { front: { time: 400ms } }
traffic: { load: { to: http://front/, from: caller, rate: 10/s, arrivals: even } }
`,
    })
    const by = (code: string) =>
      result.hops.filter(row => code in row.codes).map(({ workload, pod }) => [workload, pod])
    expect(by('200')).toEqual([['default/front', 'front-0']])
    expect(by('503 UO')).toEqual([['', '']])
  })
})

describe('ends that take turns are told apart', () => {
  /** Requests to /a and /b in turn, which the proxy answers by itself; how all of them ended. */
  async function turns(headers: string, a: object, b: object) {
    const rule = (exact: string, action: object) => ({ match: [{ uri: { exact } }], ...action })
    const http = [rule('/a', a), rule('/b', b)]
    const mesh = documents(
      deployment('caller'),
      service('front'),
      istio('VirtualService', 'front', 'default', { hosts: ['front'], http }),
    )
    const load = (path: string) => `{ to: http://front${path}, from: caller, rate: 2/s, arrivals: even${headers} }`
    const scenario = `
duration: 2s
workloads: {}
traffic: { a: ${load('/a')}, b: ${load('/b')} }
`
    const { result } = await observe({ mesh, scenario })
    return Object.fromEntries(result.hops.map(({ source, codes }) => [source, codes]))
  }
  const abort = (code: object) => ({
    fault: { abort: { ...code, percentage: { value: 100 } } },
    route: [{ destination: { host: 'front' } }],
  })

  it('by their flags alone', async () => {
    const ended = await turns('', { directResponse: { status: 503 } }, abort({ httpStatus: 503 }))
    expect(ended).toEqual({ a: { '503': 4 }, b: { '503 FI': 4 } })
  })

  it('by their grpc-status alone', async () => {
    const grpc = ', headers: { content-type: application/grpc }'
    const ended = await turns(grpc, abort({ grpcStatus: 'INTERNAL' }), abort({ grpcStatus: 'NOT_FOUND' }))
    expect(ended).toEqual({ a: { 'grpc 13 FI': 4 }, b: { 'grpc 5 FI': 4 } })
  })
})
