import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { beforeAll, describe, expect, it } from 'vitest'
import { NO_SIGNATURES } from '../../../../src/proxy/authorize/jwt/signature-table.ts'
import { verifySignatures } from '../../../../src/proxy/authorize/jwt/signatures.ts'
import { requestOf } from '../facts-of.ts'
import { providerOf } from './provider-of.ts'

const NO_KEY = "Jwks doesn't have key to match kid or alg from Jwt"
const BAD = 'Jwt verification fails'

let token: string
let own: object
let other: object

beforeAll(async () => {
  const keys = await generateKeyPair('ES256', { extractable: true })
  token = await new SignJWT({ sub: 'alice' }).setProtectedHeader({ alg: 'ES256', kid: 'one' }).sign(keys.privateKey)
  own = await exportJWK(keys.publicKey)
  other = await exportJWK((await generateKeyPair('ES256', { extractable: true })).publicKey)
})

const failure = async (text: string, ...keys: readonly object[]) => {
  const keySet = keys.length === 0 ? '' : JSON.stringify({ keys })
  const request = requestOf({ lines: { authorization: [`Bearer ${text}`] } })
  return (await verifySignatures([providerOf({ keySet })], [request])).failureOf(text, keySet)
}

describe('the signature of a token', () => {
  it('is good with the key of its id, or a key without one', async () => {
    expect(await failure(token, { ...own, kid: 'one' })).toBeUndefined()
    expect(await failure(token, other, own)).toBeUndefined()
  })

  it('is bad with another key, or when the token was changed', async () => {
    expect(await failure(token, { ...other, kid: 'one' })).toBe(BAD)
    const [header, , signature] = token.split('.')
    expect(await failure(`${header}.eyJzdWIiOiJldmUifQ.${signature}`, own)).toBe(BAD)
  })

  it('has no key to check it with', async () => {
    expect(await failure(token, { ...own, kid: 'two' })).toBe(NO_KEY)
    expect(await failure(token, { ...own, alg: 'RS256' })).toBe(NO_KEY)
    expect(await failure(token)).toBe('Jwks remote fetch is failed')
  })

  it('of a pair that was not checked is not good', () => {
    expect(NO_SIGNATURES.failureOf(token, '')).toBe(BAD)
  })
})
