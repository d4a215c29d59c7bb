import type { ServiceRegistry } from '../../compile/istio/registry/service.ts'
import type { Mesh } from '../../config/mesh.ts'
import type { DataPlane, ProxyIdentity } from '../../dataplane/data-plane.ts'
import type { Pod } from '../../dataplane/pod.ts'

/** A mesh with everything that an explanation looks up: stand-ins included, pods placed. */
export interface MeshView {
  readonly mesh: Mesh
  readonly registry: ServiceRegistry
  readonly dataPlane: DataPlane
  /** `namespace/name` of the workloads whose pods are gateways. */
  readonly gateways: ReadonlySet<string>
}

export function proxyOf(pod: Pod, kind: ProxyIdentity['kind']): ProxyIdentity {
  const { name, namespace, workload, labels, locality, cluster, network, serviceAccount, node } = pod
  return { kind, name, namespace, workload, labels, locality, cluster, network, serviceAccount, node }
}
