import type { JwtFilter, JwtProvider } from '../../../dataplane/authorization.ts'
import type { Request } from '../../../dataplane/request.ts'
import { type FoundToken, findTokens, withoutToken } from './locations.ts'
import { outputHeaders, payloadClaims } from './output.ts'
import type { SignatureTable } from './signature-table.ts'
import { type JwtFailure, type ParsedToken, parseToken } from './token.ts'

/** What a token is judged by besides itself. */
export interface JwtContext {
  readonly signatures: SignatureTable
  /** Instant of the request, seconds since 1970. */
  readonly nowSeconds: number
}

export type JwtVerdict =
  /** `request` without its token, with the claims that the filter passes on. */
  | { readonly kind: 'passed'; readonly request: Request }
  | { readonly kind: 'denied'; readonly failure: JwtFailure; readonly provider: JwtProvider }

/** Envoy allows for clocks that differ by so much. */
const CLOCK_SKEW_SECONDS = 60

const MISSED: JwtFailure = 'Jwt is missing'
const UNKNOWN_ISSUER: JwtFailure = 'Jwt issuer is not configured'
export const WRONG_AUDIENCE: JwtFailure = 'Audiences in Jwt are not allowed'

/**
 * The first provider whose tokens are all good lets the request pass, and so does the absence of any token. Source:
 * source/extensions/filters/http/jwt_authn/filter.cc, verifier.cc.
 * Known differences from Envoy: requirements are those that Istio makes: any of the providers, or no token at all.
 */
export function authenticate({ providers }: JwtFilter, received: Request, context: JwtContext): JwtVerdict {
  if (isPreflight(received)) return { kind: 'passed', request: received }
  let request = received
  const failures: Failure[] = []
  for (const provider of providers) {
    request = withoutOutputs(request, provider)
    const result = verify(provider, request, context)
    if (typeof result !== 'string') return { kind: 'passed', request: result }
    if (result !== MISSED) failures.push({ failure: result, provider })
  }
  return failures.length === 0 ? { kind: 'passed', request } : { kind: 'denied', ...worthTelling(failures) }
}

interface Failure {
  readonly failure: JwtFailure
  readonly provider: JwtProvider
}

/**
 * Istio asks for any provider, or for each of those that find a token; Envoy tells the last failure but a foreign issuer
 * (jwt_authn/verifier.cc:AnyVerifierImpl), and the last part stops at the first provider that fails.
 */
function worthTelling(failures: readonly Failure[]): Failure {
  const [first] = failures
  const saysMore = ({ failure }: Failure) => failure !== UNKNOWN_ISSUER
  return saysMore(first) ? first : (failures.findLast(saysMore) ?? first)
}

function isPreflight({ method, headers }: Request): boolean {
  const has = (name: string) => (headers.get(name)?.[0] ?? '') !== ''
  return method === 'OPTIONS' && has('origin') && has('access-control-request-method')
}

/** Nobody but the filter may set the headers that it writes, token or not. */
function withoutOutputs(request: Request, provider: JwtProvider): Request {
  const names = [
    ...(provider.payloadHeader ? [provider.payloadHeader] : []),
    ...provider.claimHeaders.map(x => x.header),
  ]
  if (!names.some(name => request.headers.has(name))) return request
  const headers = new Map(request.headers)
  for (const name of names) headers.delete(name)
  return { ...request, headers }
}

/** All tokens at the provider's places must be good, the last found first (jwt_authn/authenticator.cc). */
function verify(provider: JwtProvider, received: Request, context: JwtContext): Request | JwtFailure {
  const tokens = findTokens(provider, received)
  if (tokens.length === 0) return MISSED
  let request = received
  for (const found of [...tokens].reverse()) {
    const parsed = verifyToken(provider, found, context)
    if (typeof parsed === 'string') return parsed
    const headers = outputHeaders(request.headers, provider, parsed)
    request = { ...request, headers, claims: payloadClaims(parsed.claims, provider.spaceDelimitedClaims) }
    if (!provider.forward) request = withoutToken(request, found)
  }
  return request
}

function verifyToken(
  provider: JwtProvider,
  { token }: FoundToken,
  { signatures, nowSeconds }: JwtContext,
): ParsedToken | JwtFailure {
  const parsed = parseToken(token)
  if (typeof parsed === 'string') return parsed
  if (provider.issuer !== '' && parsed.issuer !== provider.issuer) return UNKNOWN_ISSUER
  if (nowSeconds + CLOCK_SKEW_SECONDS < parsed.notBefore) return 'Jwt not yet valid'
  if (parsed.expires > 0 && nowSeconds > parsed.expires + CLOCK_SKEW_SECONDS) return 'Jwt is expired'
  if (!isAudienceAllowed(provider.audiences, parsed.audiences)) return WRONG_AUDIENCE
  return signatures.failureOf(token, provider.keySet) ?? parsed
}

/** A scheme and a slash at the end do not count (jwt_verify_lib/check_audience.cc). */
function isAudienceAllowed(allowed: readonly string[], audiences: readonly string[]): boolean {
  if (allowed.length === 0) return true
  const wanted = new Set(allowed.map(bareAudience))
  return audiences.some(audience => wanted.has(bareAudience(audience)))
}

function bareAudience(audience: string): string {
  return audience.replace(/^https?:\/\//, '').replace(/\/$/, '')
}
