import type { Check, Path } from '../check.ts'
import { isRecord, isSet, listOf, numberOf, recordOf, textOf } from '../value.ts'
import { checkDestination } from './destination.ts'
import { checkPort } from './port.ts'
import { checkRegex } from './string-match.ts'

const LARGE_BODY_BYTES = 100 * 1024
const MAX_BODY_BYTES = 1024 * 1024

export function checkRedirect(redirect: unknown, path: Path, check: Check): void {
  if (!isRecord(redirect)) return
  const isEmpty = !['uri', 'authority', 'scheme'].some(field => textOf(redirect[field]) !== '')
  if (isEmpty && !isSet(redirect.port) && !isSet(redirect.derivePort)) {
    check.error('MS2208', path, 'a redirect needs a uri, authority, scheme or port')
  }
  const code = numberOf(redirect.redirectCode) ?? 0
  if (code !== 0 && (code < 300 || code > 399)) {
    check.error('MS2208', [...path, 'redirectCode'], `${code} is not a redirect`, 'allowed: 301, 302, 303, 307, 308')
  }
  const scheme = textOf(redirect.scheme)
  if (scheme !== '' && scheme !== 'http' && scheme !== 'https') {
    check.error('MS2208', [...path, 'scheme'], `${scheme} is not a scheme`, 'allowed: http, https')
  }
  checkPort(redirect.port === 0 ? undefined : redirect.port, [...path, 'port'], check)
}

export function checkDirectResponse(response: unknown, path: Path, check: Check): void {
  if (!isRecord(response)) return
  checkStatus(response.status, [...path, 'status'], check)
  const body = recordOf(response.body)
  const size = textOf(body.string).length || textOf(body.bytes).length
  if (size > MAX_BODY_BYTES) check.error('MS2208', [...path, 'body'], 'the body is larger than 1 MB')
  else if (size > LARGE_BODY_BYTES)
    check.warning('MS2250', [...path, 'body'], 'a body above 100 kB burdens the control plane')
}

/** HTTP statuses that a proxy may make up (validateHTTPStatus accepts 600 too). */
export function checkStatus(status: unknown, path: Path, check: Check): void {
  const code = numberOf(status) ?? 0
  if (code < 200 || code > 600)
    check.error('MS2208', path, `${code} is not a status that can be answered`, 'allowed: 200 to 599')
}

export function checkRewrite(rewrite: unknown, path: Path, check: Check): void {
  if (!isRecord(rewrite)) return
  const hasUri = textOf(rewrite.uri) !== ''
  const hasRegex = isSet(rewrite.uriRegexRewrite)
  if (hasUri && hasRegex) check.error('MS2208', path, "uri and uriRegexRewrite can't be set together")
  if (!hasUri && !hasRegex && textOf(rewrite.authority) === '') {
    check.error('MS2208', path, 'a rewrite needs a uri, uriRegexRewrite or authority')
  }
  if (!isRecord(rewrite.uriRegexRewrite)) return
  const at = [...path, 'uriRegexRewrite']
  const { match, rewrite: replacement } = rewrite.uriRegexRewrite
  if (textOf(match) === '' || textOf(replacement) === '') {
    check.error('MS2208', at, 'uriRegexRewrite needs both match and rewrite')
  } else checkRegex(textOf(match), [...at, 'match'], check)
}

/** `mirror` with its two ways to give a percentage, and `mirrors`. */
export function checkMirrors(route: Readonly<Record<string, unknown>>, path: Path, check: Check): void {
  if (isSet(route.mirror) && listOf(route.mirrors).length > 0) {
    check.errorAtKey('MS2206', [...path, 'mirrors'], "mirror and mirrors can't be set together")
  }
  checkDestination(route.mirror, [...path, 'mirror'], check)
  // The old spelling mirror_percent is still read.
  for (const field of ['mirrorPercent', 'mirror_percent']) {
    if (!isSet(route[field])) continue
    checkMirrorPercent(route[field], [...path, field], check)
    check.warning('MS2250', [...path, field], `${field} is deprecated`, 'use mirrorPercentage')
  }
  checkMirrorPercent(recordOf(route.mirrorPercentage).value, [...path, 'mirrorPercentage', 'value'], check)
  listOf(route.mirrors).forEach((mirror, index) => {
    const at = [...path, 'mirrors', index]
    const { destination, percentage } = recordOf(mirror)
    if (!isSet(destination)) check.error('MS2206', at, 'the destination is missing')
    checkDestination(destination, [...at, 'destination'], check)
    checkMirrorPercent(recordOf(percentage).value, [...at, 'percentage', 'value'], check)
  })
}

function checkMirrorPercent(percent: unknown, path: Path, check: Check): void {
  const value = numberOf(percent)
  if (value !== undefined && (value < 0 || value > 100)) {
    check.error('MS2211', path, `${value} is not a percentage`, 'allowed: 0 to 100')
  }
}
