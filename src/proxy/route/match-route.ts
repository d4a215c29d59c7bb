import type { ClaimMatch, HeaderMatch, PathMatch, QueryMatch, RouteMatch } from '../../dataplane/match.ts'
import type { Request } from '../../dataplane/request.ts'
import type { VirtualHost } from '../../dataplane/route.ts'
import { claimValues } from './claim.ts'
import { pathWithoutQuery } from './path.ts'
import { queryOf } from './query.ts'
import { regexTest, type StringTest, stringTest } from './string-matcher.ts'

/** A request with what several matchers of one table look at, taken apart once. */
interface Subject {
  readonly request: Request
  readonly path: string
  lowerPath?: string
  query?: ReadonlyMap<string, string>
}

type Test = (subject: Subject) => boolean

const compiled = new WeakMap<VirtualHost, readonly Test[]>()

/**
 * Index of the first route that matches, -1 for none: then Envoy answers 404, it never looks at another virtual host
 * (source/common/router/config_impl.cc:VirtualHostImpl::getRouteFromRoutes). A runtime fraction is left to the caller,
 * who asks again `from` the next route.
 * Known differences from Envoy: no conditions on certificates, filter state, cookies or metadata but claims, no ranges;
 * parameters of a path belong to it.
 */
export function matchRoute(virtualHost: VirtualHost, request: Request, from = 0): number {
  let tests = compiled.get(virtualHost)
  if (!tests) {
    tests = virtualHost.routes.map(route => routeTest(route.match))
    compiled.set(virtualHost, tests)
  }
  const subject: Subject = { request, path: pathWithoutQuery(request.path) }
  for (let i = from; i < tests.length; i++) if (tests[i](subject)) return i
  return -1
}

/** What a single condition of a route asks, and whether a request fulfils it: for explanations. */
export interface ConditionResult {
  readonly what: 'path' | 'header' | 'query' | 'claim'
  /** Index among the conditions of its kind. */
  readonly index: number
  readonly holds: boolean
}

/** Every condition by itself, in Envoy's order of evaluation. */
export function conditionsOf(match: RouteMatch, request: Request): readonly ConditionResult[] {
  const subject: Subject = { request, path: pathWithoutQuery(request.path) }
  return [
    ...match.headers.map((header, index) => ({ what: 'header' as const, index, holds: headerTest(header)(subject) })),
    ...match.query.map((query, index) => ({ what: 'query' as const, index, holds: queryTest(query)(subject) })),
    ...match.claims.map((claim, index) => ({ what: 'claim' as const, index, holds: claimTest(claim)(subject) })),
    { what: 'path' as const, index: 0, holds: pathTest(match.path)(subject) },
  ]
}

function routeTest(match: RouteMatch): Test {
  const tests = [
    pathTest(match.path),
    ...match.headers.map(headerTest),
    ...match.query.map(queryTest),
    ...match.claims.map(claimTest),
  ]
  if (tests.length === 1) return tests[0]
  return subject => tests.every(test => test(subject))
}

function pathTest(match: PathMatch): Test {
  if (match.kind === 'regex') {
    const test = regexTest(match.value)
    return subject => test(subject.path)
  }
  const wanted = match.ignoreCase ? match.value.toLowerCase() : match.value
  const test = literalPathTest(match.kind, wanted)
  return match.ignoreCase ? subject => test(lowerPath(subject)) : subject => test(subject.path)
}

function literalPathTest(kind: 'exact' | 'prefix' | 'separatedPrefix', wanted: string): StringTest {
  switch (kind) {
    case 'exact':
      return path => path === wanted
    case 'prefix':
      return path => path.startsWith(wanted)
    case 'separatedPrefix':
      return path => path.startsWith(wanted) && (path.length === wanted.length || path[wanted.length] === '/')
  }
}

function lowerPath(subject: Subject): string {
  subject.lowerPath ??= subject.path.toLowerCase()
  return subject.lowerPath
}

/**
 * source/common/http/header_utility.h. A missing header fails a value matcher even when inverted, unless it counts as
 * empty; a header on several lines matches if one line does, and the inversion is of the whole.
 */
function headerTest(match: HeaderMatch): Test {
  const { name, invert } = match
  if (match.match === 'present') return ({ request }) => (headerLines(request, name) !== undefined) !== invert
  const test = stringTest(match.match)
  const whenMissing = match.treatMissingAsEmpty && test('') !== invert
  return ({ request }) => {
    const lines = headerLines(request, name)
    return lines === undefined ? whenMissing : lines.some(test) !== invert
  }
}

/** Lines of a header; pseudo headers, and Host as another name of `:authority`, come from the request line. */
function headerLines(request: Request, name: string): readonly string[] | undefined {
  switch (name) {
    case ':method':
      return [request.method]
    case ':scheme':
      return [request.scheme]
    case ':path':
      return [request.path]
    case ':authority':
    case 'host':
      return [request.authority]
    default:
      return request.headers.get(name)
  }
}

function queryTest(match: QueryMatch): Test {
  const test: StringTest = match.match === 'present' ? () => true : stringTest(match.match)
  return subject => {
    subject.query ??= queryOf(subject.request.path)
    const value = subject.query.get(match.name)
    return value !== undefined && test(value)
  }
}

function claimTest(match: ClaimMatch): Test {
  const test: StringTest = match.match === 'present' ? () => true : stringTest(match.match)
  return ({ request }) => claimValues(request.claims, match.path).some(test) !== match.invert
}
