import type { Pod } from '../../../dataplane/pod.ts'
import { type Locality, NO_LOCALITY } from '../../../kernel/locality.ts'
import { ipv4Plus } from '../host/ipv4.ts'
import type { ClusterNode } from './nodes.ts'
import { localityLabel, parseLocality, type WorkloadTemplate } from './workload-template.ts'

/** Where one pod stands: on a node of the files, or somewhere in a zone of the topology. */
export interface PodPlace {
  readonly node?: ClusterNode
  readonly zone?: Locality
}

/** 10.1.0.1 is the gateway of the pod network; the first pod gets the next address. */
const FIRST_POD_IP = '10.1.0.2'

/** Each cluster has a /16 of its own: 10.1, 10.2, ... */
const CLUSTER_STEP = 2 ** 16

/** Address of the `index`-th pod of a run, from 0, in the `cluster`-th cluster. */
export function podIp(index: number, cluster = 0): string {
  return ipv4Plus(FIRST_POD_IP, cluster * CLUSTER_STEP + index)
}

/**
 * The `n`-th pod of a workload, running and ready: for the start of a run, and for scaling and restarts later. `ip` must
 * be one that no other pod has (see `podIp`).
 */
export function podOf(template: WorkloadTemplate, n: number, place: PodPlace, ip: string): Pod {
  const label = localityLabel(template.labels)
  return {
    name: template.resource.kind === 'Pod' ? template.workload : podName(template.workload, n),
    namespace: template.namespace,
    workload: template.workload,
    ip,
    labels: template.labels,
    locality: label ? parseLocality(label) : (place.node?.locality ?? place.zone ?? NO_LOCALITY),
    node: place.node?.name ?? '',
    cluster: template.resource.cluster,
    network: template.network,
    serviceAccount: template.serviceAccount,
    sidecar: template.sidecar,
    portNames: template.portNames,
    ready: true,
    terminating: false,
    serving: true,
    place: template.resource.place,
  }
}

/** `web` -> `web-0`, `web@west` -> `web-0@west`. */
function podName(workload: string, n: number): string {
  const [name, cluster] = workload.split('@')
  return cluster === undefined ? `${name}-${n}` : `${name}-${n}@${cluster}`
}
