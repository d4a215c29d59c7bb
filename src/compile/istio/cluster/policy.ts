import type { IstioVersion } from '../../../config/mesh.ts'
import type { DestinationRule } from '../destination-rule/destination-rule.ts'
import { type TrafficPolicy, trafficPolicyFor } from '../destination-rule/traffic-policy.ts'
import { type Fields, fields, numberOr, optionalFields } from '../field.ts'
import { type LocalitySetting, localitySetting } from '../locality/setting.ts'
import type { MeshService } from '../registry/service.ts'
import { isAtLeast } from '../release.ts'

/** Envoy's healthy_panic_threshold where istiod sets none. */
const ENVOY_PANIC_THRESHOLD = 50

/** All that DestinationRule, Service and mesh settings together say about one cluster. */
export interface ClusterPolicy extends TrafficPolicy {
  readonly panicThreshold: number
  /** Unready endpoints are sent as UNHEALTHY. */
  readonly sendUnhealthy: boolean
  readonly locality?: LocalitySetting
  /** Endpoints get priorities. Looks at the DestinationRule only: a mesh default for outlier detection does not count. */
  readonly failover: boolean
  readonly localityWeighted: boolean
}

export function clusterPolicy(
  rule: DestinationRule | undefined,
  service: MeshService,
  port: number,
  subset: string,
  mesh: { readonly istio: IstioVersion; readonly meshConfig: Fields },
): ClusterPolicy {
  const own = trafficPolicyFor(rule, port, subset)
  const policy = withMeshDefaults(own, mesh)
  const locality = localitySetting(
    own.loadBalancer,
    service.trafficDistribution,
    mesh.meshConfig,
    isAtLeast(mesh.istio, '1.31'),
  )
  const forced = locality?.forced === true
  return {
    ...policy,
    ...health(policy.outlierDetection, service, mesh.istio),
    locality,
    failover: own.outlierDetection !== undefined || forced,
    localityWeighted: isLocalityWeighted(locality, policy.outlierDetection !== undefined || forced),
  }
}

/** meshConfig.defaultTrafficPolicy, since 1.31. */
function withMeshDefaults(
  policy: TrafficPolicy,
  mesh: { readonly istio: IstioVersion; readonly meshConfig: Fields },
): TrafficPolicy {
  const defaults = optionalFields(mesh.meshConfig.defaultTrafficPolicy)
  if (!defaults || !isAtLeast(mesh.istio, '1.31')) return policy
  return {
    ...policy,
    connectionPool: policy.connectionPool ?? optionalFields(defaults.connectionPool),
    outlierDetection: policy.outlierDetection ?? optionalFields(defaults.outlierDetection),
  }
}

/**
 * minHealthPercent is the panic threshold. Since 1.31 unready endpoints are sent as UNHEALTHY unless it is set, and
 * then panic must be off, or it would send requests to them (PILOT_AUTO_SEND_UNHEALTHY_ENDPOINTS).
 */
function health(
  outlierDetection: Fields | undefined,
  service: MeshService,
  istio: IstioVersion,
): Pick<ClusterPolicy, 'panicThreshold' | 'sendUnhealthy'> {
  const minHealthPercent = numberOr(fields(outlierDetection).minHealthPercent, 0)
  const sendUnhealthy = isAtLeast(istio, '1.31') && minHealthPercent === 0
  const untouched = !outlierDetection && !isAtLeast(istio, '1.31')
  const panicThreshold =
    service.trafficDistribution !== 'any' ? 0 : untouched ? ENVOY_PANIC_THRESHOLD : minHealthPercent
  return { panicThreshold, sendUnhealthy }
}

/** core/cluster_traffic_policy.go:applyLocalityLoadBalancer. */
function isLocalityWeighted(setting: LocalitySetting | undefined, failover: boolean): boolean {
  if (!setting || setting.zoneAware) return false
  if (setting.distribute.length > 0) return true
  return failover && (setting.failover.length > 0 || setting.failoverPriority.length > 0)
}
