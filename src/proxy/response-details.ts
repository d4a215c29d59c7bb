/**
 * How an answer came to be, as Envoy's access log says it (%RESPONSE_CODE_DETAILS%,
 * source/common/stream_info/stream_info.h), and the body that the proxy gives its own answers
 * (source/common/router/router.cc). Kept as small numbers, since rows carry them.
 * Known differences from Envoy: only what a run can meet; texts are those of 1.40.
 */
export const VIA_UPSTREAM = 0
export const ROUTE_NOT_FOUND = 1
export const CLUSTER_NOT_FOUND = 2
export const NO_HEALTHY_UPSTREAM = 3
export const DIRECT_RESPONSE = 4
export const FAULT_ABORT = 5
export const RESPONSE_TIMEOUT = 6
export const PER_TRY_TIMEOUT = 7
export const PER_TRY_IDLE_TIMEOUT = 8
export const STREAM_IDLE_TIMEOUT = 9
export const DOWNSTREAM_MAX_DURATION = 10
export const UPSTREAM_MAX_DURATION = 11
export const CLIENT_GONE = 12
export const LOCAL_RATE_LIMITED = 13
/** The stream was lost before any answer, by reason. */
export const LOST_OVERFLOW = 14
export const LOST_REFUSED = 15
export const LOST_CONNECT_TIMEOUT = 16
export const LOST_TERMINATION = 17
export const LOST_REMOTE_RESET = 18
export const LOST_REFUSED_STREAM = 19
export const LOST_PROTOCOL_ERROR = 20
/** The same in the middle of an answer. */
export const BROKEN_TERMINATION = 21
export const BROKEN_REMOTE_RESET = 22
export const BROKEN_PROTOCOL_ERROR = 23
/** Before any answer, since no TLS was agreed on. */
export const LOST_TLS = 24
/** The proxy's own policies refused the request. */
export const ACCESS_DENIED = 25

interface Ending {
  readonly details: string
  readonly body: string
  /** Text of Envoy's reset reason, for bodies that name it. */
  readonly reason?: string
}

const lost = (details: string, reason = details.replaceAll('_', ' ')): Ending => ({
  details: `upstream_reset_before_response_started{${details}}`,
  body: '',
  reason,
})
const broken = (details: string): Ending => ({
  details: `upstream_reset_after_response_started{${details}}`,
  body: '',
})

const ENDINGS: readonly Ending[] = [
  { details: 'via_upstream', body: '' },
  { details: 'route_not_found', body: '' },
  { details: 'cluster_not_found', body: '' },
  { details: 'no_healthy_upstream', body: 'no healthy upstream' },
  { details: 'direct_response', body: '' },
  { details: 'fault_filter_abort', body: 'fault filter abort' },
  { details: 'response_timeout', body: 'upstream request timeout' },
  { details: 'upstream_per_try_timeout', body: 'upstream request timeout' },
  { details: 'upstream_per_try_idle_timeout', body: 'upstream request timeout' },
  { details: 'stream_idle_timeout', body: 'stream timeout' },
  { details: 'max_duration_timeout', body: 'downstream duration timeout' },
  { details: 'upstream_max_stream_duration_reached', body: 'upstream max stream duration reached' },
  { details: 'downstream_remote_disconnect', body: '' },
  { details: 'local_rate_limited', body: 'local_rate_limited' },
  lost('overflow'),
  lost('remote_connection_failure|delayed_connect_error:_Connection_refused', 'remote connection failure'),
  lost('connection_timeout'),
  lost('connection_termination'),
  lost('remote_reset'),
  lost('remote_refused_stream_reset', 'remote refused stream reset'),
  lost('protocol_error'),
  broken('connection_termination'),
  broken('remote_reset'),
  broken('protocol_error'),
  lost('remote_connection_failure|TLS_error', 'remote connection failure'),
  { details: 'rbac_access_denied', body: 'RBAC: access denied' },
]

export function detailsText(ending: number): string {
  return ENDINGS[ending].details
}

/** Body of the proxy's own answer, '' where the answer is the server's. @param attempts made in all */
export function bodyText(ending: number, attempts: number): string {
  const { body, reason } = ENDINGS[ending]
  if (reason === undefined) return body
  const again = attempts > 1 ? 'retried and the latest ' : ''
  return `upstream connect error or disconnect/reset before headers. ${again}reset reason: ${reason}`
}
