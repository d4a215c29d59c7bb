import type { ExternalAuthorizationFilter } from '../../dataplane/authorization.ts'
import type { Headers, Request } from '../../dataplane/request.ts'

/** Answer of the authorization service; undefined = it can't be reached. */
export interface AuthorizationAnswer {
  readonly status: number
  readonly headers: Headers
}

/** Asks the service of a filter about a request, of which it gets only the headers named in `headers`. */
export type AuthorizationService = (
  filter: ExternalAuthorizationFilter,
  request: Request,
  headers: Headers,
) => AuthorizationAnswer | undefined

export type ExternalVerdict =
  | { readonly kind: 'passed'; readonly request: Request }
  | {
      readonly kind: 'denied'
      readonly status: number
      readonly details: 'ext_authz_denied' | 'ext_authz_error'
      readonly headers: Headers
    }

const NO_HEADERS: Headers = new Map()

/** Shown to every HTTP service without being asked for (ext_authz_http_impl.cc). */
const ALWAYS_SHOWN = ['authorization']

/**
 * Envoy's ext_authz with an HTTP service: 200 lets pass, 5xx is a failure of the service, anything else is the answer
 * that the client gets (filters/common/ext_authz/ext_authz_http_impl.cc).
 * Known differences from Envoy: a gRPC service is asked as if it spoke HTTP, no body is sent along, and an answer has
 * no timeout.
 */
export function askExternally(
  filter: ExternalAuthorizationFilter,
  request: Request,
  service: AuthorizationService,
): ExternalVerdict {
  const shown = pick(request.headers, [...ALWAYS_SHOWN, ...filter.includedHeaders])
  const answer = service(filter, request, shown)
  if (answer === undefined || answer.status >= 500) {
    if (filter.failOpen) return { kind: 'passed', request }
    return { kind: 'denied', status: filter.statusOnError, details: 'ext_authz_error', headers: NO_HEADERS }
  }
  if (answer.status === 200) {
    const headers = new Map(request.headers)
    for (const [name, lines] of pick(answer.headers, filter.headersToUpstream)) headers.set(name, lines)
    return { kind: 'passed', request: { ...request, headers } }
  }
  const { headersToDownstream } = filter
  const headers = headersToDownstream ? pick(answer.headers, headersToDownstream) : answer.headers
  return { kind: 'denied', status: answer.status, details: 'ext_authz_denied', headers }
}

/** Headers that one of the patterns names: exactly, or with a star at one end. */
function pick(headers: Headers, patterns: readonly string[]): Headers {
  return new Map([...headers].filter(([name]) => patterns.some(pattern => isNamedBy(name, pattern))))
}

function isNamedBy(name: string, pattern: string): boolean {
  if (pattern === '*') return true
  if (pattern.startsWith('*')) return name.endsWith(pattern.slice(1))
  if (pattern.endsWith('*')) return name.startsWith(pattern.slice(0, -1))
  return name === pattern
}
