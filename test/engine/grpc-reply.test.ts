import { describe, expect, it } from 'vitest'
import type { AttemptRecord } from '../../src/measure/attempt-record.ts'
import { deployment, documents, service } from '../compile/istio/mesh-of.ts'
import { policyFor, ruleFor, servers } from './meshes.ts'
import { observe, rootOf } from './records-of.ts'

const ALWAYS = { percentage: { value: 100 } }
const MESH = servers(1, 'server')
const overOneRequest = policyFor('server', { connectionPool: { http: { http2MaxRequests: 1 } } })
const noRetry = { retries: { attempts: 0 } }

function load(time: string, headers = '{ content-type: application/grpc }'): string {
  return `
duration: 2s
workloads: { server: { time: ${time}, concurrency: 100 } }
traffic: { load: { to: http://server/, rate: 2/s, arrivals: even, headers: ${headers} } }
`
}

/** `200 grpc 14 UH error`. */
function told({ status, grpcStatus, flags, outcome }: AttemptRecord): string {
  return `${status} grpc ${grpcStatus ?? '-'} ${flags || '-'} ${outcome}`
}

/** Status and grpc-status as a real Envoy 1.40 gave them; outcomes as settled: flags tell of limits, else the grpc-status. */
describe("a proxy's own answer to a gRPC request", () => {
  it.each<[what: string, mesh: string, time: string, expected: string]>([
    ['no route', documents(MESH, ruleFor('server', { match: [{ uri: { exact: '/x' } }] })), '1ms', '12 NR error'],
    ['no such cluster', documents(MESH, ruleFor('server', { route: to('nowhere.example') })), '1ms', '14 NC error'],
    ['nobody there', documents(deployment('server', { replicas: 0 }), service('server')), '1ms', '14 UH error'],
    ['out of time', documents(MESH, ruleFor('server', { timeout: '100ms', ...noRetry })), '300ms', '14 UT timeout'],
    ['an injected 429', documents(MESH, ruleFor('server', fault({ httpStatus: 429 }))), '1ms', '14 FI error'],
    ['an injected 8', documents(MESH, faultOf('RESOURCE_EXHAUSTED')), '1ms', '8 FI rejected'],
    ['an injected 4', documents(MESH, faultOf('DEADLINE_EXCEEDED')), '1ms', '4 FI timeout'],
    ['a fixed 200', documents(MESH, fixed(200)), '1ms', '2 - error'],
    ['a fixed 403', documents(MESH, fixed(403)), '1ms', '7 - error'],
    ['a redirect', documents(MESH, fixed(0)), '1ms', '2 - error'],
  ])('%s', async (_, mesh, time, expected) => {
    const { records } = await observe({ mesh, scenario: load(time) })
    expect(records.map(told)).toEqual(Array(4).fill(`200 grpc ${expected}`))
  })

  it('an overflow', async () => {
    const { records } = await observe({ mesh: documents(MESH, overOneRequest), scenario: load('1200ms') })
    // Every half second one; each takes the only place for 1.2 s.
    expect(records.map(told)).toEqual([...Array(2).fill('200 grpc 14 UO rejected'), '200 grpc - - ok'])
  })

  it('others get the HTTP status, and a fault for gRPC is a 200 to them', async () => {
    const html = '{ content-type: text/html }'
    const one = await observe({ mesh: documents(MESH, fixed(403)), scenario: load('1ms', html) })
    expect(one.records.map(told)).toEqual(Array(4).fill('403 grpc - - error'))
    const other = await observe({ mesh: documents(MESH, faultOf('RESOURCE_EXHAUSTED')), scenario: load('1ms', html) })
    expect(other.records.map(told)).toEqual(Array(4).fill('200 grpc - FI error'))
  })

  it('a lost try that is retried ends as the client would have heard of it', async () => {
    const mesh = documents(
      MESH,
      ruleFor('server', { retries: { attempts: 1, perTryTimeout: '100ms', retryOn: 'reset' } }),
    )
    const { records, result } = await observe({ mesh, scenario: load('300ms') })
    expect(rootOf(records, 1).map(told)).toEqual(['200 grpc 14 UT timeout', '200 grpc 14 URX,UT timeout'])
    expect(result.causes?.retries[0].codes).toEqual({ 'grpc 14 UT': 4 })
  })
})

it('results count gRPC errors by grpc-status and flag', async () => {
  const mesh = documents(deployment('server', { replicas: 0 }), service('server'))
  const { result } = await observe({ mesh, scenario: load('1ms') })
  expect(result.hops[0].codes).toEqual({ 'grpc 14 UH': 4 })
})

it('the digest tells one grpc-status from another', async () => {
  const digestOf = async (code: string) =>
    (await observe({ mesh: documents(MESH, faultOf(code)), scenario: load('1ms') })).result.digest
  expect(await digestOf('INTERNAL')).not.toBe(await digestOf('NOT_FOUND'))
})

function to(host: string): object[] {
  return [{ destination: { host } }]
}

function fault(abort: object): object {
  return { fault: { abort: { ...abort, ...ALWAYS } } }
}

function faultOf(grpcStatus: string): string {
  return ruleFor('server', fault({ grpcStatus }))
}

/** 0 = a redirect. */
function fixed(status: number): string {
  const answer = status === 0 ? { redirect: { uri: '/x' } } : { directResponse: { status } }
  return ruleFor('server', { route: undefined, ...answer })
}
