import { describe, expect, test } from 'vitest'
import { deployment, documents, istio, meshOf, service } from '../mesh-of.ts'
import { callerOf, endpointsOf } from './clusters-of.ts'

const WEB = 'outbound|80||web.default.svc.cluster.local'

const rule = (spec: object) => istio('DestinationRule', 'web', 'default', { host: 'web', ...spec })

const versions = (...names: readonly string[]) => names.map(name => ({ name, labels: { version: name } }))

const BASE = [
  deployment('client'),
  service('web'),
  deployment('web-v1', { labels: { app: 'web', version: 'v1' } }),
  deployment('web-v2', { labels: { app: 'web', version: 'v2' }, replicas: 2 }),
]

const caller = (...more: readonly string[]) => callerOf(meshOf(documents(...BASE, ...more)), 'default/client')

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
    ['DYNAMIC_DNS', 'LOGICAL_DNS', 'CLUSTER_PROVIDED'],
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

  test('a dynamic forward proxy resolves the host itself; behind a star it is whatever was dialled', () => {
    expect(endpointsOf(caller(entry('DYNAMIC_DNS')), FAR)).toEqual(['far.example:80 0 HEALTHY'])
    const { clusters, proxy } = caller(entry('DYNAMIC_DNS', { hosts: ['*.example'] }))
    expect(clusters.cluster('outbound|80||*.example')).toMatchObject({ type: 'ORIGINAL_DST' })
    expect(clusters.originalDestinations('outbound|80||*.example', proxy)).toBeUndefined()
  })

  test('whom applications dial: ready pods of a Service, where its cluster follows the dialled address', () => {
    const dialled = ({ clusters, proxy }: ReturnType<typeof caller>, name: string) =>
      clusters
        .originalDestinations(name, proxy)
        ?.localities.flatMap(({ endpoints }) =>
          endpoints.map(({ address, mtls }) => `${address}${mtls ? ' mtls' : ''}`),
        )
    const mesh = meshOf(documents(...BASE, service('db', 'default', { clusterIP: 'None' }), deployment('db')))
    const DB = 'outbound|80||db.default.svc.cluster.local'
    const plain = callerOf(mesh, 'default/client')
    expect(dialled(plain, DB)).toEqual(['10.1.0.6:80 mtls'])
    expect(dialled(plain, WEB)).toBeUndefined()
    expect(dialled(plain, 'PassthroughCluster')).toBeUndefined()
    const gone = plain.over(pod => ({ ...pod, ready: false }))
    expect(dialled({ ...plain, clusters: gone }, DB)).toEqual([])
    const through = caller(rule({ trafficPolicy: { loadBalancer: { simple: 'PASSTHROUGH' } } }))
    expect(dialled(through, WEB)).toHaveLength(3)
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
