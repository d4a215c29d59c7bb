import { describe, expect, it } from 'vitest'
import { redirectLocation } from '../../../src/proxy/route/redirect.ts'
import { rewritePath } from '../../../src/proxy/route/rewrite.ts'
import { asked, gateway, HTTP, route, ruleOf, tablesOf } from './gateways-of.ts'

const shop =
  '{ apiVersion: v1, kind: Service, metadata: { name: shop, namespace: team }, spec: { ports: [{ name: http, port: 80 }], selector: { app: shop } } }'
const tables = (rules: string, ...more: readonly string[]) =>
  tablesOf('gw', 'default', gateway('gw', HTTP), route('r', `parentRefs: [{ name: gw }], rules: ${rules}`), ...more)

function routeOf(rules: string, path = '/', ...more: readonly string[]) {
  const { verdict } = asked(tables(rules, ...more), 'a.example', path)
  if (verdict.kind !== 'route') throw new Error(verdict.kind)
  return verdict.route
}

function forwardOf(rules: string, ...more: readonly string[]) {
  const { action } = routeOf(rules, '/', ...more)
  if (action.kind !== 'forward') throw new Error(action.kind)
  return action
}

describe('order of rules', () => {
  it('exact, then the longest prefix, then regular expressions, whatever their order in the file', () => {
    const rules = tables(`[
      { name: root },
      { name: regex, matches: [{ path: { type: RegularExpression, value: /a/.* } }] },
      { name: short, matches: [{ path: { value: /a } }] },
      { name: long, matches: [{ path: { value: /a/b } }] },
      { name: exact, matches: [{ path: { type: Exact, value: /a/b } }] }]`)
    expect(['/a/b', '/a/b/c', '/a/x', '/q'].map(path => ruleOf(rules, 'h', path))).toEqual([
      'exact',
      'long',
      'short',
      'root',
    ])
  })

  it('a method beats headers, more headers beat fewer, headers beat query parameters', () => {
    const rules = tables(`[
      { name: query, matches: [{ queryParams: [{ name: q, value: "1" }] }] },
      { name: one, matches: [{ headers: [{ name: a, value: "1" }] }] },
      { name: two, matches: [{ headers: [{ name: a, value: "1" }, { name: b, value: "1" }] }] },
      { name: method, matches: [{ method: GET }] }]`)
    const headers = new Map([
      ['a', ['1']],
      ['b', ['1']],
    ])
    expect(ruleOf(rules, 'h', '/?q=1', { headers })).toBe('method')
    expect(ruleOf(rules, 'h', '/?q=1', { headers, method: 'POST' })).toBe('two')
    expect(ruleOf(rules, 'h', '/?q=1', { headers: new Map([['a', ['1']]]), method: 'POST' })).toBe('one')
    expect(ruleOf(rules, 'h', '/?q=1', { method: 'POST' })).toBe('query')
  })

  it('a slash at the end of a prefix does not make it longer (createURIMatch)', () => {
    const rules = tables(`[
      { name: slash, matches: [{ path: { value: /a/ } }] },
      { name: method, matches: [{ path: { value: /a }, method: GET }] }]`)
    expect(ruleOf(rules, 'h', '/a/b')).toBe('method')
  })

  it('a gRPC service by regular expression stands for all its methods, slashes and all (createGRPCURIMatch)', () => {
    const spec =
      'parentRefs: [{ name: gw }], rules: [{ matches: [{ method: { type: RegularExpression, service: "p[.]S" } }] }]'
    const grpc = tablesOf('gw', 'default', gateway('gw', HTTP), route('g', spec, 'default', 'GRPCRoute'))
    expect(['/p.S/Get', '/p.S/a/b', '/p.S/'].map(path => ruleOf(grpc, 'h', path))).toEqual([
      'default.g.0',
      'default.g.0',
      '404',
    ])
  })

  it('gRPC methods are paths', () => {
    const spec = `parentRefs: [{ name: gw }], rules: [
      { name: any }, { name: method, matches: [{ method: { method: Get } }] },
      { name: service, matches: [{ method: { service: p.S } }] },
      { name: both, matches: [{ method: { service: p.S, method: Get } }] }]`
    const grpc = tablesOf('gw', 'default', gateway('gw', HTTP), route('g', spec, 'default', 'GRPCRoute'))
    const named = ['/p.S/Get', '/p.S/Put', '/q.T/Get', '/q.T/Put'].map(path => ruleOf(grpc, 'h', path))
    expect(named).toEqual(['both', 'service', 'method', 'any'])
  })
})

