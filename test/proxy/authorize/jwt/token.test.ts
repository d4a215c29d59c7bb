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
    [unsigned({ aud: [1] }), 'Jwt payload [aud] field is not a string or string list'],
  ])('%s: %s', (token, failure) => {
    expect(parseToken(token)).toBe(failure)
  })
})
