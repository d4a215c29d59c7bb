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
