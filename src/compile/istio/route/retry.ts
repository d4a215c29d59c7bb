import type { RetryPolicy } from '../../../dataplane/route.ts'
import { MILLISECOND } from '../../../kernel/time.ts'
import { type Fields, numberOr, optionalBoolean, optionalDurationNs, text } from '../field.ts'

const DEFAULT_ON = 'connect-failure,refused-stream,unavailable,cancelled,retriable-status-codes'
const PREVIOUS_HOSTS = ['previous_hosts']
const ENVOY_BACK_OFF_NS = 25 * MILLISECOND

/**
 * Istio's retry policy in Envoy's terms (core/route/retry/retry.go:ConvertPolicy). A block replaces everything but the
 * list of conditions, which stays Istio's own where the block names none.
 * @param block `retries` of the rule, or the mesh default where the rule has none
 * @param sticky the route's only destination hashes consistently: another host would lose the session
 * @returns undefined = no retries
 */
export function convertRetries(block: Fields | undefined, sticky: boolean): RetryPolicy | undefined {
  const attempts = block ? numberOr(block.attempts, 0) : 2
  if (attempts <= 0) return undefined
  const conditions = parseRetryOn(text(block?.retryOn))
  const ignorePreviousHosts = optionalBoolean(block?.retryIgnorePreviousHosts) ?? !sticky
  const backOffNs = optionalDurationNs(block?.backoff)
  return {
    on: conditions.on,
    attempts,
    retriableStatusCodes: conditions.codes,
    perTryTimeoutNs: optionalDurationNs(block?.perTryTimeout) ?? 0,
    backOffBaseNs: backOffNs ?? ENVOY_BACK_OFF_NS,
    backOffConfigured: backOffNs !== undefined,
    hostPredicates: ignorePreviousHosts ? PREVIOUS_HOSTS : [],
    hostSelectionMaxAttempts: 5,
    previousPrioritiesFrequency: block?.retryRemoteLocalities === true ? 2 : undefined,
  }
}

/** Numbers that are HTTP statuses become status codes; the rest stays a list of conditions. */
function parseRetryOn(retryOn: string): { readonly on: string; readonly codes: readonly number[] } {
  if (retryOn === '') return { on: DEFAULT_ON, codes: [] }
  const parts = retryOn
    .split(',')
    .map(part => part.trim())
    .filter(part => part !== '')
  const codes = parts.filter(isStatusCode).map(Number)
  const on = parts.filter(part => !isStatusCode(part)).join(',')
  // With only numbers the list begins with a comma, as istiod sends it; Envoy takes no offence.
  const needsCondition = codes.length > 0 && !on.includes('retriable-status-codes')
  return { on: needsCondition ? `${on},retriable-status-codes` : on, codes }
}

/** Statuses that Go's net/http has a text for. */
function isStatusCode(part: string): boolean {
  if (!/^\d{3}$/.test(part)) return false
  const code = Number(part)
  return STATUS_RANGES.some(([low, high]) => code >= low && code <= high)
}

const STATUS_RANGES: readonly (readonly [number, number])[] = [
  [100, 103],
  [200, 208],
  [226, 226],
  [300, 305],
  [307, 308],
  [400, 418],
  [421, 426],
  [428, 429],
  [431, 431],
  [451, 451],
  [500, 508],
  [510, 511],
]
