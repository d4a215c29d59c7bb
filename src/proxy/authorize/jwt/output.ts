import type { JwtProvider } from '../../../dataplane/authorization.ts'
import type { Headers } from '../../../dataplane/request.ts'
import { encodeBase64 } from './base64.ts'
import type { ParsedToken } from './token.ts'

/** Claims as later filters and routes see them: some strings are lists, parted by spaces. */
export function payloadClaims(
  claims: Readonly<Record<string, unknown>>,
  spaceDelimited: readonly string[],
): ReadonlyMap<string, unknown> {
  const split = new Map<string, unknown>(Object.entries(claims))
  for (const name of spaceDelimited) {
    const value = claims[name]
    if (typeof value === 'string') split.set(name, value.split(' '))
  }
  return split
}

/**
 * Headers with what the provider passes on of a good token (authenticator.cc:handleGoodJwt).
 * Known differences from Envoy: the JSON of an object keeps the order that its names have in the token.
 */
export function outputHeaders(headers: Headers, provider: JwtProvider, token: ParsedToken): Headers {
  const { payloadHeader, claimHeaders } = provider
  if (!payloadHeader && claimHeaders.length === 0) return headers
  const added = new Map(headers)
  const add = (name: string, value: string) => added.set(name, [...(added.get(name) ?? []), value])
  if (payloadHeader) add(payloadHeader, token.payload)
  for (const { header, claim } of claimHeaders) {
    const value = headerValue(claimAt(token.claims, claim))
    if (value !== '') add(header, value)
  }
  return added
}

/** A claim by its name, or by the names that lead to it with dots between. */
function claimAt(claims: Readonly<Record<string, unknown>>, name: string): unknown {
  if (claims[name] !== undefined) return claims[name]
  let value: unknown = claims
  for (const step of name.split('.')) {
    value = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[step] : undefined
  }
  return value
}

/** Texts, numbers and truth values as such; lists and objects as Base64 of their JSON. */
function headerValue(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return value
    case 'boolean':
      return String(value)
    case 'number':
      return Number.isInteger(value) && value >= 0 ? String(value) : value.toFixed(6)
    case 'object':
      return value === null ? '' : encodeBase64(JSON.stringify(value))
    default:
      return ''
  }
}
