import { describe, expect, it } from 'vitest'
import { callerOf, endpointsOf } from '../cluster/clusters-of.ts'
import { deployment, documents, istio, meshOfClusters, node, service } from '../mesh-of.ts'

const CLUSTER = 'outbound|80||shop.default.svc.cluster.local'
const NETWORK = 'topology.istio.io/network'

const systemNamespace = (network: string) =>
  JSON.stringify({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: 'istio-system', labels: { [NETWORK]: network } },
  })

const gateway = (network: string, ...addresses: readonly string[]) =>
  JSON.stringify({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'eastwest', namespace: 'istio-system', labels: { [NETWORK]: network } },
    spec: { type: 'LoadBalancer', ports: [{ name: 'tls', port: 15443 }] },
    status: { loadBalancer: { ingress: addresses.map(ip => ({ ip })) } },
  })

/** One cluster: a client, a shop of two pods, its network and the gateway to it. */
const side = (network: string, address: string, ...more: readonly string[]) =>
  documents(
    deployment('client'),
    service('shop'),
    deployment('shop', { replicas: 2 }),
    systemNamespace(network),
    gateway(network, address),
    ...more,
  )

/** Endpoints as `address*weight`. */
function weighed(clusters: Readonly<Record<string, string>>, caller = 'west/default/client', meshNetworks?: string) {
  const { clusters: tables, proxy } = callerOf(meshOfClusters(clusters, { meshNetworks }), caller)
  const assignment = tables.loadAssignment(CLUSTER, proxy)
  return (assignment?.localities ?? []).flatMap(({ endpoints }) => endpoints.map(e => `${e.address}*${e.weight}`))
}

