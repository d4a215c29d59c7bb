import { compactVerify, importJWK, type JWK } from 'jose'
import type { JwtProvider } from '../../../dataplane/authorization.ts'
import type { Request } from '../../../dataplane/request.ts'
import { findTokens } from './locations.ts'
import { NOT_SIGNED, type SignatureTable } from './signature-table.ts'
import { type JwtFailure, parseToken, sectionsOf } from './token.ts'

const NO_KEY: JwtFailure = "Jwks doesn't have key to match kid or alg from Jwt"
const NO_KEY_SET: JwtFailure = 'Jwks remote fetch is failed'

/**
 * Checks each token of the requests against the keys of each provider that would look at it. Source:
 * source/common/jwt/verify.cc.
 * Known differences from Envoy: key sets are those in the files, nothing is fetched; signatures are checked by the
 * library jose.
 */
export async function verifySignatures(
  providers: readonly JwtProvider[],
  requests: readonly Request[],
): Promise<SignatureTable> {
  const pairs = new Map<string, Promise<JwtFailure | undefined>>()
  for (const provider of providers) {
    for (const { token } of requests.flatMap(request => findTokens(provider, request))) {
      const key = pairKey(token, provider.keySet)
      if (!pairs.has(key)) pairs.set(key, verifySignature(token, provider.keySet))
    }
  }
  const results = new Map<string, JwtFailure | undefined>()
  for (const [key, result] of pairs) results.set(key, await result)
  return {
    failureOf: (token, keySet) => {
      const key = pairKey(token, keySet)
      return results.has(key) ? results.get(key) : NOT_SIGNED
    },
  }
}

function pairKey(token: string, keySet: string): string {
  return `${token}\n${keySet}`
}

/** verify.cc:verifyJwtWithoutTimeChecking: keys of the token's id and algorithm, where either side names them. */
async function verifySignature(token: string, keySet: string): Promise<JwtFailure | undefined> {
  const parsed = parseToken(token)
  if (typeof parsed === 'string') return parsed
  if (keySet === '') return NO_KEY_SET
  const { algorithm, keyId } = parsed
  const candidates = keysOf(keySet).filter(
    ({ kid, alg }) => (!keyId || !kid || kid === keyId) && (!alg || alg === algorithm),
  )
  if (candidates.length === 0) return NO_KEY
  for (const key of candidates) if (await isSignedWith(token, key, algorithm)) return undefined
  return NOT_SIGNED
}

function keysOf(keySet: string): readonly JWK[] {
  try {
    const { keys } = JSON.parse(keySet) as { readonly keys?: readonly JWK[] }
    return Array.isArray(keys) ? keys : []
  } catch {
    return []
  }
}

async function isSignedWith(token: string, key: JWK, algorithm: string): Promise<boolean> {
  try {
    await compactVerify(sectionsOf(token).join('.'), await importJWK(key, algorithm))
    return true
  } catch {
    return false
  }
}
