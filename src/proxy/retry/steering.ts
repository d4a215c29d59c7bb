import type { HeaderMatch } from '../../dataplane/match.ts'
import type { Headers, Request } from '../../dataplane/request.ts'
import type { ForwardAction, RetryPolicy } from '../../dataplane/route.ts'
import { MILLISECOND } from '../../kernel/time.ts'
import { grpcTimeoutNs, isGrpc } from '../route/grpc.ts'
import { stringTest } from '../route/string-matcher.ts'

/** How long things may take and how failures are met, after the request's own headers had their say. */
export interface Steered {
  readonly retry: RetryPolicy | undefined
  /** 0 = none. */
  readonly timeoutNs: number
  readonly tryTimeoutNs: number
  readonly hedges: boolean
  /** Status of an answer that timed out: 504, or 204 for clients that ask for it. */
  readonly timeoutStatus: number
}

/** A policy of headers alone: Envoy's defaults for all that they do not say. */
const NO_POLICY: RetryPolicy = {
  on: '',
  attempts: 1,
  retriableStatusCodes: [],
  perTryTimeoutNs: 0,
  backOffBaseNs: 25 * MILLISECOND,
  backOffConfigured: false,
  hostPredicates: [],
  hostSelectionMaxAttempts: 1,
}

/** Headers that the router consumes: servers do not see them. */
export const ROUTER_HEADERS: readonly string[] = [
  'x-envoy-retry-on',
  'x-envoy-retry-grpc-on',
  'x-envoy-max-retries',
  'x-envoy-retriable-status-codes',
  'x-envoy-retriable-header-names',
  'x-envoy-hedge-on-per-try-timeout',
  'x-envoy-upstream-rq-timeout-ms',
  'x-envoy-upstream-rq-per-try-timeout-ms',
  'x-envoy-upstream-rq-timeout-alt-response',
]

/**
 * Retries and timeouts of one request: the route's, changed by x-envoy-* headers. Whether a client may send them is for
 * the connection manager to say, which removes those of others before (Envoy FilterUtility::finalTimeout,
 * RetryStateImpl::create).
 * Known differences from Envoy: x-envoy-upstream-stream-duration-ms is not looked at.
 */
export function steer(action: ForwardAction, { headers }: Request): Steered {
  const retry = retryOf(action.retry, headers)
  const timeoutNs = headerNs(headers, 'x-envoy-upstream-rq-timeout-ms') ?? routeTimeoutNs(action, headers)
  const perTryNs = headerNs(headers, 'x-envoy-upstream-rq-per-try-timeout-ms') ?? action.retry?.perTryTimeoutNs ?? 0
  return {
    retry,
    timeoutNs,
    // A per-try timeout that is not shorter than the whole is ignored.
    tryTimeoutNs: timeoutNs > 0 && perTryNs >= timeoutNs ? 0 : perTryNs,
    hedges: hedges(action, headers),
    timeoutStatus: headers.has('x-envoy-upstream-rq-timeout-alt-response') ? 204 : 504,
  }
}

/** gRPC clients name their own deadline where the route has a ceiling for it; no deadline is an infinite one. */
function routeTimeoutNs({ timeoutNs, maxGrpcTimeoutNs }: ForwardAction, headers: Headers): number {
  if (maxGrpcTimeoutNs === undefined || !isGrpc(headers)) return timeoutNs
  const askedNs = grpcTimeoutNs(headers)
  if (maxGrpcTimeoutNs === 0) return askedNs
  return askedNs === 0 ? maxGrpcTimeoutNs : Math.min(askedNs, maxGrpcTimeoutNs)
}

/** undefined = never retried. */
function retryOf(route: RetryPolicy | undefined, headers: Headers): RetryPolicy | undefined {
  const on = [route?.on, firstLine(headers, 'x-envoy-retry-on'), firstLine(headers, 'x-envoy-retry-grpc-on')]
    .filter(each => each)
    .join(',')
  const policy = { ...(route ?? NO_POLICY), on }
  const needed = policy.retriableRequestHeaders ?? []
  if (on === '' || (needed.length > 0 && !needed.some(match => hasHeader(match, headers)))) return undefined
  return {
    ...policy,
    attempts: wholeNumber(firstLine(headers, 'x-envoy-max-retries')) ?? policy.attempts,
    retriableStatusCodes: [...policy.retriableStatusCodes, ...listedCodes(headers)],
    retriableHeaders: [...(policy.retriableHeaders ?? []), ...listedHeaders(headers)],
  }
}

function hedges(action: ForwardAction, headers: Headers): boolean {
  const asked = firstLine(headers, 'x-envoy-hedge-on-per-try-timeout')
  return asked === 'true' || (asked !== 'false' && action.hedgeOnPerTryTimeout === true)
}

function listedCodes(headers: Headers): number[] {
  const codes = (firstLine(headers, 'x-envoy-retriable-status-codes') ?? '').split(',')
  return codes.map(each => wholeNumber(each.trim())).filter(each => each !== undefined)
}

function listedHeaders(headers: Headers): HeaderMatch[] {
  const names = (firstLine(headers, 'x-envoy-retriable-header-names') ?? '').split(',').map(each => each.trim())
  return names
    .filter(name => name !== '')
    .map(name => ({ name: name.toLowerCase(), match: 'present', invert: false, treatMissingAsEmpty: false }))
}

function hasHeader({ name, match, invert }: HeaderMatch, headers: Headers): boolean {
  const lines = headers.get(name)
  if (match === 'present') return (lines !== undefined) !== invert
  if (lines === undefined) return false
  const test = stringTest(match)
  return lines.some(test) !== invert
}

function headerNs(headers: Headers, name: string): number | undefined {
  const ms = wholeNumber(firstLine(headers, name))
  return ms === undefined ? undefined : ms * MILLISECOND
}

function firstLine(headers: Headers, name: string): string | undefined {
  return headers.get(name)?.[0]
}

function wholeNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined
}
