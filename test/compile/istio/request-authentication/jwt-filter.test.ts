import { describe, expect, it } from 'vitest'
import {
  jwtFilter,
  readRequestAuthentications,
} from '../../../../src/compile/istio/request-authentication/jwt-filter.ts'
import { documents, istio, meshOf } from '../mesh-of.ts'

const KEYS = '{"keys":[{"kty":"oct","k":"AA"}]}'
const jwt = (name: string, namespace: string, jwtRules: readonly object[], spec: object = {}) =>
  istio('RequestAuthentication', name, namespace, { ...spec, jwtRules })
const rule = (issuer: string, more: object = {}) => ({ issuer, jwks: KEYS, ...more })
const filterOf = (...yaml: readonly string[]) =>
  jwtFilter(
    readRequestAuthentications(meshOf(documents(...yaml))),
    { namespace: 'default', labels: { app: 'web' } },
    'istio-system',
  )

describe('the filter of a workload', () => {
  it('is absent where no policy selects it', () => {
    expect(filterOf(jwt('a', 'other', [rule('https://id')]))).toBeUndefined()
    expect(
      filterOf(jwt('a', 'default', [rule('https://id')], { selector: { matchLabels: { app: 'x' } } })),
    ).toBeUndefined()
  })

  it('has the rules of all policies, of the root namespace too, by issuer', () => {
    const filter = filterOf(
      jwt('a', 'default', [rule('https://c'), rule('https://a')]),
      jwt('b', 'istio-system', [rule('https://b')]),
    )
    expect(filter?.providers.map(({ name, issuer }) => [name, issuer])).toEqual([
      ['origins-0', 'https://a'],
      ['origins-1', 'https://b'],
      ['origins-2', 'https://c'],
    ])
  })
})

describe('a rule', () => {
  const provider = (more: object) => filterOf(jwt('a', 'default', [rule('https://id', more)]))?.providers[0]

  it('looks into Authorization and a query parameter, unless it names other places', () => {
    expect(provider({})).toMatchObject({
      fromHeaders: [{ name: 'authorization', prefix: 'Bearer ' }],
      fromParams: ['access_token'],
      fromCookies: [],
    })
    expect(provider({ fromHeaders: [{ name: 'X-Token', prefix: 'Tok ' }] })).toMatchObject({
      fromHeaders: [{ name: 'x-token', prefix: 'Tok ' }],
      fromParams: [],
    })
    expect(provider({ fromCookies: ['sess'] })).toMatchObject({ fromHeaders: [], fromCookies: ['sess'] })
  })

  it('passes on what it is told to', () => {
    const outputs = {
      forwardOriginalToken: true,
      outputPayloadToHeader: 'X-Payload',
      outputClaimToHeaders: [{ header: 'X-Sub', claim: 'sub' }],
    }
    expect(provider(outputs)).toMatchObject({
      forward: true,
      payloadHeader: 'x-payload',
      claimHeaders: [{ header: 'x-sub', claim: 'sub' }],
    })
  })
})

// Recorded case 352.
it.each([
  ['{"keys":[]}', "Jwks doesn't have any valid public key"],
  [KEYS, undefined],
])('keys %s: %s', (jwks, problem) => {
  const filter = filterOf(jwt('a', 'default', [{ issuer: 'https://id', jwks }]))
  expect(filter?.rejected).toBe(
    problem && `Provider 'origins-0' in jwt_authn config has invalid local jwks: ${problem}`,
  )
})
