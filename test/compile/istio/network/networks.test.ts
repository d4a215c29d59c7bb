import { describe, expect, it } from 'vitest'
import { networkLookup } from '../../../../src/compile/istio/network/networks.ts'
import { meshOf, meshOfClusters, service } from '../mesh-of.ts'

const systemNamespace = (network: string) =>
  JSON.stringify({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: 'istio-system', labels: { 'topology.istio.io/network': network } },
  })

const meshNetworks = `
networks:
  all: { endpoints: [{ fromCidr: 10.0.0.0/8 }] }
  part: { endpoints: [{ fromCidr: 10.9.0.0/16 }, { fromCidr: 192.0.2.0/24 }] }
  east: { endpoints: [{ fromRegistry: east }] }
`

describe('the network of an endpoint that names none', () => {
  it('is none where nothing is said', () => {
    expect(networkLookup(meshOf(service('shop')))('', '10.1.0.2')).toBe('')
  })

  it("is that of its cluster's system namespace", () => {
    const networkOf = networkLookup(meshOfClusters({ west: systemNamespace('net-w'), east: service('shop') }))
    expect(networkOf('west', '10.1.0.2')).toBe('net-w')
    expect(networkOf('east', '10.2.0.2')).toBe('')
  })

  it('else what the configuration says of the cluster, else of its address, the widest range first', () => {
    const networkOf = networkLookup(meshOfClusters({ west: service('a'), east: service('a') }, { meshNetworks }))
    expect(networkOf('east', '192.0.2.1')).toBe('east')
    expect(networkOf('west', '192.0.2.1')).toBe('part')
    expect(networkOf('west', '10.9.0.1')).toBe('all')
    expect(networkOf('west', '198.51.100.1')).toBe('')
    expect(networkOf('west', 'vm.example')).toBe('')
  })

  it('the label comes before the configuration', () => {
    const networkOf = networkLookup(
      meshOfClusters({ west: service('a'), east: systemNamespace('net-e') }, { meshNetworks }),
    )
    expect(networkOf('east', '10.2.0.2')).toBe('net-e')
  })
})
