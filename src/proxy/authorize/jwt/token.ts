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

/** Takes a token apart, or says what is wrong with its form (jwt.cc:Jwt::parseFromString). */
export function parseToken(token: string): ParsedToken | JwtFailure {
  const parts = token.split('.')
  if (parts.length !== 3 || parts.includes('')) {
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
    notBefore: Number(claims.nbf ?? 0),
    expires: Number(claims.exp ?? 0),
    claims,
    payload,
  }
}

function claimProblem(claims: Readonly<Record<string, unknown>>): JwtFailure | undefined {
  const isWrong = (name: string, type: string) => claims[name] !== undefined && typeof claims[name] !== type
  for (const name of ['iss', 'sub', 'jti']) {
    if (isWrong(name, 'string')) return `Jwt payload [${name}] field is not a string`
  }
  for (const name of ['iat', 'nbf', 'exp']) {
    if (isWrong(name, 'number')) return `Jwt payload [${name}] field is not an integer`
  }
  const { aud } = claims
  const isGood = aud === undefined || typeof aud === 'string' || isTextList(aud)
  return isGood ? undefined : 'Jwt payload [aud] field is not a string or string list'
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
