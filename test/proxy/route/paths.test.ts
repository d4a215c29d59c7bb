import { describe, expect, it } from 'vitest'
import type { PathMatch } from '../../../src/dataplane/match.ts'
import { normalisePath, pathWithoutQuery } from '../../../src/proxy/route/path.ts'
import { receiveRequest } from '../../../src/proxy/route/receive.ts'
import { httpsLocation, redirectLocation } from '../../../src/proxy/route/redirect.ts'
import { rewritePath } from '../../../src/proxy/route/rewrite.ts'
import { request } from './request.ts'

describe('normalisation BASE', () => {
  it.each([
    ['/a/./b', '/a/b'],
    ['/a/x/../b', '/a/b'],
    ['/../a/b', '/a/b'],
    ['/a/%62', '/a/b'],
    ['/a/%2e%2e/a/b', '/a/b'],
    ['/a\\b', '/a/b'],
    ['/a%2Fb', '/a%2Fb'],
    ['/x//y/../z', '/x//z'],
    ['/a/b?x=../y', '/a/b?x=../y'],
    ['/a#frag', '/a'],
    ['/a/..', '/'],
  ])('%s -> %s', (path, expected) => {
    expect(normalisePath(path)).toBe(expected)
  })

  it('gives matchers the path without query', () => {
    expect(pathWithoutQuery('/a?b#c')).toBe('/a')
  })
})

describe('rewrites', () => {
  const prefix = (value: string): PathMatch => ({ kind: 'prefix', value, ignoreCase: false })

  it('replaces what was matched and mends no slash', () => {
    expect(rewritePath('/common/api', prefix('/common'), { kind: 'prefix', value: '/' })).toBe('//api')
    expect(rewritePath('/common/api', prefix('/common/'), { kind: 'prefix', value: '/' })).toBe('/api')
    expect(rewritePath('/x?q=1', prefix('/'), { kind: 'prefix', value: '/new' })).toBe('/newx?q=1')
    expect(
      rewritePath('/x/y?q=1', { kind: 'regex', value: '.*', ignoreCase: false }, { kind: 'prefix', value: '/n' }),
    ).toBe('/n?q=1')
  })

  it('substitutes every match, groups by backslash, and no empty match behind another', () => {
    const regex = (pattern: string, substitution: string) => ({ kind: 'regex' as const, pattern, substitution })
    expect(rewritePath('/a/1/a/2?a', prefix('/'), regex('/a/([0-9])', '/b\\1'))).toBe('/b1/b2?a')
    expect(rewritePath('/g3/x', prefix('/'), regex('.*', '/all'))).toBe('/all')
    expect(rewritePath('/a', prefix('/'), regex('^.*$', ''))).toBe('/a')
  })
})

describe('redirects', () => {
  const from = (parts: Parameters<typeof request>[0]) => request(parts)
  const redirect = { kind: 'redirect' as const, code: 301 }

  it('keeps the query unless the new path has one', () => {
    expect(redirectLocation({ ...redirect, path: '/n' }, from({ path: '/o?y=1' }))).toBe('http://web/n?y=1')
    expect(redirectLocation({ ...redirect, path: '/n?z=2' }, from({ path: '/o?y=1' }))).toBe('http://web/n?z=2')
  })

  it('drops the port with the scheme it belongs to, and only then', () => {
    expect(redirectLocation({ ...redirect, scheme: 'https' }, from({ authority: 'web:80' }))).toBe('https://web/')
    expect(redirectLocation({ ...redirect, scheme: 'https' }, from({ authority: 'web:8080' }))).toBe(
      'https://web:8080/',
    )
    expect(redirectLocation({ ...redirect, port: 8443 }, from({ authority: 'web:80' }))).toBe('http://web:8443/')
    expect(httpsLocation(from({ authority: 'a.example:80', path: '/x' }))).toBe('https://a.example:80/x')
  })
})

describe('what comes in', () => {
  it('believes the scheme of an application, not of the world outside', () => {
    const forwarded = request({ headers: { 'x-forwarded-proto': ['https'] } })
    expect(receiveRequest(forwarded, { gateway: false, terminatesTls: false }).scheme).toBe('https')
    expect(receiveRequest(forwarded, { gateway: true, terminatesTls: false }).scheme).toBe('http')
    expect(receiveRequest(request(), { gateway: true, terminatesTls: true }).scheme).toBe('https')
  })

  it('takes away the headers that steer Envoy', () => {
    const steering = request({ headers: { 'x-envoy-max-retries': ['9'], other: ['1'] } })
    expect([...receiveRequest(steering, { gateway: false, terminatesTls: false }).headers.keys()]).toEqual(['other'])
  })
})
