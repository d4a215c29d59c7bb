import type { ProxyIdentity } from '../../../dataplane/data-plane.ts'
import { groupMember, hostPort } from '../endpoint/group-member.ts'
import { CLUSTER_LABEL } from '../endpoint/labels.ts'
import type { MeshEndpoint } from '../endpoint/mesh-endpoint.ts'
import type { GroupMember } from '../locality/group.ts'
import { NETWORK_LABEL } from './cluster-network.ts'
import { byAddress, type NetworkGateway, type NetworkGateways } from './gateways.ts'
import { clusterId } from './networks.ts'

/**
 * Endpoints of one locality as a caller reaches them: those of its own network, or of one without a gateway, by their
 * address, all others through the gateways of their network, which get their weight. Only mesh TLS finds its way through a
 * gateway: endpoints without it are left out (pilot/pkg/xds/endpoints/ep_filters.go:EndpointsByNetworkFilter).
 */
export function overNetworks(
  endpoints: readonly MeshEndpoint[],
  caller: Pick<ProxyIdentity, 'network'>,
  gateways: NetworkGateways,
  meshTls: (endpoint: MeshEndpoint) => boolean,
): readonly GroupMember[] {
  const direct: GroupMember[] = []
  const weights = new Map<NetworkGateway, number>()
  for (const endpoint of endpoints) {
    const weight = endpoint.weight * gateways.weightScale
    const way = isNear(endpoint, caller) ? [] : gateways.towards(endpoint.network, endpoint.cluster)
    if (way.length === 0) direct.push(groupMember({ ...endpoint, weight }, meshTls(endpoint)))
    else if (meshTls(endpoint)) {
      for (const gateway of way) weights.set(gateway, (weights.get(gateway) ?? 0) + Math.floor(weight / way.length))
    }
  }
  const through = [...weights]
    .sort(([a], [b]) => byAddress(a, b))
    .map(([gateway, weight]) => asEndpoint(gateway, weight))
  return [...direct, ...through]
}

/** An endpoint without a network is near to everybody; a caller without one is far from all others. */
function isNear(endpoint: MeshEndpoint, caller: Pick<ProxyIdentity, 'network'>): boolean {
  return endpoint.network === '' || endpoint.network === caller.network
}

/** Has no labels but those of its place, which count for failoverPriority. */
function asEndpoint({ address, port, cluster, network, place }: NetworkGateway, weight: number): GroupMember {
  return {
    endpoint: { address: hostPort(address, port), port, pod: '', weight, health: 'HEALTHY', mtls: true, place },
    labels: { ...(cluster === undefined ? {} : { [CLUSTER_LABEL]: clusterId(cluster) }), [NETWORK_LABEL]: network },
  }
}
