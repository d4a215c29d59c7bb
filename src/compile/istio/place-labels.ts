import type { Resource } from '../../config/resource.ts'
import type { ProxyIdentity } from '../../dataplane/data-plane.ts'
import { withTopologyLabels } from './endpoint/labels.ts'
import { type Fields, fields, list, textMap, texts } from './field.ts'

type Labels = Readonly<Record<string, string>>

/** Labels that istiod itself adds to every proxy. */
const PLACE_LABELS: readonly string[] = [
  'topology.istio.io/cluster',
  'topology.istio.io/network',
  'topology.istio.io/subzone',
  'topology.kubernetes.io/region',
  'topology.kubernetes.io/zone',
  'kubernetes.io/hostname',
]

/** Labels of proxies by which configuration can choose them. */
export interface ProxyLabels {
  /** Those of its pod, and those of its place as far as any resource asks for them (xds/ads.go:setTopologyLabels). */
  all(proxy: ProxyIdentity): Labels
  /**
   * Those that decide about listeners, routes, clusters and endpoints. A sidecar's tables come from its namespace and from
   * the labels that a resource names, so workloads that differ in no such label have the same; a gateway keeps all, since
   * Gateways and Services choose it by any of them.
   */
  outbound(proxy: ProxyIdentity): Labels
}

/** @param meshConfig may name labels too, by failoverPriority */
export function labelReader(
  resources: readonly Resource[],
  meshConfig: Readonly<Record<string, unknown>> = {},
): ProxyLabels {
  const selectors = new Set(resources.flatMap(selectorsOf).flatMap(Object.keys))
  const places = PLACE_LABELS.filter(label => selectors.has(label))
  const all = (proxy: ProxyIdentity) =>
    places.length === 0 ? proxy.labels : { ...proxy.labels, ...only(places, withTopologyLabels(proxy.labels, proxy)) }
  // A place that nobody knows of is what the pod says itself.
  const outbound = [...new Set([...PLACE_LABELS, ...selectors, ...failoverLabels(resources, meshConfig)])]
  return { all, outbound: proxy => (proxy.kind === 'gateway' ? all(proxy) : only(outbound, all(proxy))) }
}

function only(names: readonly string[], labels: Labels): Labels {
  return Object.fromEntries(names.filter(name => name in labels).map(name => [name, labels[name]]))
}

/** Label sets that a resource compares with those of a proxy. */
function selectorsOf({ kind, body }: Resource): readonly Labels[] {
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

/** Labels in which endpoints of a cluster may have to be like their caller. */
function failoverLabels(resources: readonly Resource[], meshConfig: Fields): readonly string[] {
  const ofRules = resources
    .filter(({ kind }) => kind === 'DestinationRule')
    .map(({ body }) => fields(body.spec))
    .flatMap(spec => [spec, ...list(spec.subsets).map(fields)])
    .map(({ trafficPolicy }) => fields(trafficPolicy))
    .flatMap(policy => [policy, ...list(policy.portLevelSettings).map(fields)])
    .map(({ loadBalancer }) => fields(loadBalancer))
  return [meshConfig, ...ofRules]
    .flatMap(settings => [settings.localityLbSetting, settings.zoneAwareLbSetting])
    .flatMap(setting => texts(fields(setting).failoverPriority))
    .map(entry => entry.split('=')[0])
}
