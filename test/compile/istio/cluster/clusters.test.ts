import { describe, expect, test } from 'vitest'
import type { Pod } from '../../../../src/dataplane/pod.ts'
import { deployment, documents, istio, meshOf, node, service } from '../mesh-of.ts'
import { callerOf, endpointsOf } from './clusters-of.ts'

const WEB = 'outbound|80||web.default.svc.cluster.local'
const V1 = 'outbound|80|v1|web.default.svc.cluster.local'
const V9 = 'outbound|80|v9|web.default.svc.cluster.local'

const rule = (spec: object) => istio('DestinationRule', 'web', 'default', { host: 'web', ...spec })
const versions = (...names: readonly string[]) => names.map(name => ({ name, labels: { version: name } }))

const BASE = [
  deployment('client'),
  service('web'),
  deployment('web-v1', { labels: { app: 'web', version: 'v1' } }),
  deployment('web-v2', { labels: { app: 'web', version: 'v2' }, replicas: 2 }),
]

const caller = (...more: readonly string[]) => callerOf(meshOf(documents(...BASE, ...more)), 'default/client')

describe('which clusters there are', () => {
  test('one per port and one per subset of it, then the fixed ones', () => {
    const { clusters } = caller(rule({ subsets: versions('v1') }))
    expect(clusters.names()).toEqual([WEB, V1, 'BlackHoleCluster', 'PassthroughCluster'])
    for (const name of clusters.names()) expect(clusters.cluster(name)?.name).toBe(name)
  })

  test('a subset without pods is an empty cluster, one that no rule knows is none', () => {
    const { clusters, proxy } = caller(rule({ subsets: versions('v9') }))
    expect(clusters.loadAssignment(V9, proxy)).toEqual({ cluster: V9, localities: [] })
    expect(clusters.cluster(V1)).toBeUndefined()
    expect(clusters.loadAssignment(V1, proxy)).toBeUndefined()
  })

  test.each([
    'outbound|81||web.default.svc.cluster.local',
    'outbound|80||other.default.svc.cluster.local',
    'inbound|80||',
    'web',
    '',
  ])('no cluster %j', name => {
    expect(caller().clusters.cluster(name)).toBeUndefined()
  })

  test('a gateway has no PassthroughCluster', () => {
    const { clusters } = callerOf(meshOf(documents(...BASE)), 'default/client', 'gateway')
    expect(clusters.cluster('PassthroughCluster')).toBeUndefined()
    expect(clusters.cluster('BlackHoleCluster')).toMatchObject({ type: 'STATIC', balancer: { kind: 'ROUND_ROBIN' } })
  })

  test('an ExternalName Service has none', () => {
    const alias = service('alias', 'default', { type: 'ExternalName', externalName: 'web.default.svc.cluster.local' })
    expect(caller(alias).clusters.names()).not.toContain('outbound|80||alias.default.svc.cluster.local')
  })

  test('the origin is the rule that shaped it, else the Service', () => {
    expect(caller().clusters.cluster(WEB)?.origin.resource).toBe('Service/default/web')
    const shaped = caller(rule({ subsets: versions('v1') })).clusters
    expect(shaped.cluster(WEB)?.origin.resource).toBe('DestinationRule/default/web')
    expect(shaped.cluster(V1)?.origin.why).toContain('subset v1')
  })
})

describe('types of clusters', () => {
  const entry = (resolution: string, more: object = {}) =>
    istio('ServiceEntry', 'far', 'default', {
      hosts: ['far.example'],
      ports: [{ number: 80, name: 'http', protocol: 'HTTP' }],
      resolution,
      ...more,
    })
  const FAR = 'outbound|80||far.example'

  test.each([
    ['NONE', 'ORIGINAL_DST', 'CLUSTER_PROVIDED'],
    ['STATIC', 'EDS', 'LEAST_REQUEST'],
    ['DNS', 'STRICT_DNS', 'LEAST_REQUEST'],
    ['DNS_ROUND_ROBIN', 'LOGICAL_DNS', 'LEAST_REQUEST'],
  ])('resolution %s is %s at a sidecar', (resolution, type, balancer) => {
    const cluster = caller(entry(resolution)).clusters.cluster(FAR)
    expect(cluster).toMatchObject({ type, balancer: { kind: balancer }, tls: { mode: 'none' } })
  })

  test('a gateway balances what a sidecar lets through', () => {
    const mesh = meshOf(documents(...BASE, service('db', 'default', { clusterIP: 'None' }), deployment('db')))
    const DB = 'outbound|80||db.default.svc.cluster.local'
    expect(callerOf(mesh, 'default/client').clusters.cluster(DB)?.type).toBe('ORIGINAL_DST')
    const gateway = callerOf(mesh, 'default/client', 'gateway')
    expect(gateway.clusters.cluster(DB)?.type).toBe('EDS')
    expect(endpointsOf(gateway, DB)).toEqual(['10.1.0.6:80 0 HEALTHY mtls'])
  })

  test('PASSTHROUGH balancing makes any cluster follow the dialled address', () => {
    const { clusters, proxy } = caller(rule({ trafficPolicy: { loadBalancer: { simple: 'PASSTHROUGH' } } }))
    expect(clusters.cluster(WEB)).toMatchObject({ type: 'ORIGINAL_DST', balancer: { kind: 'CLUSTER_PROVIDED' } })
    expect(clusters.loadAssignment(WEB, proxy)?.localities).toEqual([])
  })

  test('a DNS host without endpoints resolves itself; a subset of DNS endpoints that is empty does not exist', () => {
    expect(endpointsOf(caller(entry('DNS')), FAR)).toEqual(['far.example:80 0 HEALTHY'])
    const withSubset = caller(
      entry('DNS', { endpoints: [{ address: 'a.example', labels: { version: 'v1' }, ports: { http: 8080 } }] }),
      istio('DestinationRule', 'far', 'default', { host: 'far.example', subsets: versions('v1', 'v2') }),
    )
    expect(endpointsOf(withSubset, 'outbound|80|v1|far.example')).toEqual(['a.example:8080 0 HEALTHY'])
    expect(withSubset.clusters.cluster('outbound|80|v2|far.example')).toBeUndefined()
  })
})

