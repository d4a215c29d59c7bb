import { describe, expect, it } from 'vitest'
import type { HeaderMatch, PathMatch, RouteMatch, StringMatch } from '../../../src/dataplane/match.ts'
import type { Route, VirtualHost } from '../../../src/dataplane/route.ts'
import { NO_MUTATION } from '../../../src/dataplane/route.ts'
import { NO_PLACE } from '../../../src/kernel/place.ts'
import { matchRoute } from '../../../src/proxy/route/match-route.ts'
import { request } from './request.ts'

const origin = { resource: 'test', place: NO_PLACE, why: '' }
const ALL: RouteMatch = { path: { kind: 'prefix', value: '/', ignoreCase: false }, headers: [], query: [], claims: [] }

function host(...matches: readonly RouteMatch[]): VirtualHost {
  const routes = matches.map(
    (match): Route => ({
      name: '',
      match,
      action: { kind: 'directResponse', status: 200, body: '' },
      requestHeaders: NO_MUTATION,
      responseHeaders: NO_MUTATION,
      origin,
    }),
  )
  return { name: 'web', domains: ['*'], routes, requireTls: 'none', includeAttemptCount: true, origin }
}

const matchesPath = (path: PathMatch, target: string) =>
  matchRoute(host({ ...ALL, path }), request({ path: target })) === 0
const text = (kind: StringMatch['kind'], value: string): StringMatch => ({ kind, value, ignoreCase: false })

describe('paths', () => {
  it.each([
    ['exact', '/foo', '/foo', true],
    ['exact', '/foo', '/foo?x=1', true],
    ['exact', '/foo', '/foo/', false],
    ['prefix', '/foo', '/foobar', true],
    ['prefix', '', '/anything', true],
    ['separatedPrefix', '/foo', '/foobar', false],
    ['separatedPrefix', '/foo', '/foo/bar', true],
    ['separatedPrefix', '/foo', '/foo', true],
    ['regex', '/a/[0-9]+', '/a/12', true],
    ['regex', '/a/[0-9]+', '/a/12x', false],
    ['regex', '/a.*', '/a?b', true],
  ] as const)('%s %s against %s', (kind, value, path, expected) => {
    expect(matchesPath({ kind, value, ignoreCase: false }, path)).toBe(expected)
  })

  it.each(['/rest/api', '/REST/api?x', '/rest/api#f', '/rest/api/', '/rest/api/thing'])(
    '/rest/api by its steps takes %s',
    path => {
      expect(matchesPath({ kind: 'separatedPrefix', value: '/rest/api', ignoreCase: true }, path)).toBe(true)
    },
  )

  it('and not what only begins alike', () => {
    expect(matchesPath({ kind: 'separatedPrefix', value: '/rest/api', ignoreCase: true }, '/rest/apithing')).toBe(false)
  })

  it('folds case of literals only when asked', () => {
    expect(matchesPath({ kind: 'prefix', value: '/Foo', ignoreCase: true }, '/fOO/x')).toBe(true)
    expect(matchesPath({ kind: 'prefix', value: '/Foo', ignoreCase: false }, '/foo')).toBe(false)
  })
})

describe('headers', () => {
  const holds = (match: Partial<HeaderMatch>, lines?: readonly string[]) =>
    matchRoute(
      host({ ...ALL, headers: [{ name: 'a', match: 'present', invert: false, treatMissingAsEmpty: false, ...match }] }),
      request({ headers: lines ? { a: lines } : {} }),
    ) === 0

  it('tests each line by itself', () => {
    expect(holds({ match: text('exact', '1') }, ['1', '2'])).toBe(true)
    expect(holds({ match: text('exact', '1,2') }, ['1', '2'])).toBe(false)
    expect(holds({ match: text('regex', '1.*2') }, ['1', '2'])).toBe(false)
    expect(holds({ match: text('exact', '1'), invert: true, treatMissingAsEmpty: true }, ['1', '2'])).toBe(false)
    expect(holds({ match: text('exact', '1'), invert: true, treatMissingAsEmpty: true }, ['2', '3'])).toBe(true)
  })

  it('fails a missing header even when inverted, unless it counts as empty', () => {
    expect(holds({ match: text('exact', 'jason'), invert: true })).toBe(false)
    expect(holds({ match: text('exact', 'jason'), invert: true, treatMissingAsEmpty: true })).toBe(true)
    expect(holds({ match: text('regex', '.*'), invert: true, treatMissingAsEmpty: true })).toBe(false)
  })

  it('knows presence and absence', () => {
    expect(holds({}, [''])).toBe(true)
    expect(holds({})).toBe(false)
    expect(holds({ invert: true })).toBe(true)
  })

  it('reads pseudo headers, and Host as the authority with its port', () => {
    const match = (name: string, value: string) =>
      matchRoute(
        host({ ...ALL, headers: [{ name, match: text('exact', value), invert: false, treatMissingAsEmpty: false }] }),
        request({ method: 'PUT', authority: 'web:80' }),
      )
    expect(match(':method', 'PUT')).toBe(0)
    expect(match(':method', 'put')).toBe(-1)
    expect(match('host', 'web:80')).toBe(0)
    expect(match('host', 'web')).toBe(-1)
  })
})

describe('query and claims', () => {
  it('takes the first of a repeated parameter, undecoded', () => {
    const match = (value: string, path: string) =>
      matchRoute(host({ ...ALL, query: [{ name: 'v', match: text('exact', value) }] }), request({ path }))
    expect(match('2', '/?v=2&v=1')).toBe(0)
    expect(match('1', '/?v=2&v=1')).toBe(-1)
    expect(match('a%20b', '/?v=a%20b')).toBe(0)
    expect(match('', '/?v')).toBe(0)
  })

  it('finds a claim in objects and lists', () => {
    const claims = new Map<string, unknown>([['group', { id: ['dev', 'ops'] }]])
    const match = (value: string) =>
      matchRoute(
        host({ ...ALL, claims: [{ path: ['group', 'id'], match: text('exact', value), invert: false }] }),
        request({ claims }),
      )
    expect(match('ops')).toBe(0)
    expect(match('sales')).toBe(-1)
  })
})

it('takes the first route that matches, whatever follows', () => {
  const api: RouteMatch = { ...ALL, path: { kind: 'prefix', value: '/api', ignoreCase: false } }
  const longer: RouteMatch = { ...ALL, path: { kind: 'prefix', value: '/api/v2', ignoreCase: false } }
  expect(matchRoute(host(api, longer, ALL), request({ path: '/api/v2/x' }))).toBe(0)
  expect(matchRoute(host(api, longer), request({ path: '/other' }))).toBe(-1)
})
