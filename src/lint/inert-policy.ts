import { type Fields, fields, list, optionalFields, optionalNumber, text } from '../compile/istio/field.ts'
import type { Path } from './check.ts'

/** A value that changes nothing, and why. */
export interface Inert {
  readonly at: Path
  readonly message: string
}

/** What does nothing in one traffic policy of a DestinationRule. */
export function inertPolicies(policy: Fields, path: Path): readonly Inert[] {
  const balancer = { written: fields(policy.loadBalancer), path: [...path, 'loadBalancer'] }
  return [
    ...inertOutlier(policy, path),
    ...inertWarmup(balancer.written, balancer.path),
    ...zeros(policy, path),
    ...inertLocality(balancer.written, balancer.path),
  ]
}

/** Envoy's own thresholds: 5 for all 5xx, gateway errors not at all unless they are asked for. */
function inertOutlier({ outlierDetection }: Fields, path: Path): readonly Inert[] {
  const outlier = optionalFields(outlierDetection)
  if (!outlier) return []
  const all = optionalNumber(outlier.consecutive5xxErrors) ?? 5
  const gateway = optionalNumber(outlier.consecutiveGatewayErrors) ?? 0
  const splits = outlier.splitExternalLocalOriginErrors === true
  if (all === 0 && gateway === 0 && !splits) {
    const message = 'no host is ever ejected: consecutive5xxErrors 0 turns the only detector off'
    return [{ at: [...path, 'outlierDetection', 'consecutive5xxErrors'], message }]
  }
  if (all === 0 || gateway < all || gateway === 0) return []
  const equally = outlier.consecutive5xxErrors === undefined ? 'the default of ' : ''
  const message = `gateway errors are 5xx too, and consecutive5xxErrors, ${equally}${all}, ejects before ${gateway} of them`
  // Equal thresholds eject at the same response: harmless, and often written.
  return gateway === all ? [] : [{ at: [...path, 'outlierDetection', 'consecutiveGatewayErrors'], message }]
}

/** core/cluster_traffic_policy.go: slow start is for LEAST_REQUEST and ROUND_ROBIN. */
function inertWarmup(balancer: Fields, path: Path): readonly Inert[] {
  const simple = text(balancer.simple)
  const hasNone = balancer.consistentHash !== undefined || simple === 'RANDOM' || simple === 'PASSTHROUGH'
  if (hasNone) {
    return ['warmup', 'warmupDurationSecs']
      .filter(field => balancer[field] !== undefined)
      .map(field => ({
        at: [...path, field],
        message: `${field} does nothing: only LEAST_REQUEST and ROUND_ROBIN warm hosts up`,
      }))
  }
  if (optionalNumber(fields(balancer.warmup).minimumPercent) !== 100) return []
  const message = 'hosts are not warmed up: they begin with their whole weight'
  return [{ at: [...path, 'warmup', 'minimumPercent'], message }]
}

/** istiod can't tell these from absent ones (core/cluster_traffic_policy.go): what the user gets instead. */
const UNSET: readonly (readonly [path: readonly string[], meaning: string])[] = [
  [['connectionPool', 'tcp', 'maxConnections'], 'no limit'],
  [['connectionPool', 'http', 'http1MaxPendingRequests'], 'no limit'],
  [['connectionPool', 'http', 'http2MaxRequests'], 'no limit'],
  [['connectionPool', 'http', 'maxRetries'], 'no limit'],
  [['outlierDetection', 'maxEjectionPercent'], "Envoy's default, 10 %"],
  [['loadBalancer', 'consistentHash', 'ringHash', 'minimumRingSize'], "Envoy's default, 1024 entries"],
]

function zeros(policy: Fields, path: Path): readonly Inert[] {
  return UNSET.filter(([field]) => valueAt(policy, field) === 0).map(([field, meaning]) => ({
    at: [...path, ...field],
    message: `${field[field.length - 1]} 0 counts as not set, which is ${meaning}`,
  }))
}

function valueAt(policy: Fields, path: readonly string[]): unknown {
  let value: unknown = policy
  for (const step of path) value = fields(value)[step]
  return value
}

/** core/loadbalancer/loadbalancer.go:GetEffectiveLbSetting. */
function inertLocality({ localityLbSetting }: Fields, path: Path): readonly Inert[] {
  const setting = fields(localityLbSetting)
  if (setting.enabled !== false) return []
  return ['distribute', 'failover', 'failoverPriority']
    .filter(field => list(setting[field]).length > 0)
    .map(field => ({
      at: [...path, 'localityLbSetting', field],
      message: `${field} does nothing beside enabled: false`,
    }))
}
