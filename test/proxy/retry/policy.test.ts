import { describe, expect, it } from 'vitest'
import type { HeaderMatch } from '../../../src/dataplane/match.ts'
import type { RetryPolicy } from '../../../src/dataplane/route.ts'
import { MILLISECOND } from '../../../src/kernel/time.ts'
import {
  compileRetryPolicy,
  type ResetReason,
  retriesOnReset,
  retriesOnResponse,
} from '../../../src/proxy/retry/policy.ts'

function compiled(on: string, change: Partial<RetryPolicy> = {}) {
  return compileRetryPolicy({
    on,
    attempts: 2,
    retriableStatusCodes: [],
    perTryTimeoutNs: 0,
    backOffBaseNs: 25 * MILLISECOND,
    backOffConfigured: false,
    hostPredicates: [],
    hostSelectionMaxAttempts: 1,
    ...change,
  })
}

const ISTIO = 'connect-failure,refused-stream,unavailable,cancelled,retriable-status-codes'
const ALL_RESETS: readonly ResetReason[] = [
  'local-connection-failure',
  'remote-connection-failure',
  'connection-timeout',
  'connection-termination',
  'remote-reset',
  'remote-refused-stream',
  'local-reset',
  'protocol-error',
]

/** Envoy's retry_state_impl_test.cc, and the recorded matrix of conditions against failures. */
describe('a response is retried', () => {
  it.each<[on: string, status: number, yes: boolean, codes?: number[]]>([
    ['5xx', 500, true],
    ['5xx', 599, true],
    ['5xx', 499, false],
    ['5xx', 600, false],
    ['gateway-error', 502, true],
    ['gateway-error', 504, true],
    ['gateway-error', 500, false],
    ['gateway-error', 505, false],
    ['retriable-4xx', 409, true],
    ['retriable-4xx', 404, false],
    ['retriable-status-codes', 409, true, [409]],
    ['retriable-status-codes', 503, false, [409]],
    ['retriable-status-codes', 503, false],
    ['connect-failure,refused-stream,reset', 503, false],
    [ISTIO, 503, false],
    [` 5xx , ${ISTIO}`, 503, true],
  ])('%s: status %i %s', (on, status, yes, retriableStatusCodes = []) => {
    expect(retriesOnResponse(compiled(on, { retriableStatusCodes }), status)).toBe(yes)
  })

  it.each([
    ['cancelled', 1],
    ['deadline-exceeded', 4],
    ['resource-exhausted', 8],
    ['internal', 13],
    ['unavailable', 14],
  ])('%s: grpc-status %i, and no other', (on, code) => {
    for (let status = 0; status <= 16; status++) {
      expect(retriesOnResponse(compiled(on), 200, status)).toBe(status === code)
    }
  })

  it('with x-envoy-ratelimited only under envoy-ratelimited', () => {
    const limited = new Map([['x-envoy-ratelimited', 'true']])
    expect(retriesOnResponse(compiled('resource-exhausted'), 200, 8, limited)).toBe(false)
    expect(retriesOnResponse(compiled('5xx'), 503, undefined, limited)).toBe(false)
    expect(retriesOnResponse(compiled('envoy-ratelimited'), 429, undefined, limited)).toBe(true)
    expect(retriesOnResponse(compiled('envoy-ratelimited'), 429)).toBe(false)
  })

  it('even when the upstream says that it is overloaded', () => {
    expect(retriesOnResponse(compiled('5xx'), 503, undefined, new Map([['x-envoy-overloaded', 'true']]))).toBe(true)
  })
})

describe('a reset is retried', () => {
  it.each<[on: string, reasons: readonly ResetReason[]]>([
    ['5xx', ALL_RESETS],
    ['gateway-error', ALL_RESETS],
    ['reset', ALL_RESETS],
    ['connect-failure', ['local-connection-failure', 'remote-connection-failure', 'connection-timeout']],
    ['refused-stream', ['remote-refused-stream']],
    ['retriable-4xx,retriable-status-codes,unavailable', []],
    [ISTIO, ['local-connection-failure', 'remote-connection-failure', 'connection-timeout', 'remote-refused-stream']],
  ])('%s', (on, reasons) => {
    expect(ALL_RESETS.filter(reason => retriesOnReset(compiled(on), reason))).toEqual(reasons)
  })

  it('never after an overflow', () => {
    expect(retriesOnReset(compiled('5xx,reset,gateway-error,connect-failure'), 'overflow')).toBe(false)
  })

  it('under reset-before-request only while nothing was sent', () => {
    const policy = compiled('reset-before-request')
    expect(retriesOnReset(policy, 'connection-termination', false)).toBe(true)
    expect(retriesOnReset(policy, 'connection-termination', true)).toBe(false)
  })
})

it('predicates are known by their short and their full names', () => {
  expect(compiled('5xx').rejectsPreviousHosts).toBe(false)
  for (const name of ['previous_hosts', 'envoy.retry_host_predicates.previous_hosts']) {
    expect(compiled('5xx', { hostPredicates: [name] }).rejectsPreviousHosts).toBe(true)
  }
})

describe('retriable-headers: any of the tests', () => {
  const header = (change: Partial<HeaderMatch>): HeaderMatch => {
    return { name: 'x-again', match: 'present', invert: false, treatMissingAsEmpty: false, ...change }
  }
  const exact = { kind: 'exact', value: 'yes', ignoreCase: false } as const
  const retries = (match: HeaderMatch, headers: Readonly<Record<string, string>>) =>
    retriesOnResponse(
      compiled('retriable-headers', { retriableHeaders: [match] }),
      200,
      undefined,
      new Map(Object.entries(headers)),
    )

  it.each<[what: string, match: Partial<HeaderMatch>, present: boolean, other: boolean, missing: boolean]>([
    ['present', {}, true, true, false],
    ['absent', { invert: true }, false, false, true],
    ['equal', { match: exact }, true, false, false],
    ['not equal, and there', { match: exact, invert: true }, false, true, false],
    ['not equal, or not there', { match: exact, invert: true, treatMissingAsEmpty: true }, false, true, true],
  ])('%s', (_, match, present, other, missing) => {
    expect(retries(header(match), { 'x-again': 'yes' })).toBe(present)
    expect(retries(header(match), { 'x-again': 'no' })).toBe(other)
    expect(retries(header(match), {})).toBe(missing)
  })

  it('only under that condition', () => {
    const policy = compiled('5xx', { retriableHeaders: [header({})] })
    expect(retriesOnResponse(policy, 200, undefined, new Map([['x-again', 'yes']]))).toBe(false)
  })
})

it('what the policy says about rate limits and priorities is kept', () => {
  const rateLimitedBackOff = { resetHeaders: [{ name: 'x-reset', format: 'seconds' }], maxNs: 1 } as const
  expect(compiled('5xx', { rateLimitedBackOff, previousPrioritiesFrequency: 2 })).toMatchObject({
    rateLimitedBackOff,
    previousPrioritiesFrequency: 2,
  })
})
