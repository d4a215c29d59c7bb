import { decodeBase64Url } from './base64.ts'

/** A token taken apart; its signature has not been looked at. */
export interface ParsedToken {
  readonly algorithm: string
  /** `''` when the header names none. */
  readonly keyId: string
  readonly issuer: string
  readonly audiences: readonly string[]
  /** Seconds since 1970; 0 = not given. */
  readonly notBefore: number
  readonly expires: number
  readonly claims: Readonly<Record<string, unknown>>
  /** The payload as it stands in the token. */
  readonly payload: string
}

/** Why a token is refused: Envoy's words, which are the body of the answer (source/extensions/filters/http/jwt_authn). */
export type JwtFailure = string

const ALGORITHM = /^([ERPH]S(256|384|512)|EdDSA)$/

/** The three parts of a token, if it has three: Envoy passes over empty ones. */
export function sectionsOf(token: string): readonly string[] {
  return token.split('.').filter(section => section !== '')
}

/**
 * Takes a token apart, or says what is wrong with its form (source/common/jwt/jwt.cc:parseFromString).
 * Known differences from Envoy: none.
 */
export function parseToken(token: string): ParsedToken | JwtFailure {
  const parts = sectionsOf(token)
  if (parts.length !== 3) {
    return 'Jwt is not in the form of Header.Payload.Signature with two dots and 3 sections'
  }
  const [headerText, payload, signature] = parts
  const header = decodeJson(headerText)
  if (header === 'encoding') return 'Jwt header is an invalid Base64url encoded'
  if (header === 'json') return 'Jwt header is an invalid JSON'
  if (typeof header.alg !== 'string') return 'Jwt header [alg] field is required and must be a string'
  if (!ALGORITHM.test(header.alg)) return 'Jwt header [alg] is not supported'
  if (header.kid !== undefined && typeof header.kid !== 'string') return 'Jwt header [kid] field is not a string'
  const claims = decodeJson(payload)
  if (claims === 'encoding') return 'Jwt payload is an invalid Base64url encoded'
  if (claims === 'json') return 'Jwt payload is an invalid JSON'
  const problem = claimProblem(claims)
  if (problem !== undefined) return problem
  if (decode(signature) === undefined) return 'Jwt signature is an invalid Base64url encoded'
  return {
    algorithm: header.alg,
    keyId: header.kid ?? '',
    issuer: typeof claims.iss === 'string' ? claims.iss : '',
    audiences: audiencesOf(claims.aud),
    notBefore: Math.trunc(Number(claims.nbf ?? 0)),
    expires: Math.trunc(Number(claims.exp ?? 0)),
    claims,
    payload,
  }
}

/** The first that Envoy finds, in its order. */
function claimProblem(claims: Readonly<Record<string, unknown>>): JwtFailure | undefined {
  const { aud } = claims
  const isGood = aud === undefined || typeof aud === 'string' || isTextList(aud)
  return (
    textProblem(claims, 'iss') ??
    textProblem(claims, 'sub') ??
    instantProblem(claims, 'iat') ??
    instantProblem(claims, 'nbf') ??
    instantProblem(claims, 'exp') ??
    textProblem(claims, 'jti') ??
    (isGood ? undefined : 'Jwt payload [aud] field is not a string or string list')
  )
}

function textProblem(claims: Readonly<Record<string, unknown>>, name: string): JwtFailure | undefined {
  const value = claims[name]
  return value === undefined || typeof value === 'string' ? undefined : `Jwt payload [${name}] field is not a string`
}

/** A fraction is cut off, not refused. */
function instantProblem(claims: Readonly<Record<string, unknown>>, name: string): JwtFailure | undefined {
  const value = claims[name]
  if (value === undefined) return undefined
  if (typeof value !== 'number') return `Jwt payload [${name}] field is not an integer`
  return value < 0 || value >= 2 ** 64 ? `Jwt payload [${name}] field is not a positive 64 bit integer` : undefined
}

function audiencesOf(aud: unknown): readonly string[] {
  return typeof aud === 'string' ? [aud] : isTextList(aud) ? aud : []
}

function isTextList(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every(entry => typeof entry === 'string')
}

function decodeJson(
  text: string,
): (Readonly<Record<string, unknown>> & { readonly kid?: unknown }) | 'encoding' | 'json' {
  const bytes = decode(text)
  if (bytes === undefined) return 'encoding'
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes))
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
    return isObject ? (value as Readonly<Record<string, unknown>>) : 'json'
  } catch {
    return 'json'
  }
}

function decode(text: string): Uint8Array | undefined {
  if (!/^[A-Za-z0-9_-]*$/.test(text)) return undefined
  try {
    return decodeBase64Url(text)
  } catch {
    return undefined
  }
}
