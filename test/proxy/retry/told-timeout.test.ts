import { expect, it } from 'vitest'
import type { ForwardAction, RetryPolicy } from '../../../src/dataplane/route.ts'
import { MILLISECOND, SECOND } from '../../../src/kernel/time.ts'
import { withGrpcTimeout } from '../../../src/proxy/retry/told-timeout.ts'

const RETRY: RetryPolicy = {
  on: '5xx',
  attempts: 2,
  retriableStatusCodes: [],
  perTryTimeoutNs: 2 * SECOND,
  backOffBaseNs: 25 * MILLISECOND,
  backOffConfigured: false,
  hostPredicates: [],
  hostSelectionMaxAttempts: 1,
}

/** grpc-timeout as the server reads it. */
function told(action: Partial<ForwardAction>, asked?: string, type = 'application/grpc'): string | undefined {
  const headers = new Map([['content-type', [type]], ...(asked ? [['grpc-timeout', [asked]] as const] : [])])
  const request = { method: 'POST', scheme: 'http', authority: 'a', path: '/', headers } as const
  const base = { kind: 'forward', clusters: [], weighted: false, timeoutNs: 0, hash: [], mirrors: [] } as const
  return withGrpcTimeout({ ...base, ...action }, request)
    .get('grpc-timeout')
    ?.join()
}

// As a real Envoy 1.40 forwarded them, with the routes that istiod makes.
const T5 = { timeoutNs: 5 * SECOND, maxGrpcTimeoutNs: 5 * SECOND }
const PER_TRY = { maxGrpcTimeoutNs: 0, retry: RETRY }

it.each<[what: string, action: Partial<ForwardAction>, asked: string | undefined, told: string | undefined]>([
  ['no limit at all', { maxGrpcTimeoutNs: 0 }, undefined, undefined],
  ['the client’s own', { maxGrpcTimeoutNs: 0 }, '5S', '5000m'],
  ['none that is one', { maxGrpcTimeoutNs: 0 }, 'x', 'x'],
  ['the route’s', T5, undefined, '5000m'],
  ['the shorter of two', T5, '100m', '100m'],
  ['the shorter of two', T5, '1H', '5000m'],
  ['that of a try', PER_TRY, undefined, '2000m'],
  ['the whole, shorter than a try', PER_TRY, '1S', '1000m'],
  ['the whole, where tries go on beside each other', { ...PER_TRY, hedgeOnPerTryTimeout: true }, '3S', '3000m'],
  ['a long time', { timeoutNs: 2e6 * SECOND, maxGrpcTimeoutNs: 2e6 * SECOND }, undefined, '2000000S'],
  ['a route without a ceiling leaves it', { timeoutNs: SECOND }, '3S', '3S'],
])('a gRPC server is told %s', (_, action, asked, expected) => {
  expect(told(action, asked)).toBe(expected)
})

it('others are told nothing', () => {
  expect(told(T5, '3S', 'application/grpc-web')).toBe('3S')
  expect(told(T5, undefined, 'application/json')).toBeUndefined()
})
