import type { Request } from '../../dataplane/request.ts'
import type { CorsPolicy } from '../../dataplane/route.ts'
import { stringTest } from './string-matcher.ts'

/**
 * What the CORS filter makes of a request (source/extensions/filters/http/cors/cors_filter.cc).
 * Known differences from Envoy: always on (filter_enabled), nothing shadowed, no access to private networks.
 */
export type CorsVerdict =
  | { readonly kind: 'none' }
  /** Answered 200 by the proxy itself. */
  | { readonly kind: 'preflight'; readonly headers: readonly (readonly [string, string])[] }
  /** Forwarded; these headers are set on the answer. */
  | { readonly kind: 'allowed'; readonly headers: readonly (readonly [string, string])[] }

const NONE: CorsVerdict = { kind: 'none' }

export function applyCors(policy: CorsPolicy, request: Request): CorsVerdict {
  const origin = request.headers.get('origin')?.[0]
  if (origin === undefined || origin === '') return NONE
  const isAllowed = policy.allowOrigins.some(
    match => (match.kind === 'exact' && match.value === '*') || stringTest(match)(origin),
  )
  const method = request.headers.get('access-control-request-method')?.[0]
  const isPreflight = request.method === 'OPTIONS' && method !== undefined && method !== ''
  if (!isAllowed && (!isPreflight || policy.forwardUnmatchedPreflights)) return NONE
  // A preflight of another origin that is not forwarded is told all but that the origin is allowed.
  const allowed = [...(isAllowed ? [['access-control-allow-origin', origin] as const] : []), ...credentials(policy)]
  if (!isPreflight) return { kind: 'allowed', headers: [...allowed, ...exposeHeaders(policy)] }
  return {
    kind: 'preflight',
    headers: [...allowed, ...preflightHeaders(policy, request, method), ...(isAllowed ? exposeHeaders(policy) : [])],
  }
}

function credentials(policy: CorsPolicy): readonly (readonly [string, string])[] {
  return policy.allowCredentials ? [['access-control-allow-credentials', 'true']] : []
}

function exposeHeaders(policy: CorsPolicy): readonly (readonly [string, string])[] {
  return policy.exposeHeaders === '' ? [] : [['access-control-expose-headers', policy.exposeHeaders]]
}

/** A star is answered with just what the browser asked for. */
function preflightHeaders(
  policy: CorsPolicy,
  request: Request,
  method: string,
): readonly (readonly [string, string])[] {
  const asked = request.headers.get('access-control-request-headers')?.[0] ?? ''
  const headers: [string, string][] = []
  if (policy.allowMethods !== '') {
    headers.push(['access-control-allow-methods', policy.allowMethods === '*' ? method : policy.allowMethods])
  }
  const allowHeaders = policy.allowHeaders === '*' ? asked : policy.allowHeaders
  if (allowHeaders !== '') headers.push(['access-control-allow-headers', allowHeaders])
  if (policy.maxAge !== '') headers.push(['access-control-max-age', policy.maxAge])
  return headers
}
