import type { TrafficDistribution } from './service.ts'

const ANNOTATION = 'networking.istio.io/traffic-distribution'

const BY_VALUE: Readonly<Record<string, TrafficDistribution>> = {
  preferclose: 'sameZone',
  prefersamezone: 'sameZone',
  prefersamenode: 'sameNode',
}

/**
 * The field of the Service wins, then its annotation, then that of its namespace; unknown values count as not set
 * (pilot/pkg/serviceregistry/kube: GetTrafficDistribution).
 */
export function trafficDistribution(
  field: string,
  annotations: Readonly<Record<string, string>>,
  namespaceAnnotations: Readonly<Record<string, string>>,
): TrafficDistribution {
  const spec = BY_VALUE[field.toLowerCase()]
  if (spec !== undefined) return spec
  const annotation = annotations[ANNOTATION] ?? namespaceAnnotations[ANNOTATION] ?? ''
  return BY_VALUE[annotation.toLowerCase()] ?? 'any'
}
