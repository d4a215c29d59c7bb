import { type Clusters, clustersFor } from '../../../../src/compile/istio/cluster/clusters.ts'
import { readClusterWorld } from '../../../../src/compile/istio/cluster/scope.ts'
import { indexEndpoints, readEndpointSources } from '../../../../src/compile/istio/endpoint/endpoint-index.ts'
import { expandPods } from '../../../../src/compile/istio/pods/expand.ts'
import { FROM_FILES } from '../../../../src/compile/istio/pods/placement.ts'
import { buildRegistry } from '../../../../src/compile/istio/registry/registry.ts'
import type { Mesh } from '../../../../src/config/mesh.ts'
import type { ProxyIdentity } from '../../../../src/dataplane/data-plane.ts'
import type { Pod } from '../../../../src/dataplane/pod.ts'
import { localityText } from '../../../../src/kernel/locality.ts'

export interface Caller {
  readonly clusters: Clusters
  readonly proxy: ProxyIdentity
  /** Clusters over the pods changed by `change`, everything else shared. */
  over(change: (pod: Pod) => Pod): Clusters
}

/**
 * Clusters of the first pod of a workload (`namespace/name`, of several clusters `cluster/namespace/name`), or of a gateway
 * with that pod's labels.
 */
export function callerOf(mesh: Mesh, workload: string, kind: ProxyIdentity['kind'] = 'sidecar'): Caller {
  const registry = buildRegistry(mesh)
  const { pods } = expandPods(mesh, FROM_FILES)
  const pod = pods.find(pod => [pod.cluster, pod.namespace, pod.workload].filter(Boolean).join('/') === workload)
  if (!pod) throw new Error(`no workload ${workload} in the mesh`)
  const world = readClusterWorld(mesh)
  const sources = readEndpointSources(mesh, registry)
  const scope = {
    namespace: pod.namespace,
    labels: pod.labels,
    gateway: kind === 'gateway',
    services: registry.gatewayScope(pod.namespace),
  }
  const clusters = clustersFor(world, scope, indexEndpoints(sources, pods))
  return {
    clusters,
    proxy: { ...pod, kind },
    over: change => clusters.over(indexEndpoints(sources, pods.map(change))),
  }
}

/** Endpoints of a cluster as `address priority health`, with ` mtls` and the locality where there is one. */
export function endpointsOf(
  { clusters, proxy }: Pick<Caller, 'clusters' | 'proxy'>,
  cluster: string,
): readonly string[] {
  const assignment = clusters.loadAssignment(cluster, proxy)
  return (assignment?.localities ?? []).flatMap(({ locality, priority, endpoints }) =>
    endpoints.map(({ address, health, mtls }) =>
      [localityText(locality), `${address} ${priority} ${health}`, mtls ? 'mtls' : ''].filter(Boolean).join(' '),
    ),
  )
}
