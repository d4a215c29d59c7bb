import type { Cluster } from '../../../dataplane/cluster.ts'
import type { ProxyIdentity } from '../../../dataplane/data-plane.ts'
import type { LoadAssignment } from '../../../dataplane/endpoint.ts'
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

/** Clusters of one class of proxies (CDS) and their endpoints (EDS); everything is made on first use. */
export interface Clusters {
  /** Undefined = the proxy has no such cluster: 503 NC. */
  cluster(name: string): Cluster | undefined
  /** Endpoints as istiod sends them to this proxy; undefined where `cluster` is. */
  loadAssignment(name: string, proxy: ProxyIdentity): LoadAssignment | undefined
  /** All cluster names, by service, port and subset; then the fixed ones. */
  names(): readonly string[]
}
