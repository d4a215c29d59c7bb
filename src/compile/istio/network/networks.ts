import type { Mesh } from '../../../config/mesh.ts'
import { DEFAULT_CLUSTER } from '../endpoint/labels.ts'
import { type Fields, fields, list, text } from '../field.ts'
import { isIpAddress } from '../host/name.ts'
import { containsAddress, prefixLength } from '../listener/cidr.ts'
import { indexNamespaces } from '../namespaces.ts'
import { networkOfCluster } from './cluster-network.ts'

/** Network of an endpoint that names none itself; `''` = none. */
export type NetworkLookup = (cluster: string, address: string) => string

/**
 * The label of the cluster's system namespace, else what the mesh networks configuration says of the cluster, else of the
 * address, the widest range first (pilot/pkg/serviceregistry/kube/controller/network.go:Network).
 */
export function networkLookup(mesh: Mesh): NetworkLookup {
  const namespaces = indexNamespaces(mesh)
  const rules = meshNetworks(mesh.settings.meshNetworks).flatMap(({ network, endpoints }) =>
    endpoints.map(endpoint => ({ network, registry: text(endpoint.fromRegistry), cidr: text(endpoint.fromCidr) })),
  )
  const ranges = rules.filter(({ cidr }) => cidr !== '').sort((a, b) => prefixLength(a.cidr) - prefixLength(b.cidr))
  return (cluster, address) => {
    const labelled = networkOfCluster(cluster, namespaces)
    if (labelled !== '') return labelled
    const ofCluster = rules.find(({ registry }) => registry === clusterId(cluster))
    if (ofCluster) return ofCluster.network
    return isIpAddress(address) ? (ranges.find(({ cidr }) => containsAddress(cidr, address))?.network ?? '') : ''
  }
}

/** One of the networks of istio.mesh.v1alpha1.MeshNetworks. */
export interface MeshNetwork {
  readonly network: string
  readonly endpoints: readonly Fields[]
  readonly gateways: readonly Fields[]
}

export function meshNetworks(settings: Mesh['settings']['meshNetworks']): readonly MeshNetwork[] {
  return Object.entries(fields(settings?.networks)).map(([network, value]) => ({
    network,
    endpoints: list(fields(value).endpoints).map(fields),
    gateways: list(fields(value).gateways).map(fields),
  }))
}

/** The cluster's id as configuration names it. */
export function clusterId(cluster: string): string {
  return cluster || DEFAULT_CLUSTER
}
