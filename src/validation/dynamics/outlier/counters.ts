import type { Upstream } from '../../../proxy/upstream.ts'

/** Envoy's cluster statistics of health, panic and outlier detection, without those that are 0. */
export function healthCounters(upstream: Upstream): ReadonlyMap<string, number> {
  const { hosts, outlier } = upstream
  const counters: (readonly [string, number])[] = [
    ['membership_healthy', hosts.current.filter(slot => hosts.healthy(slot)).length],
    ['lb_healthy_panic', upstream.healthyPanic],
    ['upstream_cx_none_healthy', upstream.noneHealthy],
  ]
  if (outlier !== undefined) {
    const { detected, enforced } = outlier
    const total = Object.values(enforced).reduce((sum, each) => sum + each, 0)
    counters.push(
      ...Object.entries(detected).map(([kind, count]) => [`${PREFIX}detected_${kind}`, count] as const),
      ...Object.entries(enforced).map(([kind, count]) => [`${PREFIX}enforced_${kind}`, count] as const),
      [`${PREFIX}enforced_total`, total],
      [`${PREFIX}active`, outlier.active],
      [`${PREFIX}overflow`, outlier.overflow],
    )
  }
  return new Map(counters.filter(([, count]) => count !== 0))
}

const PREFIX = 'outlier_detection.ejections_'
