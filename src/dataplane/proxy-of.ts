import type { ProxyIdentity } from './data-plane.ts'
import type { Pod } from './pod.ts'

/** The proxy of a pod, as its control plane knows it. */
export function proxyOf(pod: Pod, kind: ProxyIdentity['kind']): ProxyIdentity {
  const { name, namespace, workload, labels, locality, cluster, network, serviceAccount, node } = pod
  return { kind, name, namespace, workload, labels, locality, cluster, network, serviceAccount, node }
}
