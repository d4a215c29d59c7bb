import { describe, expect, it } from 'vitest'
import { asked, gateway, HTTP, route, ruleOf, tablesOf } from './gateways-of.ts'

const listener = (fields: string) => `{ name: http, port: 80, protocol: HTTP, ${fields} }`
const to = (parent: string, more = '') => `parentRefs: [${parent}], rules: [{ backendRefs: [] }], ${more}`

describe('which routes a listener takes', () => {
  it('those of its own namespace, unless it says otherwise', () => {
    const other = route('r', to('{ name: gw, namespace: default }'), 'team')
    expect(ruleOf(tablesOf('gw', 'default', gateway('gw', HTTP), other), 'a.example')).toBe('404')
    const all = gateway('gw', listener('allowedRoutes: { namespaces: { from: All } }'))
    expect(ruleOf(tablesOf('gw', 'default', all, other), 'a.example')).toBe('team.r.0')
  })

  it('those of namespaces that its selector takes, by labels and expressions', () => {
    const namespace = '{ apiVersion: v1, kind: Namespace, metadata: { name: team, labels: { tier: web } } }'
    const selected = (selector: string) => {
      const gw = gateway('gw', listener(`allowedRoutes: { namespaces: { from: Selector, selector: ${selector} } }`))
      const own = route('r', to('{ name: gw, namespace: default }'), 'team')
      return ruleOf(tablesOf('gw', 'default', gw, namespace, own), 'a.example')
    }
    expect(selected('{ matchLabels: { tier: web } }')).toBe('team.r.0')
    expect(selected('{ matchLabels: { tier: db } }')).toBe('404')
    expect(selected('{ matchLabels: { kubernetes.io/metadata.name: team } }')).toBe('team.r.0')
    const expression = (operator: string, values: string) =>
      selected(`{ matchExpressions: [{ key: tier, operator: ${operator}${values} }] }`)
    expect(expression('In', ', values: [db, web]')).toBe('team.r.0')
    expect(expression('NotIn', ', values: [web]')).toBe('404')
    expect(expression('Exists', '')).toBe('team.r.0')
    expect(expression('DoesNotExist', '')).toBe('404')
  })

  it('those that mean its section and its port', () => {
    const gw = gateway('gw', `${HTTP}, { name: other, port: 81, protocol: HTTP }`)
    expect(ruleOf(tablesOf('gw', 'default', gw, route('r', to('{ name: gw, sectionName: other }'))), 'a')).toBe('404')
    expect(ruleOf(tablesOf('gw', 'default', gw, route('r', to('{ name: gw, port: 80 }'))), 'a')).toBe('default.r.0')
  })

  it('of the kinds that it names', () => {
    const gw = gateway('gw', listener('allowedRoutes: { kinds: [{ kind: GRPCRoute }] }'))
    expect(ruleOf(tablesOf('gw', 'default', gw, route('r', to('{ name: gw }'))), 'a')).toBe('404')
    const grpc = route('g', to('{ name: gw }'), 'default', 'GRPCRoute')
    expect(ruleOf(tablesOf('gw', 'default', gw, grpc), 'a')).toBe('default.g.0')
  })

  it('of no kind that its protocol has not (GenerateGatewaySupportedKinds)', () => {
    const gw = gateway(
      'gw',
      listener('allowedRoutes: { kinds: [{ kind: TLSRoute }, { kind: HTTPRoute, group: x.example }] }'),
    )
    expect(ruleOf(tablesOf('gw', 'default', gw, route('r', to('{ name: gw }'))), 'a')).toBe('404')
    const passing = gateway('gw', '{ name: s, port: 80, protocol: TLS, tls: { mode: Passthrough } }')
    const tcp = route(
      't',
      'parentRefs: [{ name: gw }], rules: [{ backendRefs: [{ name: a, port: 80 }] }]',
      'default',
      'TCPRoute',
    )
    expect(tablesOf('gw', 'default', passing, tcp).listenerNames()).toEqual([])
  })
})

