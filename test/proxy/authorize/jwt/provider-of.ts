import { base64url } from 'jose'
import type { JwtProvider } from '../../../../src/dataplane/authorization.ts'
import { NO_PLACE } from '../../../../src/kernel/place.ts'

export function providerOf(changes: Partial<JwtProvider> = {}): JwtProvider {
  return {
    name: 'origins-0',
    issuer: 'https://id.example',
    audiences: [],
    keySet: '{"keys":[]}',
    fromHeaders: [{ name: 'authorization', prefix: 'Bearer ' }],
    fromParams: ['access_token'],
    fromCookies: [],
    forward: false,
    claimHeaders: [],
    spaceDelimitedClaims: ['scope', 'permission'],
    origin: { resource: 'RequestAuthentication/default/jwt', place: NO_PLACE, why: '' },
    ...changes,
  }
}

/** A token with a signature that nobody made. */
export function unsigned(claims: object, header: object = { alg: 'RS256', kid: 'one' }): string {
  return [JSON.stringify(header), JSON.stringify(claims), 'signature'].map(part => base64url.encode(part)).join('.')
}
