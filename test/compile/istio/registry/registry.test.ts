import { describe, expect, test } from 'vitest'
import { buildRegistry } from '../../../../src/compile/istio/registry/registry.ts'
import type { ServiceRegistry } from '../../../../src/compile/istio/registry/service.ts'
import type { IstioVersion } from '../../../../src/config/mesh.ts'
import { documents, istio, meshOf, service } from '../mesh-of.ts'

const entry = (name: string, namespace: string, hosts: readonly string[], spec: object = {}, metadata: object = {}) =>
  istio(
    'ServiceEntry',
    name,
    namespace,
    { hosts, ports: [{ number: 80, name: 'http', protocol: 'HTTP' }], resolution: 'DNS', ...spec },
    metadata,
  )

function registryOf(...parts: readonly string[]): ServiceRegistry {
  return buildRegistry(meshOf(documents(...parts)))
}

const hostsSeenFrom = (registry: ServiceRegistry, namespace: string) =>
  registry.visibleTo(namespace).map(({ hostname }) => hostname)

describe('Kubernetes Services', () => {
  test('get addresses from 10.96.0.2 in file order, except where one is written', () => {
    const registry = registryOf(
      service('b'),
      service('fixed', 'default', { clusterIP: '10.96.0.3' }),
      service('headless', 'default', { clusterIP: 'None' }),
      service('alias', 'default', { type: 'ExternalName', externalName: 'far.example' }),
      service('a'),
    )
    const addresses = registry.services.map(({ name, addresses }) => [name, addresses])
    expect(Object.fromEntries(addresses)).toEqual({
      b: ['10.96.0.2'],
      fixed: ['10.96.0.3'],
      headless: [],
      alias: [],
      a: ['10.96.0.5'],
    })
  })

  test('are ordered by age, then name, then namespace', () => {
    const old = service('z').replace('"name":"z"', '"name":"z","creationTimestamp":"2023-01-01T00:00:00Z"')
    const registry = registryOf(service('b'), service('a', 'y'), service('a', 'x'), old)
    expect(registry.services.map(({ name, namespace }) => `${namespace}/${name}`)).toEqual([
      'default/z',
      'x/a',
      'y/a',
      'default/b',
    ])
  })

  test('a headless one passes through, an ExternalName is an alias', () => {
    const registry = registryOf(
      service('headless', 'default', { clusterIP: 'None' }),
      service('out', 'default', { type: 'ExternalName', externalName: 'far.example' }),
    )
    const [headless] = registry.named('headless.default.svc.cluster.local')
    const [out] = registry.named('out.default.svc.cluster.local')
    expect([headless.resolution, headless.headless, headless.external]).toEqual(['passthrough', true, false])
    expect([out.resolution, out.external]).toEqual(['alias', true])
    expect(hostsSeenFrom(registry, 'default')).toEqual(['headless.default.svc.cluster.local'])
  })

  test('UDP ports are left out, target ports default to the port', () => {
    const ports = [
      { name: 'dns', port: 53, protocol: 'UDP' },
      { name: 'http', port: 80, targetPort: 'web' },
      { name: 'grpc', port: 81 },
    ]
    const [found] = registryOf(service('a', 'default', { ports })).services
    expect(found.ports.map(({ number, protocol, targetPort }) => [number, protocol, targetPort])).toEqual([
      [80, 'HTTP', 'web'],
      [81, 'GRPC', 81],
    ])
  })

  test.each([
    [{ trafficDistribution: 'PreferClose' }, {}, 'sameZone'],
    [{ trafficDistribution: 'PreferSameNode' }, {}, 'sameNode'],
    [{ trafficDistribution: 'Other' }, {}, 'any'],
    [{}, { 'networking.istio.io/traffic-distribution': 'PreferClose' }, 'sameZone'],
    [{ trafficDistribution: 'PreferClose' }, { 'networking.istio.io/traffic-distribution': 'Any' }, 'sameZone'],
  ])('traffic distribution of %j with annotations %j is %s', (spec, annotations, distribution) => {
    const text = service('a', 'default', spec).replace(
      '"namespace":"default"',
      `"namespace":"default","annotations":${JSON.stringify(annotations)}`,
    )
    expect(registryOf(text).services[0].trafficDistribution).toBe(distribution)
  })
})

describe('ExternalName Services', () => {
  const alias = (name: string, externalName: string) =>
    service(name, 'default', { type: 'ExternalName', externalName, selector: undefined })

  test('alias the service at the end of their chain', () => {
    const registry = registryOf(
      service('web'),
      alias('one', 'two.default.svc.cluster.local'),
      alias('two', 'web.default.svc.cluster.local'),
    )
    const [web] = registry.named('web.default.svc.cluster.local')
    expect(web.aliases.map(({ hostname }) => hostname)).toEqual([
      'one.default.svc.cluster.local',
      'two.default.svc.cluster.local',
    ])
  })

  test('that lead in a circle alias nothing', () => {
    const registry = registryOf(
      alias('one', 'two.default.svc.cluster.local'),
      alias('two', 'one.default.svc.cluster.local'),
    )
    expect(registry.services.flatMap(({ aliases }) => aliases)).toEqual([])
  })
})