describe('hosts', () => {
  it('are those on which listener and route agree', () => {
    const gw = gateway('gw', listener('hostname: "*.a.example"'))
    const tables = tablesOf('gw', 'default', gw, route('r', to('{ name: gw }', 'hostnames: [x.a.example, b.example]')))
    expect(ruleOf(tables, 'x.a.example')).toBe('default.r.0')
    expect(ruleOf(tables, 'y.a.example')).toBe('404')
    expect(ruleOf(tables, 'b.example')).toBe('404')
    const wider = route('r', to('{ name: gw }', 'hostnames: ["*.example"]'))
    expect(ruleOf(tablesOf('gw', 'default', gw, wider), 'y.a.example')).toBe('default.r.0')
  })

  it('go to the narrowest listener that covers them, whether it has routes or not (hostnameAllowedByIsolation)', () => {
    const gw = gateway(
      'gw',
      '{ name: wide, port: 80, protocol: HTTP }, { name: narrow, port: 80, protocol: HTTP, hostname: a.example }',
    )
    const wide = route('wide', to('{ name: gw, sectionName: wide }', 'hostnames: [a.example, b.example]'))
    const narrow = route('narrow', to('{ name: gw, sectionName: narrow }'))
    expect(ruleOf(tablesOf('gw', 'default', gw, wide), 'a.example')).toBe('404')
    const both = tablesOf('gw', 'default', gw, wide, narrow)
    expect(ruleOf(both, 'a.example')).toBe('default.narrow.0')
    expect(ruleOf(both, 'b.example')).toBe('default.wide.0')
  })

  it('of a route that are wider than the listener put its rules there once each (recorded: 623)', () => {
    const gw = gateway('gw', listener('hostname: a.x.example'))
    const wider = route('r', to('{ name: gw }', 'hostnames: ["*.x.example", "*.example"]'))
    const [host] = tablesOf('gw', 'default', gw, wider).routeConfig('http.80')?.virtualHosts ?? []
    expect(host.domains).toEqual(['a.x.example'])
    expect(host.routes.map(({ name }) => name)).toEqual(['default.r.0', 'default.r.0'])
  })

  it('that are written differently are sorted each by itself, by the names that istiod gives them', () => {
    const gw = gateway('gw', listener('hostname: a.x.example'))
    const root = route('root', 'parentRefs: [{ name: gw }], hostnames: ["*.example"], rules: [{ backendRefs: [] }]')
    const exact = route(
      'exact',
      'parentRefs: [{ name: gw }], hostnames: ["*.x.example"], rules: [{ matches: [{ path: { type: Exact, value: /p } }], backendRefs: [] }]',
    )
    // `...~*.example` comes before `...~*.x.example`, however specific their rules.
    const query =
      'parentRefs: [{ name: gw }], hostnames: ["*.example"], rules: [{ matches: [{ path: { value: /p } }], backendRefs: [] }]'
    expect(ruleOf(tablesOf('gw', 'default', gw, exact, route('q', query)), 'a.x.example', '/p')).toBe('default.q.0')
    // What takes every request goes last all the same.
    expect(ruleOf(tablesOf('gw', 'default', gw, exact, root), 'a.x.example', '/p')).toBe('default.exact.0')
  })

  it('of a listener on another port stay where they are', () => {
    const gw = gateway('gw', `${HTTP}, { name: narrow, port: 81, protocol: HTTP, hostname: a.example }`)
    const tables = tablesOf('gw', 'default', gw, route('r', to('{ name: gw }', 'hostnames: [a.example]')))
    expect(ruleOf(tables, 'a.example')).toBe('default.r.0')
  })
})

describe('the gateway itself', () => {
  it('is served by pods of its own namespace only, even where another has one of its name', () => {
    const here = [gateway('gw', HTTP), route('r', to('{ name: gw }'))]
    const there = [gateway('gw', HTTP, 'team'), route('s', to('{ name: gw }'), 'team')]
    expect(ruleOf(tablesOf('gw', 'default', ...here, ...there), 'a')).toBe('default.r.0')
    expect(ruleOf(tablesOf('gw', 'team', ...here, ...there), 'a')).toBe('team.s.0')
  })

  it('leaves out a listener that an earlier one of its port leaves no room (listenersDistinct)', () => {
    const listeners = [
      '{ name: raw, port: 80, protocol: TCP }, { name: web, port: 80, protocol: HTTP }',
      '{ name: tls, port: 443, hostname: a.example, protocol: TLS, tls: { mode: Passthrough } }',
      '{ name: one, port: 443, hostname: a.example, protocol: HTTP }, { name: two, port: 443, hostname: b.example, protocol: HTTP }',
    ].join(', ')
    const tables = tablesOf('gw', 'default', gateway('gw', listeners), route('r', to('{ name: gw }')))
    expect(tables.listenerNames()).toEqual(['0.0.0.0_443'])
    expect(tables.routeConfig('http.443')?.virtualHosts.map(({ name }) => name)).toEqual(['b.example:443'])
  })

  it('does not listen for HTTPS without its certificate', () => {
    const tls = '{ name: s, port: 80, protocol: HTTPS, tls: { certificateRefs: [{ name: web }] } }'
    const secret = '{ apiVersion: v1, kind: Secret, metadata: { name: web } }'
    const made = route('r', to('{ name: gw }'))
    expect(asked(tablesOf('gw', 'default', gateway('gw', tls), made), 'a').verdict.kind).toBe('unreachable')
    const listening = tablesOf('gw', 'default', gateway('gw', tls), made, secret)
    expect(listening.connect({ host: 'a', port: 80, tls: { sni: 'a' } }).filterChain?.filter.kind).toBe('http')
  })
})
