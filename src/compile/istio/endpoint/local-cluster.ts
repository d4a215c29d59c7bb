import { LOCAL_CLUSTER } from '../../../dataplane/cluster.ts'
import type { ProxyIdentity } from '../../../dataplane/data-plane.ts'
import type { LoadAssignment } from '../../../dataplane/endpoint.ts'
import { type Pod, podId } from '../../../dataplane/pod.ts'
import type { NetworkGateways } from '../network/gateways.ts'
import type { MeshService } from '../registry/service.ts'
import type { EndpointIndex } from './endpoint-index.ts'
import { loadAssignment } from './load-assignment.ts'

/**
 * The endpoints of the caller's own workload in its own region, as its Service has them: what a proxy with self-discovery
 * is sent for LOCAL_CLUSTER. A workload that no Service selects has none. All ReplicaSets of a workload are taken as one
 * (xds/eds.go:parseClusterName, xds/endpoints/endpoint_builder.go:filterIstioEndpoint).
 */
export function localCluster(
  caller: ProxyIdentity,
  services: readonly MeshService[],
  endpoints: EndpointIndex,
  pods: readonly Pod[],
  gateways: NetworkGateways,
): LoadAssignment {
  const own = new Set(pods.filter(pod => isOfWorkload(pod, caller)).map(podId))
  for (const service of services) {
    const [port] = service.ports
    const all = port ? endpoints.endpointsOf(service, port.name) : []
    if (!all.some(({ pod }) => pod === podId(caller))) continue
    const members = all.filter(({ pod, locality }) => own.has(pod) && locality.region === caller.locality.region)
    return loadAssignment(members, { ...PLAIN, gateways }, caller)
  }
  return { cluster: LOCAL_CLUSTER, localities: [] }
}

/** No DestinationRule and no locality setting has a say. */
const PLAIN = {
  cluster: LOCAL_CLUSTER,
  subsetLabels: {},
  resolvesNames: false,
  sendUnhealthy: true,
  nodeLocal: false,
  clusterLocal: false,
  failover: false,
  meshTls: () => false,
} as const

function isOfWorkload(pod: Pod, caller: ProxyIdentity): boolean {
  return pod.workload === caller.workload && pod.namespace === caller.namespace
}
