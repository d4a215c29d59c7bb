import type { MeshSettings } from '../../../config/mesh.ts'
import type { DestinationRuleIndex } from '../destination-rule/index-rules.ts'
import type { PeerModes } from '../peer-authentication/peer-modes.ts'
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
}
