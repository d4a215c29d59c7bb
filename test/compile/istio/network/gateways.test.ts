import { describe, expect, it } from 'vitest'
import { type NetworkGateways, readNetworkGateways } from '../../../../src/compile/istio/network/gateways.ts'
import { documents, meshOfClusters, service } from '../mesh-of.ts'

interface Figures {
  readonly labels?: Readonly<Record<string, string>>
  readonly port?: number
  readonly type?: string
  readonly ingress?: readonly object[]
  readonly externalIPs?: readonly string[]
}

/** A Service that may be an east-west gateway. */
function gateway(figures: Figures = {}): string {
  const {
    labels = { 'topology.istio.io/network': 'net-e' },
    port = 15443,
    type = 'LoadBalancer',
    externalIPs,
  } = figures
  const { ingress = [{ ip: '203.0.113.20' }] } = figures
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'eastwest', namespace: 'istio-system', labels },
    spec: { type, ports: [{ name: 'tls', port }], externalIPs },
    status: { loadBalancer: { ingress } },
  })
}

function gatewaysOf(east: string, meshNetworks?: string): NetworkGateways {
  return readNetworkGateways(meshOfClusters({ west: service('shop'), east }, { meshNetworks }))
}

function addresses(gateways: NetworkGateways, cluster = 'east', network = 'net-e'): readonly string[] {
  return gateways.towards(network, cluster).map(({ address, port }) => `${address}:${port}`)
}

describe('Services as gateways', () => {
  it('are those with a network label and port 15443, by the addresses of their load balancer', () => {
    expect(addresses(gatewaysOf(gateway()))).toEqual(['203.0.113.20:15443'])
    expect(addresses(gatewaysOf(gateway({ ingress: [{ ip: '203.0.113.9' }, { ip: '203.0.113.10' }] })))).toEqual([
      '203.0.113.10:15443',
      '203.0.113.9:15443',
    ])
  })

  it.each([
    ['without the label', { labels: {} }],
    ['with another port', { port: 16443 }],
    ['of another type', { type: 'ClusterIP' }],
    ['with a name only, which DNS would have to tell', { ingress: [{ hostname: 'ew.example' }] }],
    ['without an address yet', { ingress: [] }],
  ])('%s it is none', (_, figures) => {
    const gateways = gatewaysOf(gateway(figures))
    expect(gateways.exist).toBe(false)
    expect(addresses(gateways)).toEqual([])
  })

  it('a label may name the port, and external addresses count for every type', () => {
    const labels = { 'topology.istio.io/network': 'net-e', 'networking.istio.io/gatewayPort': '16443' }
    expect(addresses(gatewaysOf(gateway({ labels, port: 16443 })))).toEqual(['203.0.113.20:16443'])
    expect(addresses(gatewaysOf(gateway({ type: 'ClusterIP', externalIPs: ['203.0.113.7'] })))).toEqual([
      '203.0.113.7:15443',
    ])
  })

  it('of type NodePort they are the nodes that an annotation picks, by the port of the node', () => {
    const node = (name: string, role: string, address: string) =>
      JSON.stringify({
        apiVersion: 'v1',
        kind: 'Node',
        metadata: { name, labels: { role } },
        status: {
          addresses: [
            { type: 'InternalIP', address: '10.0.0.1' },
            { type: 'ExternalIP', address },
          ],
        },
      })
    const nodes = [node('n1', 'edge', '198.51.100.1'), node('n2', 'app', '198.51.100.2')]
    const found = (selector: string | undefined) => {
      const written = JSON.parse(gateway({ type: 'NodePort' }))
      written.spec.ports[0].nodePort = 31443
      if (selector !== undefined) written.metadata.annotations = { 'traffic.istio.io/nodeSelector': selector }
      return addresses(gatewaysOf(documents(...nodes, JSON.stringify(written))))
    }
    expect(found('{"role": "edge"}')).toEqual(['198.51.100.1:31443'])
    expect(found('{}')).toEqual(['198.51.100.1:31443', '198.51.100.2:31443'])
    expect(found(undefined)).toEqual([])
    expect(found('edge')).toEqual([])
  })

  it('those of the cluster of an endpoint come before others of its network', () => {
    const of = (ip: string) => gateway({ ingress: [{ ip }] })
    const gateways = readNetworkGateways(
      meshOfClusters({ a: of('203.0.113.1'), b: of('203.0.113.2'), c: service('s') }),
    )
    expect(addresses(gateways, 'a')).toEqual(['203.0.113.1:15443'])
    expect(addresses(gateways, 'c')).toEqual(['203.0.113.1:15443', '203.0.113.2:15443'])
    expect(addresses(gateways, 'c', 'net-x')).toEqual([])
  })
})

describe('gateways of the mesh networks configuration', () => {
  it('have the address and port that it gives', () => {
    const meshNetworks = 'networks: { net-e: { gateways: [{ address: 203.0.113.30, port: 443 }] } }'
    expect(addresses(gatewaysOf(service('shop'), meshNetworks))).toEqual(['203.0.113.30:443'])
  })

  it('or are the Service that it names in a cluster of the network', () => {
    const named = (registry: string) => `
networks:
  net-e:
    endpoints: [{ fromRegistry: ${registry} }]
    gateways: [{ registryServiceName: eastwest.istio-system.svc.cluster.local, port: 443 }]`
    expect(addresses(gatewaysOf(gateway({ labels: {} }), named('east')))).toEqual(['203.0.113.20:443'])
    expect(gatewaysOf(gateway({ labels: {} }), named('west')).exist).toBe(false)
  })
})

it('weights are scaled so that each can be shared by any number of gateways', () => {
  const gateways = (count: number) => Array.from({ length: count }, (_, n) => ({ address: `203.0.113.${n}`, port: 1 }))
  const scaleOf = (...counts: readonly number[]) => {
    const networks = Object.fromEntries(counts.map((count, n) => [`net-${n}`, { gateways: gateways(count) }]))
    return gatewaysOf(service('shop'), JSON.stringify({ networks })).weightScale
  }
  expect(scaleOf()).toBe(1)
  expect(scaleOf(1, 1)).toBe(1)
  expect(scaleOf(2, 3)).toBe(6)
  expect(scaleOf(4, 6)).toBe(12)
})
