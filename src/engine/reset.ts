import type { ResetReason } from '../proxy/retry/policy.ts'

/** How an attempt can end without an answer. */
export const NO_RESET = 0
/** Refused or timed out: 503 UF. */
export const CONNECT_FAILURE = 1
/** The connection was closed before the answer: 503 UC. */
export const CONNECTION_TERMINATION = 2
/** The per-try timeout, or the route's: 504 UT. */
export const TIMED_OUT = 3

/** What retry policies call these, by number. */
export const RETRY_REASONS: readonly ResetReason[] = [
  'overflow',
  'remote-connection-failure',
  'connection-termination',
  'local-reset',
]
