import type { Resource } from '../../config/resource.ts'
import type { ProxyIdentity } from '../../dataplane/data-plane.ts'
import { withTopologyLabels } from './endpoint/labels.ts'
import { fields, list, textMap } from './field.ts'

/** Labels that istiod itself adds to every proxy. */
const PLACE_LABELS: readonly string[] = [
  'topology.istio.io/cluster',
  'topology.istio.io/network',
  'topology.istio.io/subzone',
  'topology.kubernetes.io/region',
  'topology.kubernetes.io/zone',
  'kubernetes.io/hostname',
]

/**
 * Labels of a proxy by which configuration can choose it: those of its pod, and those of its place as far as any resource
 * asks for them. Proxies that differ in nothing else stay one class (pilot/pkg/xds/ads.go:setTopologyLabels).
 */
export function labelReader(
  resources: readonly Resource[],
): (proxy: ProxyIdentity) => Readonly<Record<string, string>> {
  const asked = new Set(resources.flatMap(selectorsOf).flatMap(Object.keys))
  const wanted = PLACE_LABELS.filter(label => asked.has(label))
  if (wanted.length === 0) return proxy => proxy.labels
  return proxy => {
    const all = withTopologyLabels(proxy.labels, proxy)
    const places = wanted.filter(label => label in all).map(label => [label, all[label]])
    return { ...proxy.labels, ...Object.fromEntries(places) }
  }
}

/** Label sets that a resource compares with those of a proxy. */
function selectorsOf({ kind, body }: Resource): readonly Readonly<Record<string, string>>[] {
  const spec = fields(body.spec)
  switch (kind) {
    case 'VirtualService':
      return [spec.http, spec.tls, spec.tcp]
        .flatMap(list)
        .flatMap(rule => list(fields(rule).match))
        .map(match => textMap(fields(match).sourceLabels))
    case 'Sidecar':
      return [textMap(fields(spec.workloadSelector).labels)]
    case 'DestinationRule':
      return [textMap(fields(spec.workloadSelector).matchLabels)]
    case 'Gateway':
      return [textMap(spec.selector)]
    default:
      return []
  }
}