describe('back-ends', () => {
  it('of another namespace need a grant', () => {
    const rules = '[{ backendRefs: [{ name: shop, namespace: team, port: 80 }] }]'
    const grant = (name: string) =>
      `{ apiVersion: gateway.networking.k8s.io/v1, kind: ReferenceGrant, metadata: { name: g, namespace: team }, spec: { from: [{ group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: default }], to: [{ group: "", kind: Service${name} }] } }`
    const clusterOf = (...more: readonly string[]) => forwardOf(rules, shop, ...more).clusters[0].cluster
    expect(clusterOf()).toBe('UnknownService')
    expect(clusterOf(grant(''))).toBe('outbound|80||shop.team.svc.cluster.local')
    expect(clusterOf(grant(', name: shop'))).toBe('outbound|80||shop.team.svc.cluster.local')
    expect(clusterOf(grant(', name: other'))).toBe('UnknownService')
  })

  it('that do not exist are 500, and so are none at all', () => {
    expect(forwardOf('[{ backendRefs: [{ name: nobody, port: 80 }] }]').clusterNotFoundStatus).toBe(500)
    for (const backends of ['[]', '[{ name: a, port: 80, weight: 0 }]']) {
      expect(routeOf(`[{ backendRefs: ${backends} }]`).action).toEqual({
        kind: 'directResponse',
        status: 500,
        body: '',
      })
    }
  })

  it('by host name have no namespace, or the whole route is dropped; a ServiceImport is the Service of its name', () => {
    const name = (more: string) => `{ group: networking.istio.io, kind: Hostname, name: x.example, port: 80${more} }`
    expect(forwardOf(`[{ backendRefs: [${name('')}] }]`).clusters[0].cluster).toBe('outbound|80||x.example')
    expect(ruleOf(tables(`[{ name: a }, { backendRefs: [${name(', namespace: default')}] }]`), 'h')).toBe('404')
    const imported = '{ group: multicluster.x-k8s.io, kind: ServiceImport, name: shop, port: 80 }'
    const { clusters } = forwardOf(`[{ backendRefs: [${imported}] }]`)
    expect(clusters[0].cluster).toBe('outbound|80||shop.default.svc.cluster.local')
  })

  it('a filter that istiod does not know drops the whole route', () => {
    const reference = '{ type: ExtensionRef, extensionRef: { group: x.example, kind: X, name: x } }'
    expect(ruleOf(tables(`[{ name: a }, { name: b, filters: [${reference}] }]`), 'h')).toBe('404')
  })
})

describe('times', () => {
  const SECOND = 1e9
  const timesOf = (fields: string) => {
    const { timeoutNs, retry } = forwardOf(`[{ backendRefs: [{ name: a, port: 80 }], ${fields} }]`)
    return {
      timeoutNs,
      retries: retry?.attempts,
      each: retry?.perTryTimeoutNs,
      on: retry?.on,
      codes: retry?.retriableStatusCodes,
    }
  }

  it("a back-end's timeout takes the place of the request's where nothing is retried", () => {
    expect(timesOf('timeouts: { request: 6s }').timeoutNs).toBe(6 * SECOND)
    expect(timesOf('timeouts: { request: 6s, backendRequest: 1s }').timeoutNs).toBe(SECOND)
    expect(timesOf('timeouts: { request: 0s }').timeoutNs).toBe(0)
  })

  it('with retries it is that of each try', () => {
    const on = 'connect-failure,refused-stream,unavailable,cancelled'
    const times = timesOf('timeouts: { request: 6s, backendRequest: 1s }, retry: { attempts: 3, codes: [503] }')
    expect(times).toEqual({
      timeoutNs: 6 * SECOND,
      retries: 3,
      each: SECOND,
      on: `${on},retriable-status-codes`,
      codes: [503],
    })
    expect(timesOf('retry: {}')).toMatchObject({ retries: 2, on, codes: [] })
  })
})