describe('readiness', () => {
  const unready = (pod: Pod): Pod => (pod.name === 'web-v2-0' ? { ...pod, ready: false } : pod)
  const health = (istioVersion: '1.30' | '1.32', trafficPolicy: object) => {
    const mesh = meshOf(documents(...BASE, rule({ trafficPolicy })), { istio: istioVersion })
    const before = callerOf(mesh, 'default/client')
    const clusters = before.over(unready)
    return { sent: endpointsOf({ clusters, proxy: before.proxy }, WEB), panic: clusters.cluster(WEB)?.panicThreshold }
  }
  const NO_OUTLIER = { loadBalancer: { simple: 'RANDOM' } }
  const READY = ['10.1.0.3:80 0 HEALTHY mtls', '10.1.0.5:80 0 HEALTHY mtls']
  const ALL = [READY[0], '10.1.0.4:80 0 UNHEALTHY mtls', READY[1]]

  test('since 1.31 unready pods are sent as unhealthy and panic is off', () => {
    expect(health('1.32', NO_OUTLIER)).toEqual({ sent: ALL, panic: 0 })
    expect(health('1.32', { outlierDetection: {} })).toEqual({ sent: ALL, panic: 0 })
  })

  test('minHealthPercent leaves them out and is the panic threshold', () => {
    expect(health('1.32', { outlierDetection: { minHealthPercent: 40 } })).toEqual({ sent: READY, panic: 40 })
  })

  test('before 1.31 they were left out, with Envoy’s panic threshold unless outlier detection set it', () => {
    expect(health('1.30', NO_OUTLIER)).toEqual({ sent: READY, panic: 50 })
    expect(health('1.30', { outlierDetection: {} })).toEqual({ sent: READY, panic: 0 })
  })

  test('terminating pods are not sent', () => {
    const before = caller()
    const clusters = before.over(pod => (pod.name === 'web-v1-0' ? { ...pod, ready: false, terminating: true } : pod))
    expect(endpointsOf({ clusters, proxy: before.proxy }, WEB)).toEqual([
      '10.1.0.4:80 0 HEALTHY mtls',
      '10.1.0.5:80 0 HEALTHY mtls',
    ])
  })

  test('other pods make new load assignments and leave the clusters as they were', () => {
    const before = caller(rule({ subsets: versions('v1') }))
    const old = before.clusters.loadAssignment(WEB, before.proxy)
    const clusters = before.over(unready)
    expect(clusters.loadAssignment(WEB, before.proxy)).not.toEqual(old)
    expect(before.clusters.loadAssignment(WEB, before.proxy)).toBe(old)
    expect(clusters.cluster(V1)).toEqual(before.clusters.cluster(V1))
  })
})

