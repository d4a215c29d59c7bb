import { expect, it } from 'vitest'
import type { Request } from '../../../src/dataplane/request.ts'
import type { ForwardAction, RetryPolicy } from '../../../src/dataplane/route.ts'
import { MILLISECOND, SECOND } from '../../../src/kernel/time.ts'
import { steer } from '../../../src/proxy/retry/steering.ts'

const POLICY: RetryPolicy = {
  on: 'connect-failure',
  attempts: 2,
  retriableStatusCodes: [503],
  perTryTimeoutNs: 500 * MILLISECOND,
  backOffBaseNs: MILLISECOND,
  backOffConfigured: true,
  hostPredicates: ['previous_hosts'],
  hostSelectionMaxAttempts: 5,
}

function steered(action: Partial<ForwardAction>, headers: Readonly<Record<string, string>> = {}) {
  const request: Request = {
    method: 'GET',
    scheme: 'http',
    authority: 'a',
    path: '/',
    headers: new Map(Object.entries(headers).map(([name, value]) => [name, [value]])),
  }
  return steer(
    { kind: 'forward', clusters: [], weighted: false, timeoutNs: 2 * SECOND, hash: [], mirrors: [], ...action },
    request,
  )
}

it('without headers the route stands', () => {
  const { retry, ...rest } = steered({ retry: POLICY })
  expect(retry).toMatchObject({ on: 'connect-failure', attempts: 2, retriableStatusCodes: [503] })
  expect(rest).toEqual({
    timeoutNs: 2 * SECOND,
    tryTimeoutNs: 500 * MILLISECOND,
    hedges: false,
    timeoutStatus: 504,
  })
  expect(steered({}).retry).toBeUndefined()
})

/** Envoy's RetryStateImpl ORs the header's conditions with the policy's. */
it('headers add conditions to the policy, or make one', () => {
  expect(steered({ retry: POLICY }, { 'x-envoy-retry-on': 'retriable-4xx' }).retry?.on).toBe(
    'connect-failure,retriable-4xx',
  )
  expect(steered({}, { 'x-envoy-retry-on': '5xx' }).retry).toMatchObject({ on: '5xx', attempts: 1 })
  expect(steered({}, { 'x-envoy-retry-grpc-on': 'unavailable' }).retry?.on).toBe('unavailable')
})

it.each([
  ['4', 4],
  ['0', 0],
  ['many', 2],
])('x-envoy-max-retries %s', (value, attempts) => {
  expect(steered({ retry: POLICY }, { 'x-envoy-max-retries': value }).retry?.attempts).toBe(attempts)
})

it('the number of retries alone makes no policy', () => {
  expect(steered({}, { 'x-envoy-max-retries': '3' }).retry).toBeUndefined()
})

it('status codes and header names are added to the listed ones', () => {
  const headers = { 'x-envoy-retriable-status-codes': '404, 418,x', 'x-envoy-retriable-header-names': 'X-Retry, b' }
  const { retry } = steered({ retry: POLICY }, headers)
  expect(retry?.retriableStatusCodes).toEqual([503, 404, 418])
  expect(retry?.retriableHeaders?.map(({ name }) => name)).toEqual(['x-retry', 'b'])
})

it('timeouts in headers win; a per-try timeout that is not shorter than the whole is ignored', () => {
  const rq = 'x-envoy-upstream-rq-timeout-ms'
  const perTry = 'x-envoy-upstream-rq-per-try-timeout-ms'
  expect(steered({}, { [rq]: '120' }).timeoutNs).toBe(120 * MILLISECOND)
  expect(steered({ retry: POLICY }, { [perTry]: '80' }).tryTimeoutNs).toBe(80 * MILLISECOND)
  expect(steered({ retry: POLICY }, { [rq]: '500' }).tryTimeoutNs).toBe(0)
  expect(steered({ retry: POLICY }, { [rq]: '0' })).toMatchObject({ timeoutNs: 0, tryTimeoutNs: 500 * MILLISECOND })
})

it('hedging is the route’s unless the header says otherwise', () => {
  const header = 'x-envoy-hedge-on-per-try-timeout'
  expect(steered({ hedgeOnPerTryTimeout: true }).hedges).toBe(true)
  expect(steered({ hedgeOnPerTryTimeout: true }, { [header]: 'false' }).hedges).toBe(false)
  expect(steered({}, { [header]: 'true' }).hedges).toBe(true)
})

it('a client may ask for 204 instead of 504', () => {
  expect(steered({}, { 'x-envoy-upstream-rq-timeout-alt-response': '1' }).timeoutStatus).toBe(204)
})

it('only requests with a named header are retried, where the policy names one', () => {
  const retry = {
    ...POLICY,
    retriableRequestHeaders: [{ name: 'x-safe', match: 'present', invert: false, treatMissingAsEmpty: false } as const],
  }
  expect(steered({ retry }).retry).toBeUndefined()
  expect(steered({ retry }, { 'x-safe': '1' }).retry).toBeDefined()
})

it.each<[max: number | undefined, asked: string | undefined, timeoutNs: number]>([
  [undefined, '100m', 2 * SECOND],
  [SECOND, '100m', 100 * MILLISECOND],
  [SECOND, '3S', SECOND],
  [SECOND, undefined, SECOND],
  [0, '3S', 3 * SECOND],
  [0, undefined, 0],
])('gRPC: ceiling %s, grpc-timeout %s', (maxGrpcTimeoutNs, asked, timeoutNs) => {
  const headers = { 'content-type': 'application/grpc', ...(asked && { 'grpc-timeout': asked }) }
  expect(steered({ maxGrpcTimeoutNs }, headers).timeoutNs).toBe(timeoutNs)
})
