import type { Check, Path } from '../check.ts'
import { parseGoDuration } from '../go-duration.ts'
import { nearest } from '../nearest.ts'
import { isRecord, isSet, listOf, numberOf, recordOf, textOf } from '../value.ts'
import { isHeaderName } from './header-operation.ts'
import { checkRegexMatch } from './string-match.ts'

/** Conditions that Envoy knows, of HTTP and of gRPC. */
export const RETRY_CONDITIONS: ReadonlySet<string> = new Set(
  (
    '5xx gateway-error reset reset-before-request connect-failure retriable-4xx refused-stream retriable-status-codes ' +
    'retriable-headers envoy-ratelimited http3-post-connect-failure cancelled deadline-exceeded internal ' +
    'resource-exhausted unavailable'
  ).split(' '),
)
const METHODS = new Set('GET HEAD POST PUT PATCH DELETE CONNECT OPTIONS TRACE'.split(' '))
const GRPC_STATUSES = new Set(
  (
    'OK CANCELLED UNKNOWN INVALID_ARGUMENT DEADLINE_EXCEEDED NOT_FOUND ALREADY_EXISTS PERMISSION_DENIED RESOURCE_EXHAUSTED ' +
    'FAILED_PRECONDITION ABORTED OUT_OF_RANGE UNIMPLEMENTED INTERNAL UNAVAILABLE DATA_LOSS UNAUTHENTICATED'
  ).split(' '),
)

export function checkRetries(retries: unknown, path: Path, check: Check): void {
  if (!isRecord(retries)) return
  const attempts = numberOf(retries.attempts) ?? 0
  if (attempts < 0) check.error('MS2209', [...path, 'attempts'], 'attempts must not be negative')
  const needing = ['perTryTimeout', 'retryOn', 'retryRemoteLocalities'].filter(
    field => isSet(retries[field]) && retries[field] !== '',
  )
  if (attempts === 0 && needing.length > 0) {
    check.errorAtKey(
      'MS2209',
      [...path, needing[0]],
      `${needing[0]} has no meaning without attempts`,
      'set attempts to 1 or more',
    )
  }
  checkRetryOn(textOf(retries.retryOn), [...path, 'retryOn'], check)
}

/** Conditions of Envoy and status codes, joined by commas without spaces. */
function checkRetryOn(retryOn: string, path: Path, check: Check): void {
  if (retryOn === '') return
  for (const condition of retryOn.split(',')) {
    if (RETRY_CONDITIONS.has(condition) || isHttpStatus(condition)) continue
    const isSpaced = RETRY_CONDITIONS.has(condition.trim()) || isHttpStatus(condition.trim())
    const meant = nearest(condition.trim(), RETRY_CONDITIONS)
    const help = isSpaced ? 'write the list without spaces' : meant ? `did you mean ${meant}?` : undefined
    check.error('MS2209', path, `"${condition}" is not a condition to retry on`, help)
  }
}

/** Status codes that HTTP names (Go's http.StatusText). */
function isHttpStatus(text: string): boolean {
  if (!/^[0-9]{3}$/.test(text)) return false
  const code = Number(text)
  const isNamed =
    (code >= 100 && code <= 103) ||
    (code >= 200 && code <= 208) ||
    code === 226 ||
    (code >= 300 && code <= 308 && code !== 306) ||
    (code >= 400 && code <= 418) ||
    (code >= 421 && code <= 431 && code !== 427 && code !== 430) ||
    code === 451 ||
    (code >= 500 && code <= 511 && code !== 509)
  return isNamed
}

export function checkFault(fault: unknown, path: Path, check: Check): void {
  if (!isRecord(fault)) return
  if (!isSet(fault.abort) && !isSet(fault.delay)) check.error('MS2210', path, 'a fault needs an abort or a delay')
  if (isRecord(fault.abort)) checkAbort(fault.abort, [...path, 'abort'], check)
  if (isRecord(fault.delay)) {
    checkFaultPercent(fault.delay, [...path, 'delay'], check)
    if (isSet(fault.delay.exponentialDelay)) {
      check.errorAtKey('MS2210', [...path, 'delay', 'exponentialDelay'], 'exponentialDelay is not supported by Istio')
    }
  }
}

function checkAbort(abort: Readonly<Record<string, unknown>>, path: Path, check: Check): void {
  checkFaultPercent(abort, path, check)
  if (isSet(abort.grpcStatus)) {
    const status = textOf(abort.grpcStatus)
    const meant = nearest(status, GRPC_STATUSES)
    if (!GRPC_STATUSES.has(status)) {
      check.error(
        'MS2210',
        [...path, 'grpcStatus'],
        `${status} is not a gRPC status`,
        meant && `did you mean ${meant}?`,
      )
    }
  } else if (isSet(abort.http2Error)) {
    check.errorAtKey('MS2210', [...path, 'http2Error'], 'http2Error is not supported by Istio')
  } else if (isSet(abort.httpStatus)) {
    const code = numberOf(abort.httpStatus) ?? 0
    const help = 'allowed: 200 to 599'
    if (code < 200 || code > 600) check.error('MS2210', [...path, 'httpStatus'], `${code} can't be answered`, help)
  } else check.warning('MS2250', path, 'this abort does nothing', 'give it an httpStatus or grpcStatus')
}

function checkFaultPercent(fault: Readonly<Record<string, unknown>>, path: Path, check: Check): void {
  const value = numberOf(recordOf(fault.percentage).value)
  if (value === undefined) return
  if (value < 0 || value > 100 || (value > 0 && value < 0.0001)) {
    check.error(
      'MS2211',
      [...path, 'percentage', 'value'],
      `${value} is not a percentage`,
      'allowed: 0, or 0.0001 to 100',
    )
  }
}

export function checkCors(policy: unknown, path: Path, check: Check): void {
  if (!isRecord(policy)) return
  listOf(policy.allowOrigins).forEach((origin, index) => {
    const at = [...path, 'allowOrigins', index]
    const match = recordOf(origin)
    const isEmpty = !['exact', 'prefix', 'regex'].some(field => textOf(match[field]) !== '')
    if (isEmpty) check.error('MS2204', at, 'an allowed origin needs a non-empty exact, prefix or regex')
    else checkRegexMatch(match, at, check)
  })
  listOf(policy.allowMethods).forEach((method, index) => {
    if (METHODS.has(textOf(method)) || method === '*') return
    check.error('MS2204', [...path, 'allowMethods', index], `${textOf(method)} is not an HTTP method`)
  })
  for (const field of ['allowHeaders', 'exposeHeaders']) {
    listOf(policy[field]).forEach((name, index) => {
      if (name === '*' || isHeaderName(textOf(name))) return
      check.error('MS2205', [...path, field, index], `${textOf(name) || 'an empty text'} is not a header name`)
    })
  }
  const maxAgeNs = parseGoDuration(textOf(policy.maxAge)) ?? 0
  if (maxAgeNs % 1e9 !== 0) check.error('MS2204', [...path, 'maxAge'], 'maxAge must be a whole number of seconds')
}
