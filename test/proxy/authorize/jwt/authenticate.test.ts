import { describe, expect, it } from 'vitest'
import type { JwtProvider } from '../../../../src/dataplane/authorization.ts'
import type { Request } from '../../../../src/dataplane/request.ts'
import { authenticate } from '../../../../src/proxy/authorize/jwt/authenticate.ts'
import type { SignatureTable } from '../../../../src/proxy/authorize/jwt/signature-table.ts'
import { requestOf } from '../facts-of.ts'
import { providerOf, unsigned } from './provider-of.ts'

const NOW = 1_000_000
const BAD = 'Jwt verification fails'
const NO_KEY = "Jwks doesn't have key to match kid or alg from Jwt"

/** Key sets here are names: `good` signs everything, others say what is wrong. */
const signatures: SignatureTable = { failureOf: (_, keySet) => (keySet === 'good' ? undefined : keySet) }

const judge = (providers: readonly Partial<JwtProvider>[], request: Request) =>
  authenticate(
    { kind: 'jwt', providers: providers.map(changes => providerOf({ keySet: 'good', ...changes })) },
    request,
    {
      signatures,
      nowSeconds: NOW,
    },
  )

const bearer = (claims: object) =>
  requestOf({
    lines: { authorization: [`Bearer ${unsigned({ iss: 'https://id.example', sub: 'alice', ...claims })}`] },
  })

const failureOf = (providers: readonly Partial<JwtProvider>[], request: Request) => {
  const verdict = judge(providers, request)
  return verdict.kind === 'denied' ? verdict.failure : undefined
}

describe('a request', () => {
  it('without token passes', () => {
    expect(judge([{}], requestOf())).toEqual({ kind: 'passed', request: requestOf() })
  })

  it('with a good token passes without it, and with its claims', () => {
    const verdict = judge([{}], bearer({ scope: 'read write' }))
    expect(verdict.kind).toBe('passed')
    if (verdict.kind !== 'passed') return
    expect(verdict.request.headers.has('authorization')).toBe(false)
    expect(verdict.request.claims?.get('scope')).toEqual(['read', 'write'])
  })

  it('keeps its token when the rule says so', () => {
    const verdict = judge([{ forward: true }], bearer({}))
    expect(verdict.kind === 'passed' && verdict.request.headers.has('authorization')).toBe(true)
  })

  // Envoy lets clocks differ by 60 s.
  it.each([
    [{ exp: NOW - 60 }, undefined],
    [{ exp: NOW - 61 }, 'Jwt is expired'],
    [{ nbf: NOW + 60 }, undefined],
    [{ nbf: NOW + 61 }, 'Jwt not yet valid'],
    [{ iss: 'https://x.example' }, 'Jwt issuer is not configured'],
  ])('with claims %j: %s', (claims, failure) => {
    expect(failureOf([{}], bearer(claims))).toBe(failure)
  })

  it.each([
    ['shop', undefined],
    [['x', 'api'], undefined],
    ['https://api/', undefined],
    ['SHOP', 'Audiences in Jwt are not allowed'],
    [undefined, 'Audiences in Jwt are not allowed'],
  ])('for audience %j: %s', (aud, failure) => {
    expect(failureOf([{ audiences: ['shop', 'api'] }], bearer({ aud }))).toBe(failure)
  })

  it('is asked for its audience before its signature, and for its time before both', () => {
    const strict = { audiences: ['shop'], keySet: BAD }
    expect(failureOf([strict], bearer({}))).toBe('Audiences in Jwt are not allowed')
    expect(failureOf([strict], bearer({ exp: 1 }))).toBe('Jwt is expired')
  })

  it('needs all tokens at the places of one rule to be good', () => {
    const fromHeaders = [
      { name: 'x-a', prefix: '' },
      { name: 'x-b', prefix: '' },
    ]
    const good = unsigned({ iss: 'https://id.example' })
    const both = (a: string, b: string) =>
      failureOf([{ fromHeaders }], requestOf({ lines: { 'x-a': [a], 'x-b': [b] } }))
    expect(both(good, good)).toBeUndefined()
    expect(both('junk', good)).toContain('two dots')
    expect(both(good, 'junk')).toContain('two dots')
  })

  it('of a browser asking for permission is not looked at', () => {
    const lines = {
      authorization: ['Bearer junk'],
      origin: ['http://o.example'],
      'access-control-request-method': ['GET'],
    }
    expect(failureOf([{}], requestOf({ method: 'OPTIONS', lines }))).toBeUndefined()
    expect(failureOf([{}], requestOf({ method: 'GET', lines }))).toContain('two dots')
  })

  it('cannot forge the headers of the filter', () => {
    const forged = requestOf({ lines: { 'x-sub': ['forged'] } })
    const verdict = judge([{ claimHeaders: [{ header: 'x-sub', claim: 'sub' }] }], forged)
    expect(verdict.kind === 'passed' && verdict.request.headers.has('x-sub')).toBe(false)
  })
})

describe('several rules', () => {
  const two = { issuer: 'https://two.example' }

  it('pass with the first that is satisfied, whatever the others would say', () => {
    const elsewhere = { ...two, fromHeaders: [{ name: 'x-two', prefix: '' }] }
    const request = bearer({})
    const withJunk = { ...request, headers: new Map([...request.headers, ['x-two', ['junk']]]) }
    expect(failureOf([{}, elsewhere], withJunk)).toBeUndefined()
    expect(failureOf([two, {}], bearer({}))).toBeUndefined()
  })

  it('tell more than that the issuer is a stranger to one of them', () => {
    expect(failureOf([{}, { ...two, keySet: NO_KEY }], bearer({ iss: 'https://two.example' }))).toBe(NO_KEY)
    expect(failureOf([{}, two], bearer({ iss: 'https://x.example' }))).toBe('Jwt issuer is not configured')
  })

  it('of one issuer tell what the first found', () => {
    expect(failureOf([{ keySet: BAD }, { keySet: NO_KEY }], bearer({}))).toBe(BAD)
  })
})
