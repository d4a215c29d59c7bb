import type { Locality } from '../kernel/locality.ts'
import type { Place } from '../kernel/place.ts'

/**
 * One pod (or VM of a WorkloadEntry): what can be an endpoint and what carries a proxy. A value: when the world changes,
 * the engine makes a new list of pods and asks the data plane for new endpoints.
 */
export interface Pod {
  /** `<workload>-<n>`, n from 0; unique within a namespace of a cluster (see `podId`). */
  readonly name: string
  readonly namespace: string
  /** Name of the Deployment, StatefulSet, ... without its namespace. */
  readonly workload: string
  readonly ip: string
  readonly labels: Readonly<Record<string, string>>
  readonly locality: Locality
  readonly node: string
  /** Cluster id for multi-cluster files, `''` with one cluster. */
  readonly cluster: string
  /** `topology.istio.io/network`, `''` when none. */
  readonly network: string
  readonly serviceAccount: string
  /** False for pods that opt out of injection. */
  readonly sidecar: boolean
  /** `containerPort` names, for named target ports. */
  readonly portNames: Readonly<Record<string, number>>
  readonly ready: boolean
  readonly terminating: boolean
  /** Terminating pods may still be serving (EndpointSlice condition). */
  readonly serving: boolean
  readonly place: Place
}

/** `namespace/name` of a pod, with `cluster/` before it where there are several clusters: unique in a mesh. */
export function podId(pod: Pick<Pod, 'cluster' | 'namespace' | 'name'>): string {
  return pod.cluster === '' ? `${pod.namespace}/${pod.name}` : `${pod.cluster}/${pod.namespace}/${pod.name}`
}

/** `namespace/name` of the pod's workload: the name by which files and results speak of it. */
export function workloadId(pod: { readonly namespace: string; readonly workload: string }): string {
  return `${pod.namespace}/${pod.workload}`
}