describe('endpoints on another network', () => {
  it('are reached through its gateway, which has their weight', () => {
    const mesh = { west: side('net-w', '203.0.113.1'), east: side('net-e', '203.0.113.2') }
    expect(weighed(mesh)).toEqual(['10.1.0.3:80*1', '10.1.0.4:80*1', '203.0.113.2:15443*2'])
    expect(weighed(mesh, 'east/default/client')).toEqual(['10.2.0.3:80*1', '10.2.0.4:80*1', '203.0.113.1:15443*2'])
  })

  it('share their weight among its gateways; all others are scaled up', () => {
    const east = documents(
      service('shop'),
      deployment('shop', { replicas: 3 }),
      systemNamespace('net-e'),
      gateway('net-e', '203.0.113.2', '203.0.113.3'),
    )
    expect(weighed({ west: side('net-w', '203.0.113.1'), east })).toEqual([
      '10.1.0.3:80*2',
      '10.1.0.4:80*2',
      '203.0.113.2:15443*3',
      '203.0.113.3:15443*3',
    ])
  })

  it('are reached by their own address where it has no gateway', () => {
    const east = documents(service('shop'), deployment('shop'), systemNamespace('net-e'))
    expect(weighed({ west: side('net-w', '203.0.113.1'), east })).toEqual([
      '10.2.0.2:80*1',
      '10.1.0.3:80*1',
      '10.1.0.4:80*1',
    ])
  })

  it('are left out without mesh TLS: no sidecar, or a DestinationRule or PeerAuthentication that disables it', () => {
    const bare = { app: 'shop', 'sidecar.istio.io/inject': 'false' }
    const west = side('net-w', '203.0.113.1')
    const east = side('net-e', '203.0.113.2', deployment('bare', { labels: bare, replicas: 5 }))
    expect(weighed({ west, east })).toContain('203.0.113.2:15443*2')
    const near = ['10.1.0.3:80*1', '10.1.0.4:80*1']
    const rule = istio('DestinationRule', 'shop', 'default', {
      host: 'shop',
      trafficPolicy: { tls: { mode: 'DISABLE' } },
    })
    expect(weighed({ west: documents(west, rule), east })).toEqual(near)
    const peers = istio('PeerAuthentication', 'default', 'default', { mtls: { mode: 'DISABLE' } })
    expect(weighed({ west: documents(west, peers), east })).toEqual(near)
  })

  it('a label on the pod comes before the network of its cluster', () => {
    const moved = deployment('moved', { labels: { app: 'shop', [NETWORK]: 'net-e' } })
    const far = deployment('far', { labels: { app: 'far', [NETWORK]: 'net-e' } })
    const west = documents(deployment('client'), service('shop'), moved, far, systemNamespace('net-w'))
    const east = documents(systemNamespace('net-e'), gateway('net-e', '203.0.113.2'))
    expect(weighed({ west, east })).toEqual(['203.0.113.2:15443*1'])
    expect(weighed({ west, east }, 'west/default/far')).toEqual(['10.1.0.3:80*1'])
  })

  it('a WorkloadEntry of the config cluster is on the network that it names, else near to everybody; it keeps its weight', () => {
    const entry = (name: string, address: string, spec: object) =>
      istio('WorkloadEntry', name, 'default', { address, labels: { app: 'shop' }, serviceAccount: 's', ...spec })
    const west = documents(
      deployment('client'),
      service('shop'),
      systemNamespace('net-w'),
      gateway('net-w', '203.0.113.1'),
      entry('near', '192.0.2.1', { weight: 3 }),
      entry('far', '192.0.2.2', { network: 'net-e', weight: 5 }),
      entry('plain', '192.0.2.3', { network: 'net-e', serviceAccount: '' }),
    )
    const east = documents(deployment('client'), systemNamespace('net-e'), gateway('net-e', '203.0.113.2'))
    expect(weighed({ west, east })).toEqual(['192.0.2.1:80*3', '203.0.113.2:15443*5'])
    expect(weighed({ west, east }, 'east/default/client')).toEqual([
      '192.0.2.1:80*3',
      '192.0.2.2:80*5',
      '192.0.2.3:80*1',
    ])
  })

  it('one of another cluster is on the network of that cluster', () => {
    const entry = istio('WorkloadEntry', 'vm', 'default', {
      address: '192.0.2.1',
      labels: { app: 'shop' },
      serviceAccount: 's',
    })
    const west = documents(deployment('client'), systemNamespace('net-w'))
    const east = documents(service('shop'), entry, systemNamespace('net-e'), gateway('net-e', '203.0.113.2'))
    expect(weighed({ west, east })).toEqual(['203.0.113.2:15443*1'])
  })

  it('a caller without a network goes through gateways to all, its own cluster among them', () => {
    const meshNetworks = `
networks:
  net-w: { endpoints: [{ fromRegistry: west }], gateways: [{ address: 203.0.113.1, port: 443 }] }
  net-e: { endpoints: [{ fromRegistry: east }], gateways: [{ address: 203.0.113.2, port: 15443 }] }
`
    const one = documents(deployment('client'), service('shop'), deployment('shop'))
    expect(weighed({ west: one, east: one }, 'west/default/client', meshNetworks)).toEqual([
      '203.0.113.1:443*1',
      '203.0.113.2:15443*1',
    ])
  })

  it('a gateway stands in every locality behind it, and has its priority', () => {
    const rule = istio('DestinationRule', 'shop', 'default', {
      host: 'shop',
      trafficPolicy: { outlierDetection: { consecutive5xxErrors: 5 } },
    })
    const west = documents(
      node('w', 'eu', 'a'),
      deployment('client', { node: 'w' }),
      service('shop'),
      deployment('shop', { node: 'w' }),
      systemNamespace('net-w'),
      rule,
    )
    const east = documents(
      node('e1', 'eu', 'b'),
      node('e2', 'us', 'c'),
      service('shop'),
      deployment('shop', { node: 'e1' }),
      deployment('shop2', { node: 'e2', labels: { app: 'shop' } }),
      systemNamespace('net-e'),
      gateway('net-e', '203.0.113.2'),
    )
    expect(endpointsOf(callerOf(meshOfClusters({ west, east }), 'west/default/client'), CLUSTER)).toEqual([
      'eu/a 10.1.0.3:80 0 HEALTHY mtls',
      'eu/b 203.0.113.2:15443 1 HEALTHY mtls',
      'us/c 203.0.113.2:15443 2 HEALTHY mtls',
    ])
  })

  it('that are all left out keep the place of their locality: priorities have a gap there', () => {
    const rule = istio('DestinationRule', 'shop', 'default', {
      host: 'shop',
      trafficPolicy: { outlierDetection: { consecutive5xxErrors: 5 } },
    })
    const bare = { app: 'shop', 'sidecar.istio.io/inject': 'false' }
    const west = documents(
      node('w', 'eu', 'a'),
      node('w2', 'us', 'c'),
      deployment('client', { node: 'w' }),
      service('shop'),
      deployment('shop', { node: 'w2' }),
      systemNamespace('net-w'),
      rule,
    )
    const east = documents(
      node('e', 'eu', 'b'),
      service('shop'),
      deployment('shop', { node: 'e', labels: bare }),
      systemNamespace('net-e'),
      gateway('net-e', '203.0.113.2'),
    )
    expect(endpointsOf(callerOf(meshOfClusters({ west, east }), 'west/default/client'), CLUSTER)).toEqual([
      'us/c 10.1.0.3:80 1 HEALTHY mtls',
    ])
  })
})
