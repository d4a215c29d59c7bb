import type { Headers } from '../../dataplane/request.ts'

/**
 * What the connection manager takes from a request's headers, whoever sends it (source/common/http/conn_manager_utility.cc:
 * mutateRequestHeaders), as a live Envoy 1.40 showed it: a referer that is none, of te everything but `trailers`, and
 * certificates that only a client of mutual TLS may name. The same object where there is nothing to take.
 * Known differences from Envoy: headers of the connection (`connection` and what it names, `keep-alive`, `upgrade`, `expect`) pass;
 * a gateway that terminates mutual TLS names no certificates.
 */
export function cleanHeaders(headers: Headers): Headers {
  if (!CLEANED.some(name => headers.has(name))) return headers
  const cleaned = new Map(headers)
  cleaned.delete('x-forwarded-client-cert')
  const referer = headers.get('referer')?.[0]
  if (referer !== undefined && !isReferer(referer)) cleaned.delete('referer')
  const te = headers.get('te')?.join()
  if (te !== undefined && te !== '') {
    if (te.split(',').some(each => each.trim() === 'trailers')) cleaned.set('te', ['trailers'])
    else cleaned.delete('te')
  }
  return cleaned
}

const CLEANED: readonly string[] = ['referer', 'te', 'x-forwarded-client-cert']

/** An absolute URL without user and fragment, or a relative one (Http::Utility::isValidRefererValue). */
function isReferer(text: string): boolean {
  const absolute = ABSOLUTE.exec(text)
  return absolute === null ? RELATIVE.test(text) : Number(absolute[1] ?? 0) <= LAST_PORT
}

const ABSOLUTE = /^[a-z][a-z\d+.-]*:\/\/(?:[a-z\d.-]+|\[[\da-f:.]+\])(?::(\d+))?(?:[/?][!-"$-~]*)?$/i
/** No colon before the first slash. */
const RELATIVE = /^[\w\-.~!$&'()*+,;=@?%]*(?:\/[\w\-.~!$&'()*+,;=:@/?%]*)?$/
const LAST_PORT = 65_535
