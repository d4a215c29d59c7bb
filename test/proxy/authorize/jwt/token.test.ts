import { describe, expect, it } from 'vitest'
import { parseToken } from '../../../../src/proxy/authorize/jwt/token.ts'
import { unsigned } from './provider-of.ts'

const FORM = 'Jwt is not in the form of Header.Payload.Signature with two dots and 3 sections'

describe('a token', () => {
  it('is taken apart', () => {
    const claims = { iss: 'https://id.example', sub: 'alice', aud: ['x', 'y'], nbf: 1, exp: 2 }
    expect(parseToken(unsigned(claims))).toMatchObject({
      algorithm: 'RS256',
      keyId: 'one',
      issuer: 'https://id.example',
      audiences: ['x', 'y'],
      notBefore: 1,
      expires: 2,
      claims,
    })
  })

  it('may have one audience, and no key id', () => {
    expect(parseToken(unsigned({ aud: 'x' }, { alg: 'ES256' }))).toMatchObject({
      audiences: ['x'],
      keyId: '',
      issuer: '',
    })
  })

  it('has whole seconds, and no parts but those that are not empty (live Envoy 1.40)', () => {
    const token = unsigned({ nbf: 1.9, exp: 0.5 })
    expect(parseToken(token)).toMatchObject({ notBefore: 1, expires: 0 })
    expect(parseToken(`${token}.`)).toEqual(parseToken(token))
    expect(parseToken(token.replace('.', '..'))).toEqual(parseToken(token))
  })

  it.each([
    ['junk', FORM],
    ['a.b', FORM],
    ['a..c', FORM],
    ['a.b.c.d', FORM],
    ['!.b.c', 'Jwt header is an invalid Base64url encoded'],
    ['YQ.YQ.YQ', 'Jwt header is an invalid JSON'],
    [unsigned({}, {}), 'Jwt header [alg] field is required and must be a string'],
    [unsigned({}, { alg: 'none' }), 'Jwt header [alg] is not supported'],
    [unsigned({}, { alg: 'RS256', kid: 1 }), 'Jwt header [kid] field is not a string'],
    [unsigned([]), 'Jwt payload is an invalid JSON'],
    [unsigned({ iss: 1 }), 'Jwt payload [iss] field is not a string'],
    [unsigned({ exp: 'soon' }), 'Jwt payload [exp] field is not an integer'],
    // As a live Envoy 1.40 answered.
    [unsigned({ exp: null }), 'Jwt payload [exp] field is not an integer'],
    [unsigned({ exp: -1 }), 'Jwt payload [exp] field is not a positive 64 bit integer'],
    [unsigned({ iat: -1.5, jti: 1 }), 'Jwt payload [iat] field is not a positive 64 bit integer'],
    [unsigned({ nbf: 1e30 }), 'Jwt payload [nbf] field is not a positive 64 bit integer'],
    [unsigned({ jti: 1, iat: 'x' }), 'Jwt payload [iat] field is not an integer'],
    [unsigned({ aud: [1] }), 'Jwt payload [aud] field is not a string or string list'],
  ])('%s: %s', (token, failure) => {
    expect(parseToken(token)).toBe(failure)
  })
})
