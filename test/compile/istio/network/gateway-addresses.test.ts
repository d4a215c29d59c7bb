import { expect, test } from 'vitest'
import { withGatewayAddresses } from '../../../../src/compile/istio/network/gateway-addresses.ts'
import { readNetworkGateways } from '../../../../src/compile/istio/network/gateways.ts'
import { meshOfClusters } from '../mesh-of.ts'

const gateway = (network: string | undefined, more: object = {}, status?: object) =>
  JSON.stringify({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      name: 'eastwest',
      namespace: 'istio-system',
      labels: network && { 'topology.istio.io/network': network },
    },
    spec: { type: 'LoadBalancer', ports: [{ name: 'tls', port: 15443 }], ...more },
    status,
  })

const ingress = (ip: string) => ({ loadBalancer: { ingress: [{ ip }] } })

function addresses(clusters: Readonly<Record<string, string>>) {
  const mesh = meshOfClusters(clusters)
  const { resources, assumed } = withGatewayAddresses(mesh)
  const found = readNetworkGateways({ ...mesh, resources }).all
  return { found: found.map(({ network, address }) => `${network} ${address}`), told: assumed.length }
}

test('a gateway without an address gets one that no other has, and is told', () => {
  const clusters = { a: gateway('net-a', {}, ingress('203.0.113.1')), b: gateway('net-b'), c: gateway('net-c') }
  expect(addresses(clusters)).toEqual({
    found: ['net-a 203.0.113.1', 'net-b 203.0.113.2', 'net-c 203.0.113.3'],
    told: 2,
  })
})

test('addresses of the files stay, and what is no gateway of a network gets none', () => {
  const given = { a: gateway('net-a', {}, ingress('198.51.100.7')), b: gateway(undefined) }
  expect(addresses(given)).toEqual({ found: ['net-a 198.51.100.7'], told: 0 })
  expect(addresses({ a: gateway('net-a', { externalIPs: ['198.51.100.8'] }) })).toEqual({
    found: ['net-a 198.51.100.8'],
    told: 0,
  })
  expect(addresses({ a: gateway('net-a', { type: 'ClusterIP' }) })).toEqual({ found: [], told: 0 })
})
