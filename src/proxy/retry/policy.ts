import type { RetryPolicy } from '../../dataplane/route.ts'
import { MILLISECOND } from '../../kernel/time.ts'

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
  /** 0 = none. */
  readonly perTryTimeoutNs: number
  readonly backOffBaseMs: number
  readonly backOffMaxMs: number
  /** previous_hosts predicate. */
  readonly rejectsPreviousHosts: boolean
  readonly hostSelectionMaxAttempts: number
  /** Absent = previous_priorities is off. */
  readonly previousPrioritiesFrequency?: number
}

/** Envoy gives a policy without a maximum ten times its base. */
const MAX_PER_BASE = 10

/** Conditions that nobody knows are ignored, as Envoy ignores them. */
export function compileRetryPolicy(policy: RetryPolicy): CompiledRetryPolicy {
  // Envoy counts whole milliseconds; less than one becomes one.
  const backOffBaseMs = Math.max(1, Math.floor(policy.backOffBaseNs / MILLISECOND))
  return {
    attempts: policy.attempts,
    conditions: new Set(
      policy.on
        .split(',')
        .map(each => each.trim())
        .filter(each => each !== ''),
    ),
    retriableStatusCodes: policy.retriableStatusCodes,
    perTryTimeoutNs: policy.perTryTimeoutNs,
    backOffBaseMs,
    backOffMaxMs: backOffBaseMs * MAX_PER_BASE,
    rejectsPreviousHosts: policy.hostPredicates.some(name => name.endsWith('previous_hosts')),
    hostSelectionMaxAttempts: policy.hostSelectionMaxAttempts,
    ...(policy.previousPrioritiesFrequency && { previousPrioritiesFrequency: policy.previousPrioritiesFrequency }),
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
 * Whether response headers call for a retry (Envoy RetryStateImpl::wouldRetryFromHeaders). `grpcStatus` is the one in the
 * headers, if any: one in trailers comes too late.
 */
export function retriesOnResponse(
  policy: CompiledRetryPolicy,
  status: number,
  grpcStatus?: number,
  headers?: { has(name: string): boolean },
): boolean {
  const { conditions } = policy
  if (headers?.has('x-envoy-ratelimited')) return conditions.has('envoy-ratelimited')
  if (status >= 500 && status < 600 && conditions.has('5xx')) return true
  if (status >= 502 && status <= 504 && conditions.has('gateway-error')) return true
  if (status === 409 && conditions.has('retriable-4xx')) return true
  if (conditions.has('retriable-status-codes') && policy.retriableStatusCodes.includes(status)) return true
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
