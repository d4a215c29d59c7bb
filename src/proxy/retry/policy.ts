import type { HeaderMatch } from '../../dataplane/match.ts'
import type { RateLimitedBackOff, RetryPolicy } from '../../dataplane/route.ts'
import { MILLISECOND } from '../../kernel/time.ts'
import { stringTest } from '../route/string-matcher.ts'

/** Why a stream ended without response headers (Envoy StreamResetReason, as far as it decides about retries). */
export type ResetReason =
  | 'local-connection-failure'
  | 'remote-connection-failure'
  | 'connection-timeout'
  | 'connection-termination'
  | 'remote-reset'
  | 'remote-refused-stream'
  /** Per-try timeout. */
  | 'local-reset'
  | 'overflow'
  | 'protocol-error'

/** A retry policy with its conditions parsed, asked once per failed attempt. */
export interface CompiledRetryPolicy {
  readonly attempts: number
  readonly conditions: ReadonlySet<string>
  readonly retriableStatusCodes: readonly number[]
  /** Tests of response headers for `retriable-headers`. */
  readonly retriableHeaders: readonly HeadersTest[]
  /** 0 = none. */
  readonly perTryTimeoutNs: number
  readonly backOffBaseMs: number
  readonly backOffMaxMs: number
  readonly rateLimitedBackOff?: RateLimitedBackOff
  /** previous_hosts predicate. */
  readonly rejectsPreviousHosts: boolean
  readonly hostSelectionMaxAttempts: number
  /** Absent = previous_priorities is off. */
  readonly previousPrioritiesFrequency?: number
}

/** Response headers by lower-case name. */
export type ResponseHeaders = ReadonlyMap<string, string>
export type HeadersTest = (headers: ResponseHeaders) => boolean

/** Envoy gives a policy without a maximum ten times its base. */
const MAX_PER_BASE = 10

/** Conditions that nobody knows are ignored, as Envoy ignores them. */
export function compileRetryPolicy(policy: RetryPolicy): CompiledRetryPolicy {
  const backOffBaseMs = wholeMs(policy.backOffBaseNs)
  const { backOffMaxNs } = policy
  return {
    attempts: policy.attempts,
    conditions: conditionsOf(policy.on),
    retriableStatusCodes: policy.retriableStatusCodes,
    retriableHeaders: (policy.retriableHeaders ?? []).map(headerTest),
    perTryTimeoutNs: policy.perTryTimeoutNs,
    backOffBaseMs,
    backOffMaxMs: backOffMaxNs === undefined ? backOffBaseMs * MAX_PER_BASE : wholeMs(backOffMaxNs),
    rejectsPreviousHosts: policy.hostPredicates.some(name => name.endsWith('previous_hosts')),
    hostSelectionMaxAttempts: policy.hostSelectionMaxAttempts,
    ...(policy.rateLimitedBackOff && { rateLimitedBackOff: policy.rateLimitedBackOff }),
    ...(policy.previousPrioritiesFrequency && { previousPrioritiesFrequency: policy.previousPrioritiesFrequency }),
  }
}

export function conditionsOf(on: string): ReadonlySet<string> {
  const names = on.split(',').map(each => each.trim())
  return new Set(names.filter(each => each !== ''))
}

/** Envoy counts whole milliseconds; less than one becomes one. */
function wholeMs(ns: number): number {
  return Math.max(1, Math.floor(ns / MILLISECOND))
}

function headerTest({ name, match, invert, treatMissingAsEmpty }: HeaderMatch): HeadersTest {
  if (match === 'present') return headers => headers.has(name) !== invert
  const test = stringTest(match)
  return headers => {
    const value = headers.get(name) ?? (treatMissingAsEmpty ? '' : undefined)
    return value !== undefined && test(value) !== invert
  }
}

const GRPC_CONDITIONS: readonly (readonly [status: number, condition: string])[] = [
  [1, 'cancelled'],
  [4, 'deadline-exceeded'],
  [8, 'resource-exhausted'],
  [13, 'internal'],
  [14, 'unavailable'],
]

/**
 * Whether response headers call for a retry (Envoy RetryStateImpl::wouldRetryFromHeaders). `grpcStatus` is the one in
 * the headers, if any: one in trailers comes too late.
 * Known differences from Envoy: no http3-post-connect-failure.
 */
export function retriesOnResponse(
  policy: CompiledRetryPolicy,
  status: number,
  grpcStatus?: number,
  headers?: ResponseHeaders,
): boolean {
  const { conditions } = policy
  if (headers?.has('x-envoy-ratelimited')) return conditions.has('envoy-ratelimited')
  if (status >= 500 && status < 600 && conditions.has('5xx')) return true
  if (status >= 502 && status <= 504 && conditions.has('gateway-error')) return true
  if (status === 409 && conditions.has('retriable-4xx')) return true
  if (conditions.has('retriable-status-codes') && policy.retriableStatusCodes.includes(status)) return true
  if (headers && conditions.has('retriable-headers') && policy.retriableHeaders.some(test => test(headers))) return true
  return GRPC_CONDITIONS.some(([code, condition]) => code === grpcStatus && conditions.has(condition))
}

/**
 * Whether the loss of a stream calls for a retry (Envoy RetryStateImpl::wouldRetryFromReset). `requestSent` says whether a
 * byte of any attempt went upstream.
 */
export function retriesOnReset(policy: CompiledRetryPolicy, reason: ResetReason, requestSent = true): boolean {
  const { conditions } = policy
  if (reason === 'overflow') return false
  if (conditions.has('reset') || conditions.has('5xx') || conditions.has('gateway-error')) return true
  if (conditions.has('reset-before-request') && !requestSent) return true
  if (conditions.has('refused-stream') && reason === 'remote-refused-stream') return true
  return conditions.has('connect-failure') && CONNECT_FAILURES.has(reason)
}

const CONNECT_FAILURES: ReadonlySet<ResetReason> = new Set([
  'local-connection-failure',
  'remote-connection-failure',
  'connection-timeout',
])
