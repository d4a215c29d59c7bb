import type { BalancerPolicy } from '../../../dataplane/cluster.ts'
import { type Fields, fields, numberOr, optionalDurationNs, optionalFields, optionalNumber, text } from '../field.ts'

/** Envoy's ring size when istiod says nothing but ring hash by the old field. */
const LEGACY_MINIMUM_RING_SIZE = 1024

export const CLUSTER_PROVIDED: BalancerPolicy = { kind: 'CLUSTER_PROVIDED' }

/** Load balancing goes to the address that the application dialled. */
export function isPassthrough(loadBalancer: Fields | undefined): boolean {
  return loadBalancer?.simple === 'PASSTHROUGH'
}

/** networking.istio.io LoadBalancerSettings -> lb_policy (core/cluster_traffic_policy.go:applyLoadBalancer). */
export function balancerPolicy(loadBalancer: Fields | undefined): BalancerPolicy {
  const settings = fields(loadBalancer)
  const consistentHash = optionalFields(settings.consistentHash)
  if (consistentHash) return hashPolicy(consistentHash)
  switch (text(settings.simple)) {
    case 'RANDOM':
      return { kind: 'RANDOM' }
    case 'ROUND_ROBIN':
      return withSlowStart({ kind: 'ROUND_ROBIN' }, settings)
    default:
      return withSlowStart({ kind: 'LEAST_REQUEST' }, settings)
  }
}

function hashPolicy(consistentHash: Fields): BalancerPolicy {
  const maglev = optionalFields(consistentHash.maglev)
  if (maglev) return { kind: 'MAGLEV', maglevTableSize: numberOr(maglev.tableSize, 0) || undefined }
  const ring = optionalFields(consistentHash.ringHash)
  if (ring) return { kind: 'RING_HASH', minimumRingSize: numberOr(ring.minimumRingSize, 0) || undefined }
  const legacy = numberOr(consistentHash.minimumRingSize, 0) || LEGACY_MINIMUM_RING_SIZE
  return { kind: 'RING_HASH', minimumRingSize: legacy }
}

/** `warmup`, or the older `warmupDurationSecs`, for which Envoy's defaults hold: they are the same figures. */
function withSlowStart(policy: BalancerPolicy, settings: Fields): BalancerPolicy {
  const warmup = fields(settings.warmup)
  const windowNs = optionalDurationNs(warmup.duration) ?? optionalDurationNs(settings.warmupDurationSecs)
  if (windowNs === undefined) return policy
  const slowStart = {
    windowNs,
    aggression: optionalNumber(warmup.aggression) ?? 1,
    minWeightPercent: optionalNumber(warmup.minimumPercent) ?? 10,
  }
  return { ...policy, slowStart }
}