describe('priorities', () => {
  const zones = documents(
    node('n1', 'r1', 'z1'),
    node('n2', 'r1', 'z2'),
    deployment('client', { node: 'n1' }),
    service('web'),
    deployment('far', { labels: { app: 'web' }, node: 'n2' }),
    deployment('near', { labels: { app: 'web' }, node: 'n1' }),
  )
  const sent = (meshConfig: string, ...more: readonly string[]) => {
    const found = callerOf(meshOf(documents(zones, ...more), { meshConfig }), 'default/client')
    return { endpoints: endpointsOf(found, WEB), weighted: found.clusters.cluster(WEB)?.localityWeighted }
  }
  const POOLED = ['r1/z1 10.1.0.4:80 0 HEALTHY mtls', 'r1/z2 10.1.0.3:80 0 HEALTHY mtls']
  const NEAR_FIRST = [POOLED[0], 'r1/z2 10.1.0.3:80 1 HEALTHY mtls']
  const outlier = rule({ trafficPolicy: { outlierDetection: {} } })

  test('need outlier detection in the DestinationRule', () => {
    expect(sent('{}')).toEqual({ endpoints: POOLED, weighted: false })
    expect(sent('{}', outlier)).toEqual({ endpoints: NEAR_FIRST, weighted: false })
  })

  test('the outlier detection of the mesh default is no reason for them', () => {
    const meshConfig = 'defaultTrafficPolicy: { outlierDetection: { consecutive5xxErrors: 3 } }'
    expect(sent(meshConfig)).toEqual({ endpoints: POOLED, weighted: false })
    const found = callerOf(meshOf(zones, { meshConfig }), 'default/client')
    expect(found.clusters.cluster(WEB)?.outlier?.consecutive5xx).toBe(3)
  })

  test('a mesh that switches locality balancing off has none', () => {
    expect(sent('localityLbSetting: { enabled: false }', outlier).endpoints).toEqual(POOLED)
  })

  test('trafficDistribution brings them without outlier detection', () => {
    const close = service('web', 'default', { trafficDistribution: 'PreferClose' })
    const yaml = documents(zones, close)
    const found = callerOf(meshOf(yaml), 'default/client')
    expect(endpointsOf(found, WEB)).toEqual(NEAR_FIRST)
    expect(found.clusters.cluster(WEB)?.localityWeighted).toBe(true)
  })

  test('internalTrafficPolicy Local leaves the endpoints of the caller’s node', () => {
    const local = service('web', 'default', { internalTrafficPolicy: 'Local' })
    expect(sent('{}', local).endpoints).toEqual([POOLED[0]])
  })

  test('callers in different places have different assignments, in one place the same', () => {
    const found = callerOf(meshOf(documents(zones, outlier)), 'default/client')
    const elsewhere = { ...found.proxy, locality: { region: 'r1', zone: 'z2', subzone: '' } }
    expect(found.clusters.loadAssignment(WEB, found.proxy)).toBe(found.clusters.loadAssignment(WEB, { ...found.proxy }))
    expect(endpointsOf({ clusters: found.clusters, proxy: elsewhere }, WEB)[0]).toBe('r1/z2 10.1.0.3:80 0 HEALTHY mtls')
  })
})

describe('mesh TLS', () => {
  const peer = (namespace: string, spec: object) => istio('PeerAuthentication', 'p', namespace, spec)
  const tls = (...more: readonly string[]) => {
    const found = caller(...more)
    return [found.clusters.cluster(WEB)?.tls, endpointsOf(found, V1)] as const
  }
  const subsets = rule({ subsets: versions('v1') })

  test('by itself, per endpoint', () => {
    expect(tls(subsets)).toEqual([{ mode: 'auto' }, ['10.1.0.3:80 0 HEALTHY mtls']])
  })

  test('not in a namespace that disables it', () => {
    expect(tls(subsets, peer('default', { mtls: { mode: 'DISABLE' } }))[0]).toEqual({ mode: 'none' })
    expect(tls(subsets, peer('istio-system', { mtls: { mode: 'DISABLE' } }))[0]).toEqual({ mode: 'none' })
  })

  test('not to a workload or port that disables it', () => {
    const selector = { matchLabels: { app: 'web' } }
    expect(tls(subsets, peer('default', { selector, mtls: { mode: 'DISABLE' } }))).toEqual([
      { mode: 'auto' },
      ['10.1.0.3:80 0 HEALTHY'],
    ])
    const portLevel = { selector, mtls: { mode: 'STRICT' }, portLevelMtls: { 80: { mode: 'DISABLE' } } }
    expect(tls(subsets, peer('default', portLevel))[1]).toEqual(['10.1.0.3:80 0 HEALTHY'])
  })

  test('a DestinationRule that says SIMPLE means it', () => {
    const simple = rule({ trafficPolicy: { tls: { mode: 'SIMPLE', sni: 'x.example' } } })
    expect(tls(simple)[0]).toEqual({ mode: 'tls', sni: 'x.example', clientCertificate: false })
  })

  test('a headless service: to all or to none', () => {
    const HEADLESS = 'outbound|80||db.default.svc.cluster.local'
    const db = [service('db', 'default', { clusterIP: 'None' }), deployment('db')]
    expect(caller(...db).clusters.cluster(HEADLESS)?.tls).toEqual({
      mode: 'mesh',
      sni: 'outbound_.80_._.db.default.svc.cluster.local',
    })
    const bare = deployment('db-bare', { labels: { app: 'db', 'sidecar.istio.io/inject': 'false' } })
    expect(caller(...db, bare).clusters.cluster(HEADLESS)?.tls).toEqual({ mode: 'none' })
  })
})
