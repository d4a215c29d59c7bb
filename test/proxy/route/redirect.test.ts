import { describe, expect, it } from 'vitest'
import { httpsLocation, redirectLocation } from '../../../src/proxy/route/redirect.ts'
import { request } from './request.ts'

const ANY_PATH = { kind: 'prefix', value: '/', ignoreCase: false } as const

describe('redirects', () => {
  const redirect = { kind: 'redirect' as const, code: 301 }

  it('keeps the query unless the new path has one', () => {
    expect(redirectLocation({ ...redirect, path: '/n' }, request({ path: '/o?y=1' }), ANY_PATH)).toBe(
      'http://web/n?y=1',
    )
    expect(redirectLocation({ ...redirect, path: '/n?z=2' }, request({ path: '/o?y=1' }), ANY_PATH)).toBe(
      'http://web/n?z=2',
    )
  })

  /** Rows of Envoy's config_impl_test.cc (RedirectStripQuery) whose query is not stripped. */
  it.each([
    ['/new/path-redirect/', '/path/redirect?lang=eng&con=US', 'http://h/new/path-redirect/?lang=eng&con=US'],
    ['/new/p?foo=1', '/path/redirect?bar=1', 'http://h/new/p?foo=1'],
    ['/new/p?foo=1', '/path/redirect', 'http://h/new/p?foo=1'],
  ])('to %s from %s: %s', (path, from, location) => {
    expect(redirectLocation({ ...redirect, path }, request({ authority: 'h', path: from }), ANY_PATH)).toBe(location)
  })

  it('of a prefix keeps the query', () => {
    const match = { kind: 'prefix', value: '/query/false', ignoreCase: false } as const
    const action = { ...redirect, prefixRewrite: '/new/prefix' }
    expect(redirectLocation(action, request({ authority: 'h', path: '/query/false?lang=eng' }), match)).toBe(
      'http://h/new/prefix?lang=eng',
    )
  })

  it('drops the port with the scheme it belongs to, and only then', () => {
    expect(redirectLocation({ ...redirect, scheme: 'https' }, request({ authority: 'web:80' }), ANY_PATH)).toBe(
      'https://web/',
    )
    expect(redirectLocation({ ...redirect, scheme: 'https' }, request({ authority: 'web:8080' }), ANY_PATH)).toBe(
      'https://web:8080/',
    )
    expect(redirectLocation({ ...redirect, path: '/n' }, request({ authority: 'web:80' }), ANY_PATH)).toBe(
      'http://web:80/n',
    )
    expect(redirectLocation({ ...redirect, port: 8443 }, request({ authority: 'web:80' }), ANY_PATH)).toBe(
      'http://web:8443/',
    )
    expect(httpsLocation(request({ authority: 'a.example:80', path: '/x' }))).toBe('https://a.example:80/x')
  })
})
