import { expect, it } from 'vitest'
import type { PathMatch, RouteMatch } from '../../../src/dataplane/match.ts'
import { fraction, headerMatcher, routeMatch } from '../../../src/export/envoy/match-json.ts'

const match = (path: PathMatch, rest: Partial<RouteMatch> = {}): RouteMatch => ({
  path,
  headers: [],
  query: [],
  claims: [],
  ...rest,
})

it.each<[PathMatch, object]>([
  [{ kind: 'exact', value: '/a', ignoreCase: false }, { path: '/a' }],
  [
    { kind: 'prefix', value: '/a', ignoreCase: true },
    { prefix: '/a', case_sensitive: false },
  ],
  [{ kind: 'separatedPrefix', value: '/a', ignoreCase: false }, { path_separated_prefix: '/a' }],
  [{ kind: 'regex', value: '/a+', ignoreCase: true }, { safe_regex: { regex: '(?i)/a+' } }],
])('path %o', (path, json) => {
  expect(routeMatch(match(path))).toEqual(json)
})

it('query parameters and runtime fractions', () => {
  const path: PathMatch = { kind: 'prefix', value: '/', ignoreCase: false }
  const json = routeMatch(
    match(path, {
      query: [{ name: 'q', match: 'present' }],
      runtimeFraction: { numerator: 5, denominator: 100 },
    }),
  )
  expect(json).toEqual({
    prefix: '/',
    query_parameters: [{ name: 'q', present_match: true }],
    runtime_fraction: { default_value: { numerator: 5, denominator: 'HUNDRED' } },
  })
})

it('headers: inverted, missing ones as empty', () => {
  const exact = { kind: 'exact' as const, value: 'v', ignoreCase: true }
  expect(headerMatcher({ name: 'x-a', match: exact, invert: true, treatMissingAsEmpty: true })).toEqual({
    name: 'x-a',
    string_match: { exact: 'v', ignore_case: true },
    invert_match: true,
    treat_missing_header_as_empty: true,
  })
})

it('a fraction with a denominator that Envoy has not is told in millionths', () => {
  expect(fraction({ numerator: 1, denominator: 8 })).toEqual({ numerator: 125_000, denominator: 'MILLION' })
})
