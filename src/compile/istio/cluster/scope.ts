import type { Mesh, MeshSettings } from '../../../config/mesh.ts'
import { type DestinationRuleIndex, indexDestinationRules } from '../destination-rule/index-rules.ts'
import { type NetworkGateways, readNetworkGateways } from '../network/gateways.ts'
import { type PeerModes, readPeerModes } from '../peer-authentication/peer-modes.ts'
import { clusterLocalHosts } from '../registry/cluster-local.ts'
import type { MeshService } from '../registry/service.ts'

/** What decides which clusters a proxy has: the same for all proxies of one class. */
export interface ClientScope {
  readonly namespace: string
  /** Labels of the pod: for DestinationRules with a workloadSelector. */
  readonly labels: Readonly<Record<string, string>>
  readonly gateway: boolean
  /** Services in scope by hostname, in istiod's order; `ports` of a service may be cut by a Sidecar. */
  readonly services: ReadonlyMap<string, MeshService>
}

/** The same for all proxies. */
export interface ClusterWorld {
  readonly settings: MeshSettings
  readonly rules: DestinationRuleIndex
  readonly peers: PeerModes
  /** Whether a service is called within one cluster only. */
  isClusterLocal(hostname: string): boolean
  readonly gateways: NetworkGateways
}

export function readClusterWorld(mesh: Mesh): ClusterWorld {
  return {
    settings: mesh.settings,
    rules: indexDestinationRules(mesh),
    peers: readPeerModes(mesh),
    isClusterLocal: clusterLocalHosts(mesh.settings.meshConfig),
    gateways: readNetworkGateways(mesh),
  }
}
