import { describe, expect, it } from 'vitest'
import { NO_HEADERS, type Request } from '../../src/dataplane/request.ts'
import { SECOND } from '../../src/kernel/time.ts'
import { CookieJar, withCookies } from '../../src/traffic/cookie-jar.ts'

const asked = (path: string, authority = 'shop'): Request => ({
  method: 'GET',
  scheme: 'http',
  authority,
  path,
  headers: NO_HEADERS,
})
const sid = (change: object = {}) => ({ name: 'sid', value: '"1"', maxAgeSeconds: 0, ...change })

/** A jar in which user 0 keeps cookies that an answer to `path` set at instant 0. */
function jarAfter(path: string, ...cookies: readonly object[]): CookieJar {
  const jar = new CookieJar()
  for (const cookie of cookies) jar.keep(0, asked(path), sid(cookie), 0)
  return jar
}

describe('a user', () => {
  it('sends a cookie back to the host that set it, and nobody else does', () => {
    const jar = jarAfter('/', {})
    expect(jar.headerFor(0, asked('/'), 1)).toBe('sid="1"')
    expect(jar.headerFor(0, asked('/', 'bank'), 1)).toBeUndefined()
    expect(jar.headerFor(1, asked('/'), 1)).toBeUndefined()
  })

  it('until it is too old', () => {
    const jar = jarAfter('/', { maxAgeSeconds: 2 })
    expect(jar.headerFor(0, asked('/'), 2 * SECOND - 1)).toBe('sid="1"')
    expect(jar.headerFor(0, asked('/'), 2 * SECOND)).toBeUndefined()
  })

  it('replaces a cookie by one of its name, host and path', () => {
    const jar = jarAfter('/', {}, { value: '"2"' }, { value: '"3"', path: '/cart' })
    expect(jar.headerFor(0, asked('/'), 1)).toBe('sid="2"')
    expect(jar.headerFor(0, asked('/cart'), 1)).toBe('sid="3"; sid="2"')
  })

  // RFC 6265, 5.1.4: the default path, and which paths match.
  it.each([
    ['/a/b', undefined, '/a/c', true],
    ['/a/b?next=/x/y', undefined, '/a', true],
    ['/a/b', undefined, '/ab', false],
    ['/a', undefined, '/z', true],
    ['/a/b', 'relative', '/a', true],
    ['/', '/shop', '/shop', true],
    ['/', '/shop', '/shop?item=1', true],
    ['/', '/shop', '/shop/cart', true],
    ['/', '/shop', '/shopping', false],
    ['/', '/shop/', '/shop/cart', true],
    ['/', '/shop/', '/shop', false],
  ])('answer to %s with Path=%s, then %s: %s', (path, cookiePath, next, isSent) => {
    expect(jarAfter(path, { path: cookiePath }).headerFor(0, asked(next), 1) !== undefined).toBe(isSent)
  })
})

it('cookies come after those that a request has by itself', () => {
  const own = { ...asked('/'), headers: new Map([['cookie', ['lang=en']]]) }
  expect(withCookies(own, 'sid="1"').headers.get('cookie')).toEqual(['lang=en; sid="1"'])
  expect(withCookies(asked('/'), 'sid="1"').headers.get('cookie')).toEqual(['sid="1"'])
})
