import {
  BROKEN_PROTOCOL_ERROR,
  BROKEN_REMOTE_RESET,
  BROKEN_TERMINATION,
  LOST_CONNECT_TIMEOUT,
  LOST_PROTOCOL_ERROR,
  LOST_REFUSED,
  LOST_REFUSED_STREAM,
  LOST_REMOTE_RESET,
  LOST_TERMINATION,
  LOST_TLS,
  PER_TRY_TIMEOUT,
  VIA_UPSTREAM,
} from '../proxy/response-details.ts'
import type { ResetReason } from '../proxy/retry/policy.ts'
import { UC, UF, UPE, UR, UT } from './flags.ts'

/** How an attempt can end without an answer. */
export const NO_RESET = 0
/** Refused: 503 UF. */
export const CONNECT_FAILURE = 1
/** The connection was closed before the answer: 503 UC. */
export const CONNECTION_TERMINATION = 2
/** The per-try timeout, or the route's: 504 UT. */
export const TIMED_OUT = 3
/** No handshake in time: 503 UF. */
export const CONNECT_TIMEOUT = 4
/** RST_STREAM of an HTTP/2 server: 503 UR. */
export const REMOTE_RESET = 5
/** The same with the code that promises that nothing was done yet. */
export const REFUSED_STREAM = 6
/** What came was not HTTP: 502 UPE. */
export const PROTOCOL_ERROR = 7
/** TCP came about, TLS did not: 503 UF. */
export const TLS_FAILURE = 8

interface Loss {
  /** What retry policies call it. */
  readonly reason: ResetReason
  readonly status: number
  readonly flags: number
  readonly ending: number
}

/** By number (Envoy router.cc:onUpstreamReset, streamResetReasonToResponseFlag). */
const LOSSES: readonly Loss[] = [
  { reason: 'overflow', status: 0, flags: 0, ending: VIA_UPSTREAM },
  { reason: 'remote-connection-failure', status: 503, flags: UF, ending: LOST_REFUSED },
  { reason: 'connection-termination', status: 503, flags: UC, ending: LOST_TERMINATION },
  { reason: 'local-reset', status: 504, flags: UT, ending: PER_TRY_TIMEOUT },
  { reason: 'connection-timeout', status: 503, flags: UF, ending: LOST_CONNECT_TIMEOUT },
  { reason: 'remote-reset', status: 503, flags: UR, ending: LOST_REMOTE_RESET },
  { reason: 'remote-refused-stream', status: 503, flags: UR, ending: LOST_REFUSED_STREAM },
  { reason: 'protocol-error', status: 502, flags: UPE, ending: LOST_PROTOCOL_ERROR },
  { reason: 'remote-connection-failure', status: 503, flags: UF, ending: LOST_TLS },
]

export function lossOf(reset: number): Loss {
  return LOSSES[reset]
}

/** True if nothing of the request left. */
export function isConnectFailure(reset: number): boolean {
  return reset === CONNECT_FAILURE || reset === CONNECT_TIMEOUT || reset === TLS_FAILURE
}

/** True if an RST_STREAM did it: the connection lives on. */
export function spareConnection(reset: number): boolean {
  return reset === REMOTE_RESET || reset === REFUSED_STREAM
}

/**
 * The end of a stream in the middle of its answer. An HTTP/1.1 connection that ends there is a protocol error to Envoy's
 * parser, which the end interrupts in a chunk (recorded); for HTTP/2 it is a connection that ended.
 */
export function brokenBy(reset: number): { readonly flags: number; readonly ending: number } {
  if (spareConnection(reset)) return { flags: UR, ending: BROKEN_REMOTE_RESET }
  if (reset === CONNECTION_TERMINATION) return { flags: UC, ending: BROKEN_TERMINATION }
  return { flags: UPE, ending: BROKEN_PROTOCOL_ERROR }
}
