import type { NamespaceLookup } from '../namespaces.ts'

/** On a pod, on a cluster's system namespace, or on the Service of an east-west gateway. */
export const NETWORK_LABEL = 'topology.istio.io/network'

/** Where istiod runs: its label names the network of the cluster. */
const SYSTEM_NAMESPACE = 'istio-system'

/** Network of whatever in a cluster names none itself, as far as labels say; `''` when they don't. */
export function networkOfCluster(cluster: string, namespaces: NamespaceLookup): string {
  return namespaces(cluster, SYSTEM_NAMESPACE)?.labels[NETWORK_LABEL] ?? ''
}