describe('visibility', () => {
  test('`.` is the own namespace, `~` nobody, a name that namespace', () => {
    const registry = registryOf(
      entry('own', 'a', ['own.example'], { exportTo: ['.'] }),
      entry('none', 'a', ['none.example'], { exportTo: ['~'] }),
      entry('b', 'a', ['b.example'], { exportTo: ['b'] }),
      entry('all', 'a', ['all.example']),
    )
    expect(hostsSeenFrom(registry, 'a')).toEqual(['own.example', 'all.example'])
    expect(hostsSeenFrom(registry, 'b')).toEqual(['b.example', 'all.example'])
    expect(hostsSeenFrom(registry, 'c')).toEqual(['all.example'])
  })

  test('the annotation of a Service, and the default of the mesh where nothing is said', () => {
    const annotated = service('a', 'x').replace(
      '"namespace":"x"',
      '"namespace":"x","annotations":{"networking.istio.io/exportTo":"y, z"}',
    )
    const mesh = meshOf(documents(annotated, service('b', 'x')), { meshConfig: 'defaultServiceExportTo: ["."]' })
    const registry = buildRegistry(mesh)
    expect(hostsSeenFrom(registry, 'x')).toEqual(['b.x.svc.cluster.local'])
    expect(hostsSeenFrom(registry, 'z')).toEqual(['a.x.svc.cluster.local'])
  })
})

describe('the same hostname twice', () => {
  const host = 'web.a.svc.cluster.local'
  const parts = [
    service('web', 'a'),
    entry('older', 'b', [host], {}, { creationTimestamp: '2023-01-01T00:00:00Z' }),
    entry('oldest', 'c', ['x.example'], {}, { creationTimestamp: '2022-01-01T00:00:00Z' }),
    entry('younger', 'd', ['x.example']),
  ]
  const winner = (istio: IstioVersion, hostname: string, namespace: string) =>
    buildRegistry(meshOf(documents(...parts), { istio }))
      .sidecarScope(namespace)
      .find(each => each.hostname === hostname)?.namespace

  test('a client gets that of its own namespace, then the Kubernetes one, then the oldest', () => {
    expect(winner('1.32', host, 'b')).toBe('b')
    expect(winner('1.32', host, 'a')).toBe('a')
    expect(winner('1.32', host, 'z')).toBe('a')
    expect(winner('1.32', 'x.example', 'z')).toBe('c')
    expect(winner('1.32', 'x.example', 'd')).toBe('d')
  })

  test('a Service and a ServiceEntry of its name in one namespace both stay, that of another namespace goes', () => {
    const own = entry('own', 'a', [host])
    const registry = buildRegistry(meshOf(documents(...parts, own)))
    const seen = registry.sidecarScope('z').filter(each => each.hostname === host)
    expect(seen.map(({ kind, namespace }) => `${kind} ${namespace}`).sort()).toEqual(['kubernetes a', 'serviceEntry a'])
    expect(registry.gatewayScope('z').get(host)?.kind).toBe('kubernetes')
  })

  test('a gateway gets the Kubernetes one, then the oldest, its own namespace or not', () => {
    const registry = buildRegistry(meshOf(documents(...parts)))
    const at = (hostname: string, namespace: string) => registry.gatewayScope(namespace).get(hostname)?.namespace
    expect(at(host, 'b')).toBe('a')
    expect(at('x.example', 'd')).toBe('c')
  })

  test('a VirtualService leads to a service of the own namespace, whomever that is exported to', () => {
    const hidden = entry('hidden', 'd', ['h.example'], { exportTo: ['~'] })
    const registry = buildRegistry(meshOf(documents(hidden)))
    expect(registry.destination('h.example', 'd')?.namespace).toBe('d')
    expect(registry.destination('h.example', 'z')).toBeUndefined()
  })

  test('a VirtualService leads to the same one, but before 1.30 outside its own namespace to the first of the alphabet', () => {
    const led = (istio: IstioVersion, namespace: string, ...more: readonly string[]) =>
      buildRegistry(meshOf(documents(...parts, ...more), { istio })).destination('x.example', namespace)?.namespace
    const youngest = entry('youngest', 'b', ['x.example'])
    expect(led('1.30', 'z', youngest)).toBe('c')
    expect(led('1.30', 'd', youngest)).toBe('d')
    expect(led('1.29', 'z', youngest)).toBe('b')
    expect(led('1.29', 'd', youngest)).toBe('d')
    const hidden = entry('hidden', 'a', ['x.example'], { exportTo: ['.'] })
    expect(led('1.29', 'z', hidden)).toBe('c')
    expect(led('1.29', 'a', hidden)).toBe('a')
  })

  test('ServiceEntries of one namespace are one service with the ports of both', () => {
    const registry = registryOf(
      entry('a', 'n', ['x.example']),
      entry('b', 'n', ['x.example'], { ports: [{ number: 90, name: 'more', protocol: 'TCP' }] }),
    )
    const [pooled, ...rest] = registry.named('x.example')
    expect(rest).toEqual([])
    expect(pooled.ports.map(({ number }) => number)).toEqual([80, 90])
    expect(pooled.sources.map(({ name }) => name)).toEqual(['a', 'b'])
  })
})
