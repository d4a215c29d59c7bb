import { describe, expect, it } from 'vitest'
import { documents, istio, service } from '../istio/mesh-of.ts'
import { goalOf, routesFor, tablesOf } from '../istio/tables-of.ts'
import { route } from './gateways-of.ts'

const on = (parent: string) => `parentRefs: [{ kind: Service, group: "", ${parent} }]`
const to = (backend: string) => `rules: [{ backendRefs: [{ name: ${backend}, port: 80 }] }]`
const cluster = (name: string, namespace = 'default') => `outbound|80||${name}.${namespace}.svc.cluster.local`
const [shop, blue, green] = ['shop', 'blue', 'green'].map(name => service(name))

describe('routes on Services', () => {
  it('say nothing on a port where the Service has no HTTP (buildSidecarVirtualHostsForVirtualService)', () => {
    const raw = service('raw', 'default', { ports: [{ name: 'tcp', port: 90 }] })
    const grpc = service('calls', 'default', { ports: [{ name: 'grpc', port: 9000 }] })
    const parents = `parentRefs: [{ kind: Service, group: "", name: raw }, { kind: Service, group: "", name: calls }]`
    const tables = tablesOf(documents(blue, raw, grpc, route('r', `${parents}, ${to('blue')}`)))
    const names = tables.routeConfig('80')?.virtualHosts.map(({ name }) => name)
    expect(names).toEqual(['blue.default.svc.cluster.local:80', 'allow_any'])
    expect(goalOf(tables, '9000', 'calls')).toBe(cluster('blue'))
  })

  it('of another namespace are for callers there', () => {
    const mesh = documents(
      shop,
      service('green', 'team'),
      route('r', `${on('name: shop, namespace: default')}, ${to('green')}`, 'team'),
    )
    expect(goalOf(tablesOf(mesh, { namespace: 'team' }), '80', 'shop.default')).toBe(cluster('green', 'team'))
    expect(goalOf(tablesOf(mesh), '80', 'shop')).toBe(cluster('shop'))
  })

  it('come before VirtualServices for callers of their namespace, and by age for others (VirtualServicesForGateway)', () => {
    const younger = { creationTimestamp: '2025-01-01T00:00:00Z' }
    const virtualService = istio('VirtualService', 'v', 'default', {
      hosts: ['shop'],
      http: [{ route: [{ destination: { host: 'green' } }] }],
    })
    const made = route('r', `${on('name: shop')}, ${to('blue')}`).replace(
      'metadata: {',
      `metadata: { creationTimestamp: "${younger.creationTimestamp}",`,
    )
    const mesh = documents(shop, blue, green, virtualService, made)
    expect(goalOf(tablesOf(mesh), '80', 'shop')).toBe(cluster('blue'))
    expect(goalOf(tablesOf(mesh, { namespace: 'team' }), '80', 'shop.default')).toBe(cluster('green'))
  })

  it('for all ports take those for one as well where they are older', () => {
    const aged = (made: string, year: number) =>
      made.replace('metadata: {', `metadata: { creationTimestamp: "${year}-01-01T00:00:00Z",`)
    const all = route('all', `${on('name: shop')}, ${to('blue')}`)
    const one = route('one', `${on('name: shop, port: 80')}, ${to('green')}`)
    const goal = (...routes: readonly string[]) =>
      goalOf(tablesOf(documents(shop, blue, green, ...routes)), '80', 'shop')
    expect(goal(all, one)).toBe(cluster('green'))
    expect(goal(aged(all, 2023), aged(one, 2024))).toBe(cluster('blue'))
  })

  it('of one age stand by namespace, then by the names that istiod gives them: a-b before a', () => {
    const root = (name: string) =>
      route(name, `${on('name: shop')}, rules: [{ name: of-${name}, matches: [{ path: { value: /p } }] }]`)
    const routes = routesFor(tablesOf(documents(shop, root('a'), root('a-b'))), '80', 'shop')
    expect(routes.map(({ name }) => name)).toEqual(['of-a-b', 'of-a'])
  })
})

describe('layer 4', () => {
  const raw = service('raw', 'default', { ports: [{ name: 'tcp', port: 90 }], clusterIP: '10.0.0.9' })
  const secure = service('secure', 'default', { ports: [{ name: 'tls', port: 443 }], clusterIP: '10.0.0.8' })
  const chains = (host: string, port: number, ...more: readonly string[]) =>
    tablesOf(documents(raw, secure, blue, green, ...more))
      .connect({ host, port })
      .listener?.filterChains.map(({ match, filter }) => ({
        names: match.serverNames,
        to: filter.kind === 'tcp' ? filter.clusters.map(each => each.cluster) : [],
      }))

  it('a TCPRoute without a back-end that has a weight leads nowhere (convertTCPRoute)', () => {
    const spec = `${on('name: raw')}, rules: [{ backendRefs: [{ name: blue, port: 80, weight: 0 }] }]`
    expect(chains('10.0.0.9', 90, route('r', spec, 'default', 'TCPRoute'))).toEqual([
      { names: [], to: ['outbound|65535|zero-weight|internal.cluster.local'] },
    ])
  })

  it('a TLSRoute without one is never taken (convertTLSRoute)', () => {
    const spec = `hostnames: [a.example], ${on('name: secure')}, rules: [{ backendRefs: [{ name: blue, port: 80, weight: 0 }] }]`
    expect(chains('10.0.0.8', 443, route('r', spec, 'default', 'TLSRoute'))).toEqual([
      { names: [], to: ['outbound|443||secure.default.svc.cluster.local'] },
    ])
  })

  it('of several names of a TLSRoute those count that the host covers or is covered by', () => {
    const names = '[secure.default.svc.cluster.local, "*.default.svc.cluster.local", a.example]'
    const made = route('r', `hostnames: ${names}, ${on('name: secure')}, ${to('blue')}`, 'default', 'TLSRoute')
    expect(chains('10.0.0.8', 443, made)?.[0]).toEqual({
      names: ['secure.default.svc.cluster.local', '*.default.svc.cluster.local'],
      to: [cluster('blue')],
    })
  })
})
