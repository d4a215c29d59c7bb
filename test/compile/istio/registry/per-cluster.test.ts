import { describe, expect, it } from 'vitest'
import { buildRegistry } from '../../../../src/compile/istio/registry/registry.ts'
import type { MeshService } from '../../../../src/compile/istio/registry/service.ts'
import { callerOf, endpointsOf } from '../cluster/clusters-of.ts'
import { deployment, documents, meshOfClusters, service } from '../mesh-of.ts'

const SHOP = 'shop.default.svc.cluster.local'
const CLUSTER = `outbound|80||${SHOP}`
const client = deployment('client')

function shopOf(west: string, east: string): MeshService {
  const [shop, ...others] = buildRegistry(meshOfClusters({ west, east })).named(SHOP)
  expect(others).toEqual([])
  return shop
}

describe('a Service of several clusters', () => {
  it('is one service, and what the first cluster says of it holds', () => {
    const west = { ports: [{ name: 'http', port: 80 }], trafficDistribution: 'PreferClose' }
    const east = {
      ports: [
        { name: 'http', port: 80 },
        { name: 'alt', port: 81 },
      ],
    }
    const shop = shopOf(service('shop', 'default', west), service('shop', 'default', east))
    expect(shop.ports.map(({ number }) => number)).toEqual([80])
    expect(shop.trafficDistribution).toBe('sameZone')
  })

  it('the first cluster holds even when its Service is younger', () => {
    const aged = (year: number, spec: object) => {
      const written = JSON.parse(service('shop', 'default', spec))
      return JSON.stringify({
        ...written,
        metadata: { ...written.metadata, creationTimestamp: `${year}-01-01T00:00:00Z` },
      })
    }
    const shop = shopOf(aged(2025, { clusterIP: 'None' }), aged(2020, {}))
    expect(shop.headless).toBe(true)
  })

  it('has an address in each cluster, the next free one of its own range', () => {
    const mesh = meshOfClusters({
      west: documents(service('other'), service('shop')),
      east: documents(service('shop'), service('far')),
    })
    const seen = (cluster: string, host: string) => buildRegistry(mesh).seenFrom(cluster).named(host)[0].addresses
    expect(seen('west', SHOP)).toEqual(['10.96.0.3'])
    expect(seen('east', SHOP)).toEqual(['10.97.0.2'])
    // A cluster without the Service knows it by the address that it has elsewhere.
    expect(seen('west', 'far.default.svc.cluster.local')).toEqual(['10.97.0.3'])
  })

  it('has none in a cluster where it is headless', () => {
    const mesh = meshOfClusters({ west: service('shop'), east: service('shop', 'default', { clusterIP: 'None' }) })
    const [shop] = buildRegistry(mesh).seenFrom('east').named(SHOP)
    expect(shop).toMatchObject({ addresses: [], resolution: 'endpoints' })
  })

  it('has the endpoints of all clusters, in the order of their names, each at the target port of its cluster', () => {
    const ports = (targetPort: number) => ({ ports: [{ name: 'http', port: 80, targetPort }] })
    const mesh = meshOfClusters({
      west: documents(client, service('shop', 'default', ports(8080)), deployment('shop')),
      east: documents(client, service('shop', 'default', ports(9090)), deployment('shop', { replicas: 2 })),
    })
    const expected = ['10.2.0.3:9090 0 HEALTHY mtls', '10.2.0.4:9090 0 HEALTHY mtls', '10.1.0.3:8080 0 HEALTHY mtls']
    for (const cluster of ['west', 'east']) {
      expect(endpointsOf(callerOf(mesh, `${cluster}/default/client`), CLUSTER)).toEqual(expected)
    }
  })

  it('selects within its own cluster only, pods and WorkloadEntries', () => {
    const entry = JSON.stringify({
      apiVersion: 'networking.istio.io/v1',
      kind: 'WorkloadEntry',
      metadata: { name: 'vm', namespace: 'default' },
      spec: { address: '192.0.2.1', labels: { app: 'shop' } },
    })
    const mesh = meshOfClusters({
      west: documents(client, service('shop')),
      east: documents(deployment('shop'), entry),
    })
    expect(endpointsOf(callerOf(mesh, 'west/default/client'), CLUSTER)).toEqual([])
    const there = meshOfClusters({ west: client, east: documents(service('shop'), entry) })
    expect(endpointsOf(callerOf(there, 'west/default/client'), CLUSTER)).toEqual(['192.0.2.1:80 0 HEALTHY'])
  })

  it('with slices written by hand has those of each cluster', () => {
    const bare = { selector: undefined }
    const slice = (address: string) =>
      JSON.stringify({
        apiVersion: 'discovery.k8s.io/v1',
        kind: 'EndpointSlice',
        metadata: { name: 'shop-1', namespace: 'default', labels: { 'kubernetes.io/service-name': 'shop' } },
        addressType: 'IPv4',
        endpoints: [{ addresses: [address] }],
        ports: [{ name: 'http', port: 80 }],
      })
    const mesh = meshOfClusters({
      west: documents(client, service('shop', 'default', bare), slice('192.0.2.1')),
      east: documents(service('shop', 'default', bare), slice('192.0.2.2')),
    })
    expect(endpointsOf(callerOf(mesh, 'west/default/client'), CLUSTER)).toEqual([
      '192.0.2.2:80 0 HEALTHY',
      '192.0.2.1:80 0 HEALTHY',
    ])
  })

  it('that is cluster-local has only those of the caller', () => {
    const one = documents(client, service('shop'), deployment('shop'))
    const meshConfig = `serviceSettings: [{ settings: { clusterLocal: true }, hosts: ['${SHOP}'] }]`
    const mesh = meshOfClusters({ west: one, east: one }, { meshConfig })
    expect(endpointsOf(callerOf(mesh, 'west/default/client'), CLUSTER)).toEqual(['10.1.0.3:80 0 HEALTHY mtls'])
    expect(endpointsOf(callerOf(mesh, 'east/default/client'), CLUSTER)).toEqual(['10.2.0.3:80 0 HEALTHY mtls'])
  })
})
