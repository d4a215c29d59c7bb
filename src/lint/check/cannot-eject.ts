import { fields, labelsMatch, numberOr } from '../../compile/istio/field.ts'
import type { Diagnostic } from '../../config/diagnostic.ts'
import type { Resource } from '../../config/resource.ts'
import { podCount } from '../backends.ts'
import { finding, type LintCheck } from '../check.ts'
import { type PolicyLayer, policyLayers, servicesOf } from '../policy-layer.ts'
import type { LintWorld } from '../world.ts'

/** Envoy's, which an absent or zero maxEjectionPercent means (core/cluster_traffic_policy.go:applyOutlierDetection). */
const DEFAULT_CAP_PERCENT = 10

/** Envoy ejects while 100 * (ejected + 1) / hosts <= cap (outlier_detection_impl.cc:ejectHost). */
export const cannotEject: LintCheck = {
  code: 'MS2501',
  title: 'outlier detection that can never eject at this size',
  level: 'warning',
  meaning:
    'Envoy ejects a host only while the ejected share stays within `maxEjectionPercent`, 10 % if nothing is said. With n hosts a cap of p % lets floor(n x p / 100) hosts be ejected: with the default, none in a cluster of fewer than ten. Each subset and port is a cluster of its own, so its own hosts count.',
  fix: 'Raise `maxEjectionPercent` to at least 100 / n.',
  bad: `apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: web }
spec:
  host: web
  trafficPolicy:
    outlierDetection: { consecutive5xxErrors: 3, baseEjectionTime: 30s }
`,
  good: `apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: web }
spec:
  host: web
  trafficPolicy:
    outlierDetection: { consecutive5xxErrors: 3, baseEjectionTime: 30s, maxEjectionPercent: 50 }
`,
  find: world => world.ofKind('DestinationRule').flatMap(rule => found(rule, world)),
}

function found(rule: Resource, world: LintWorld): readonly Diagnostic[] {
  return policyLayers(rule).flatMap(layer => {
    const { outlierDetection } = layer.policy
    if (outlierDetection === undefined) return []
    const hosts = mostHosts(rule, layer, world)
    const cap = numberOr(fields(outlierDetection).maxEjectionPercent, 0) || DEFAULT_CAP_PERCENT
    if (hosts === undefined || hosts === 0 || hosts * cap >= 100) return []
    const of = layer.subset ? `subset ${layer.subset.name} has` : hosts === 1 ? 'there is' : 'there are'
    const message = `${of} ${hosts} host${hosts === 1 ? '' : 's'}, and with a cap of ${cap} % none of them can ever be ejected`
    const help = `set maxEjectionPercent to ${Math.ceil(100 / hosts)} or more`
    return [finding(cannotEject, rule, [...layer.path, 'outlierDetection', 'maxEjectionPercent'], message, help)]
  })
}

/** Of the services that the layer is for, the hosts of the largest; undefined where some number isn't known. */
export function mostHosts(rule: Resource, { subset }: PolicyLayer, world: LintWorld): number | undefined {
  const counts = servicesOf(rule, world).map(service => {
    const workloads = world.backends(service)
    return podCount(subset ? workloads.filter(({ labels }) => labelsMatch(subset.labels, labels)) : workloads)
  })
  if (counts.some(count => count === undefined)) return undefined
  return Math.max(0, ...counts.map(Number))
}
