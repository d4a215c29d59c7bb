import { describe, expect, it } from 'vitest'
import { outputHeaders, payloadClaims } from '../../../../src/proxy/authorize/jwt/output.ts'
import { parseToken } from '../../../../src/proxy/authorize/jwt/token.ts'
import { providerOf, unsigned } from './provider-of.ts'

describe('what a provider passes on', () => {
  // Recorded case 308.
  it.each([
    ['sub', 'alice'],
    ['groups', 'WyJhIiwiYiJd'],
    ['level', '7'],
    ['half', '0.500000'],
    ['org.unit', 'r1'],
    ['staff', 'true'],
    ['missing', undefined],
  ])('claim %s as header: %s', (claim, expected) => {
    const claims = { sub: 'alice', groups: ['a', 'b'], level: 7, half: 0.5, org: { unit: 'r1' }, staff: true }
    const token = parseToken(unsigned(claims))
    if (typeof token === 'string') throw new Error(token)
    const headers = outputHeaders(new Map(), providerOf({ claimHeaders: [{ header: 'x-out', claim }] }), token)
    expect(headers.get('x-out')).toEqual(expected === undefined ? undefined : [expected])
  })

  it('the payload as it stands in the token', () => {
    const text = unsigned({ sub: 'alice' })
    const token = parseToken(text)
    if (typeof token === 'string') throw new Error(token)
    const headers = outputHeaders(new Map(), providerOf({ payloadHeader: 'x-payload' }), token)
    expect(headers.get('x-payload')).toEqual([text.split('.')[1]])
  })

  it('claims, of which some are lists parted by spaces', () => {
    expect(payloadClaims({ scope: 'read write', groups: 'a b' }, ['scope'])).toEqual(
      new Map<string, unknown>([
        ['scope', ['read', 'write']],
        ['groups', 'a b'],
      ]),
    )
  })
})
