import type { Locality } from '../../../kernel/locality.ts'

/** Id of the only cluster when the files do not name clusters: istiod's default. */
export const DEFAULT_CLUSTER = 'Kubernetes'

export const CLUSTER_LABEL = 'topology.istio.io/cluster'

/** What istiod adds to the labels of endpoints and proxies (pilot/pkg/serviceregistry/util/label:AugmentLabels). */
export function withTopologyLabels(
  labels: Readonly<Record<string, string>>,
  where: { readonly locality: Locality; readonly node: string; readonly cluster: string; readonly network: string },
): Readonly<Record<string, string>> {
  const all: Record<string, string> = { ...labels, [CLUSTER_LABEL]: where.cluster || DEFAULT_CLUSTER }
  if (where.locality.region) all['topology.kubernetes.io/region'] = where.locality.region
  if (where.locality.zone) all['topology.kubernetes.io/zone'] = where.locality.zone
  if (where.locality.subzone) all['topology.istio.io/subzone'] = where.locality.subzone
  if (where.node) all['kubernetes.io/hostname'] = where.node
  if (where.network) all['topology.istio.io/network'] = where.network
  return all
}
