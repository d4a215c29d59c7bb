import { describe, expect, it } from 'vitest'
import { findTokens, withoutToken } from '../../../../src/proxy/authorize/jwt/locations.ts'
import { requestOf } from '../facts-of.ts'
import { providerOf } from './provider-of.ts'

const found = (provider: Parameters<typeof providerOf>[0], request: Parameters<typeof requestOf>[0]) =>
  findTokens(providerOf(provider), requestOf(request)).map(({ token }) => token)

describe('tokens of a request', () => {
  // Recorded case 300: only the exact word, then a space.
  it.each([
    ['Bearer abc', ['abc']],
    ['bearer abc', []],
    ['Basic YTpi', []],
    ['abc', []],
    ['Bearer', []],
  ])('in Authorization %s: %j', (value, tokens) => {
    expect(found({}, { lines: { authorization: [value] } })).toEqual(tokens)
  })

  it('on two lines of Authorization are one token', () => {
    expect(found({}, { lines: { authorization: ['Bearer a', 'Bearer b'] } })).toEqual(['a,Bearer b'])
  })

  it('in headers of their own, each line by itself', () => {
    const fromHeaders = [
      { name: 'x-token', prefix: 'Tok ' },
      { name: 'x-raw', prefix: '' },
    ]
    const lines = { 'x-token': ['Tok a', 'b', 'Tok c'], 'x-raw': ['d'] }
    expect(found({ fromHeaders, fromParams: [] }, { lines })).toEqual(['d', 'a', 'c'])
  })

  it('in query parameters and cookies', () => {
    expect(found({}, { path: '/a?x=1&access_token=a&access_token=b' })).toEqual(['a'])
    const cookies = { fromHeaders: [], fromParams: [], fromCookies: ['sess'] }
    expect(found(cookies, { lines: { cookie: ['x=1; sess=a'] } })).toEqual(['a'])
    expect(found(cookies, { lines: { authorization: ['Bearer a'] } })).toEqual([])
  })
})

describe('a request without its token', () => {
  const without = (provider: Parameters<typeof providerOf>[0], request: Parameters<typeof requestOf>[0]) => {
    const whole = requestOf(request)
    return withoutToken(whole, findTokens(providerOf(provider), whole)[0])
  }

  it('has lost the header with all lines, or the parameter; never the cookie', () => {
    expect(without({}, { lines: { authorization: ['Bearer a'], 'x-other': ['1'] } }).headers).toEqual(
      new Map([['x-other', ['1']]]),
    )
    expect(without({}, { path: '/a?access_token=a&x=1' }).path).toBe('/a?x=1')
    expect(without({}, { path: '/a?access_token=a' }).path).toBe('/a')
    const lines = { cookie: ['sess=a'] }
    expect(
      without({ fromHeaders: [], fromParams: [], fromCookies: ['sess'] }, { lines }).headers.get('cookie'),
    ).toEqual(['sess=a'])
  })
})
