import { describe, expect, it } from 'vitest'
import { deployGateways } from '../../../src/compile/gateway-api/deployment.ts'
import { unservedRoutes } from '../../../src/compile/gateway-api/unserved/unserved.ts'
import { buildRegistry } from '../../../src/compile/istio/registry/registry.ts'
import { meshOf, service } from '../istio/mesh-of.ts'
import { gateway, HTTP, route } from './gateways-of.ts'

const findings = (...documents: readonly string[]) => {
  const mesh = deployGateways(meshOf(documents.join('\n---\n')))
  return unservedRoutes(mesh, buildRegistry(mesh))
}
const codes = (...documents: readonly string[]) => findings(...documents).map(({ code }) => code)
const gw = gateway('gw', HTTP)
const shop = service('shop')
const to = (parent: string, backends = '{ name: shop, port: 80 }', more = '') =>
  `parentRefs: [${parent}], rules: [{ backendRefs: [${backends}] }]${more}`

describe('routes that attach nowhere', () => {
  it('one that is served says nothing', () => {
    expect(codes(gw, shop, route('r', to('{ name: gw }')))).toEqual([])
    expect(codes(shop, route('r', to('{ group: "", kind: Service, name: shop }')))).toEqual([])
  })

  it('a parent that does not exist', () => {
    expect(codes(shop, route('r', to('{ name: gw }')))).toEqual(['MS2411'])
    expect(codes(shop, route('r', to('{ group: "", kind: Service, name: shp }')))).toEqual(['MS2411'])
  })

  it('a Gateway of another class is somebody else’s', () => {
    const other = gateway('gw', HTTP).replace('gatewayClassName: istio', 'gatewayClassName: other')
    expect(codes(other, shop, route('r', to('{ name: gw }')))).toEqual([])
  })

  it.each([
    ['another section', to('{ name: gw, sectionName: tls }'), 'default', /sectionName or port/],
    ['another port', to('{ name: gw, port: 81 }'), 'default', /sectionName or port/],
    [
      'another namespace',
      to('{ name: gw, namespace: default }', '{ name: shop, namespace: default, port: 80 }'),
      'team',
      /leaves out the namespace team/,
    ],
  ])('%s', (_, spec, namespace, help) => {
    const [found] = findings(gw, shop, route('r', spec, namespace))
    expect([found.code, found.help]).toEqual(['MS2412', expect.stringMatching(help)])
  })

  it('a hostname that intersects nothing, a kind that is not taken', () => {
    const narrow = gateway('gw', '{ name: http, port: 80, protocol: HTTP, hostname: a.example }')
    const strange = route('r', to('{ name: gw }', undefined, ', hostnames: [b.example]'))
    expect(findings(narrow, shop, strange).map(({ help }) => help)).toEqual([expect.stringMatching(/b\.example/)])
    expect(findings(gw, shop, route('r', to('{ name: gw }'), 'default', 'TCPRoute')).map(({ help }) => help)).toEqual([
      'none takes a TCPRoute',
    ])
  })
})

describe('back-ends that nobody serves', () => {
  it('a Service or a port that does not exist, with the nearest', () => {
    const [unknown] = findings(gw, shop, route('r', to('{ name: gw }', '{ name: shp, port: 80 }')))
    expect([unknown.code, unknown.help]).toEqual(['MS2413', 'did you mean shop?'])
    const [port] = findings(gw, shop, route('r', to('{ name: gw }', '{ name: shop, port: 81 }')))
    expect([port.code, port.help]).toEqual(['MS2413', 'it has 80'])
  })

  it('one of another namespace without a grant', () => {
    const there = route('r', to('{ name: gw }', '{ name: cart, namespace: team, port: 80 }'))
    expect(codes(gw, service('cart', 'team'), there)).toEqual(['MS2414'])
    const spec =
      'from: [{ group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: default }], to: [{ group: "", kind: Service }]'
    expect(codes(gw, service('cart', 'team'), there, route('g', spec, 'team', 'ReferenceGrant'))).toEqual([])
    const wrongPlace = route('g', spec, 'default', 'ReferenceGrant')
    expect(codes(gw, service('cart', 'team'), there, wrongPlace)).toEqual(['MS2414'])
  })

  it('none, or none with a weight; a redirect needs none', () => {
    expect(codes(gw, shop, route('r', to('{ name: gw }', '')))).toEqual(['MS2415'])
    expect(codes(gw, shop, route('r', to('{ name: gw }', '{ name: shop, port: 80, weight: 0 }')))).toEqual(['MS2415'])
    const redirect =
      'parentRefs: [{ name: gw }], rules: [{ filters: [{ type: RequestRedirect, requestRedirect: { scheme: https } }] }]'
    expect(codes(gw, route('r', redirect))).toEqual([])
  })
})

it('a listener for HTTPS without its Secret is told', () => {
  const tls = gateway('gw', '{ name: s, port: 443, protocol: HTTPS, tls: { certificateRefs: [{ name: web }] } }')
  expect(codes(tls)).toEqual(['MS2416'])
  expect(codes(tls, '{ apiVersion: v1, kind: Secret, metadata: { name: web } }')).toEqual([])
})

it('a listener that an earlier one of its port leaves no room is told, and a route that asks for it', () => {
  const secured = 'protocol: TLS, tls: { mode: Passthrough }'
  const listeners = [
    '{ name: raw, port: 80, protocol: TCP }, { name: web, port: 80, protocol: HTTP }',
    `{ name: one, port: 443, hostname: a.example, ${secured} }, { name: two, port: 443, hostname: a.example, protocol: HTTP }`,
    '{ name: other, port: 443, hostname: b.example, protocol: HTTP }',
  ].join(', ')
  const found = findings(gateway('gw', listeners), shop, route('r', to('{ name: gw, sectionName: web }')))
  expect(found.map(({ code, message }) => [code, message.split(': ')[1]])).toEqual([
    ['MS2412', 'no listener of Gateway gw takes it'],
    ['MS2416', 'listener web does not listen'],
    ['MS2416', 'listener two does not listen'],
  ])
})

it('one certificate of two is enough, three are too many', () => {
  const tls = (names: string) =>
    gateway('gw', `{ name: s, port: 443, protocol: TLS, tls: { certificateRefs: [${names}] } }`)
  const secret = '{ apiVersion: v1, kind: Secret, metadata: { name: web } }'
  expect(codes(tls('{ name: web }, { name: gone }'), secret)).toEqual([])
  expect(codes(tls('{ name: web }, { name: web }, { name: web }'), secret)).toEqual(['MS2416'])
  expect(codes(tls('{ name: gone }'), secret)).toEqual(['MS2416'])
})

it('a GRPCRoute with the name of an HTTPRoute beside it is told', () => {
  const spec = to('{ name: gw }')
  const grpc = (namespace: string) => route('r', spec, namespace, 'GRPCRoute')
  expect(codes(gw, shop, route('r', spec), grpc('default'))).toEqual(['MS2417'])
  expect(codes(gw, shop, route('s', spec), grpc('default'))).toEqual([])
})