describe('paths and redirects', () => {
  const changed = (modifier: string, path: string, matched = '/foo') => {
    const filters = `[{ type: URLRewrite, urlRewrite: { path: ${modifier} } }]`
    const found = routeOf(
      `[{ matches: [{ path: { value: ${matched} } }], filters: ${filters}, backendRefs: [{ name: a, port: 80 }] }]`,
      path,
    )
    if (found.action.kind !== 'forward' || !found.action.rewrite) throw new Error('no rewrite')
    return rewritePath(path, found.match.path, found.action.rewrite)
  }

  // The table of the specification (apis/v1/httproute_types.go: ReplacePrefixMatch).
  it.each([
    ['/xyz', '/foo/bar', '/xyz/bar'],
    ['/xyz/', '/foo/bar', '/xyz/bar'],
    ['/xyz', '/foo', '/xyz'],
    ['/xyz', '/foo/', '/xyz/'],
    ['', '/foo/bar', '/bar'],
    ['', '/foo/', '/'],
    ['', '/foo', '/'],
    ['/', '/foo/bar', '/bar'],
  ])('prefix /foo replaced by %j: %s becomes %s', (replacement, path, expected) => {
    expect(changed(`{ type: ReplacePrefixMatch, replacePrefixMatch: "${replacement}" }`, path)).toBe(expected)
  })

  it('the whole path', () => {
    expect(changed('{ type: ReplaceFullPath, replaceFullPath: /n }', '/foo/bar?q=1')).toBe('/n?q=1')
  })

  it.each([
    ['{ scheme: https }', 'https://a.example/foo'],
    ['{ port: 8443 }', 'http://a.example:8443/foo'],
    ['{ hostname: b.example, path: { type: ReplacePrefixMatch, replacePrefixMatch: /n } }', 'http://b.example/n'],
  ])('a redirect by %s', (redirect, location) => {
    const found = routeOf(
      `[{ matches: [{ path: { value: /foo } }], filters: [{ type: RequestRedirect, requestRedirect: ${redirect} }] }]`,
      '/foo',
    )
    if (found.action.kind !== 'redirect') throw new Error(found.action.kind)
    expect(found.action.code).toBe(302)
    const request = { method: 'GET', scheme: 'http' as const, authority: 'a.example', path: '/foo', headers: new Map() }
    expect(redirectLocation(found.action, request, found.match.path)).toBe(location)
  })
})

describe('mirrors', () => {
  it('take a percentage or a fraction, and are left out where nobody is', () => {
    const mirror = (fields: string) =>
      forwardOf(
        `[{ backendRefs: [{ name: a, port: 80 }], filters: [{ type: RequestMirror, requestMirror: { backendRef: { name: shop, namespace: team, port: 80 }${fields} } }] }]`,
        shop,
        '{ apiVersion: gateway.networking.k8s.io/v1, kind: ReferenceGrant, metadata: { name: g, namespace: team }, spec: { from: [{ group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: default }], to: [{ group: "", kind: Service }] } }',
      ).mirrors
    expect(mirror('').map(({ percent }) => percent)).toEqual([100])
    expect(mirror(', fraction: { numerator: 1, denominator: 8 }').map(({ percent }) => percent)).toEqual([12.5])
    const nobody =
      '[{ backendRefs: [{ name: a, port: 80 }], filters: [{ type: RequestMirror, requestMirror: { backendRef: { name: nobody, port: 80 } } }] }]'
    expect(forwardOf(nobody).mirrors).toEqual([])
  })

  it('that could not even be named are left out, too, but drop a GRPCRoute (createMirrorFilter)', () => {
    const filters = 'filters: [{ type: RequestMirror, requestMirror: { backendRef: { name: shop } } }]'
    const rules = `[{ backendRefs: [{ name: a, port: 80 }], ${filters} }]`
    expect(forwardOf(rules).mirrors).toEqual([])
    const spec = `parentRefs: [{ name: gw }], rules: ${rules}`
    expect(ruleOf(tablesOf('gw', 'default', gateway('gw', HTTP), route('g', spec, 'default', 'GRPCRoute')), 'h')).toBe(
      '404',
    )
  })
})

it('of header changes whose names differ in case only the first counts (headerListToMap)', () => {
  const set = '[{ name: X-A, value: "1" }, { name: x-a, value: "2" }]'
  const filters = `[{ type: RequestHeaderModifier, requestHeaderModifier: { set: ${set} } }]`
  const { requestHeaders } = routeOf(`[{ backendRefs: [{ name: a, port: 80 }], filters: ${filters} }]`)
  expect(requestHeaders.set).toEqual([['x-a', '1']])
})
