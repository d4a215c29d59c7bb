import { expect, it } from 'vitest'
import type { ProxyTables } from '../../src/dataplane/data-plane.ts'
import type { LocalRateLimitPolicy } from '../../src/dataplane/listener.ts'
import { makeBed } from '../../src/engine/bed/bed.ts'
import { HOUR, MILLISECOND, SECOND } from '../../src/kernel/time.ts'
import type { AttemptRecord } from '../../src/measure/attempt-record.ts'
import { clusterOf, routeAction } from '../../src/validation/dynamics/retries/route-settings.ts'
import { tablesOf } from '../../src/validation/dynamics/retries/tables.ts'

const LIMIT_NS = 200 * MILLISECOND

interface Limits {
  /** As Envoy's configuration writes the route. */
  readonly route?: Readonly<Record<string, unknown>>
  readonly clusterLimitNs?: number
  readonly rateLimit?: LocalRateLimitPolicy
}

/** What a client hears whose requests go to a server that never answers. */
function heard(contentType: string, { route = {}, clusterLimitNs, rateLimit }: Limits, uploadNs = 0): string {
  const records: AttemptRecord[] = []
  const tables = tablesOf({
    clusters: [
      { cluster: clusterOf({ name: 'c', maxStreamDurationNs: clusterLimitNs }), hosts: [{ address: 'h', weight: 1 }] },
    ],
    routes: [{ domain: 'c', action: routeAction({ path: 'test', value: route }, 'c') }],
  })
  const bed = makeBed({
    seed: 1,
    durationNs: 10 * SECOND,
    hosts: [{ name: 'h', responder: { answer: () => ({ kind: 'silence' }) } }],
    proxies: [{ name: 'client', tables: rateLimit === undefined ? tables : limited(tables, rateLimit) }],
    onAttempt: record => void records.push(record),
  })
  const headers = new Map([['content-type', [contentType]]])
  const request = { method: 'POST', scheme: 'http', authority: 'c', path: '/', headers } as const
  bed.offer(MILLISECOND, { request, uploadNs })
  bed.advance(5 * SECOND)
  return records
    .map(({ status, grpcStatus, flags, outcome }) => `${status} grpc ${grpcStatus ?? '-'} ${flags || '-'} ${outcome}`)
    .join()
}

function limited(tables: ProxyTables, localRateLimit: LocalRateLimitPolicy): ProxyTables {
  const connection = tables.connect({ host: 'c', port: 80 })
  const { filterChain } = connection
  if (filterChain?.filter.kind !== 'http') throw new Error('a bed speaks HTTP')
  const chain = { ...filterChain, filter: { ...filterChain.filter, localRateLimit } }
  return { ...tables, connect: () => ({ ...connection, filterChain: chain }) }
}

const EMPTY_BUCKET = { maxTokens: 0, tokensPerFill: 1, fillIntervalNs: HOUR, enabledPercent: 100, enforcedPercent: 100 }
const LONGEST = { route: { max_stream_duration: { max_stream_duration: '0.2s' } } }
const IDLE = { route: { idle_timeout: '0.2s' } }
const UPLOADING_NS = 500 * MILLISECOND

/** As a real Envoy 1.40 told a gRPC client, and one of text/plain. */
it.each<[what: string, limits: Limits, uploadNs: number, grpc: string, others: string]>([
  ['the longest stream of a route names its own status', LONGEST, 0, '200 grpc 4 - timeout', '504 grpc - - timeout'],
  ['also while the request is sent', LONGEST, UPLOADING_NS, '200 grpc 4 - timeout', '408 grpc - - timeout'],
  ['a pause', IDLE, 0, '200 grpc 14 SI timeout', '504 grpc - SI timeout'],
  ['a pause in the request', IDLE, UPLOADING_NS, '200 grpc 2 SI timeout', '408 grpc - SI timeout'],
  ['a cluster', { clusterLimitNs: LIMIT_NS }, 0, '200 grpc 14 UMSDR timeout', '504 grpc - UMSDR timeout'],
  ['the rate limit of a listener', { rateLimit: EMPTY_BUCKET }, 0, '200 grpc 14 RL rejected', '429 grpc - RL rejected'],
])('%s', (_, limits, uploadNs, grpc, others) => {
  expect(heard('application/grpc', limits, uploadNs)).toBe(grpc)
  expect(heard('text/plain', limits, uploadNs)).toBe(others)
})
