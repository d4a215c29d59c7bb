import type { Cluster, DiscoveryType } from '../../../dataplane/cluster.ts'
import type { Origin } from '../../../dataplane/origin.ts'
import type { DestinationRule, Subset } from '../destination-rule/destination-rule.ts'
import type { Fields } from '../field.ts'
import { isWildcard } from '../host/name.ts'
import type { MeshService, ServicePort } from '../registry/service.ts'
import { balancerPolicy, CLUSTER_PROVIDED, isPassthrough } from './balancer.ts'
import { connectionSettings, upstreamHttp2 } from './connection-pool.ts'
import { clusterName } from './name.ts'
import { outlierPolicy } from './outlier.ts'
import type { ClusterPolicy } from './policy.ts'
import { upstreamTls } from './tls.ts'

/** One cluster to be: a port of a service, whole or one subset of it. */
export interface ClusterTarget {
  readonly service: MeshService
  readonly port: ServicePort
  readonly subset?: Subset
  readonly rule?: DestinationRule
  readonly policy: ClusterPolicy
}

/** core/cluster.go:convertResolution; a DestinationRule may ask for pass-through. */
export function discoveryType({ service, policy }: ClusterTarget, gateway: boolean): DiscoveryType {
  if (isPassthrough(policy.loadBalancer)) return 'ORIGINAL_DST'
  switch (service.resolution) {
    case 'dns':
      return 'STRICT_DNS'
    case 'dnsRoundRobin':
      return 'LOGICAL_DNS'
    case 'passthrough':
      return gateway ? 'EDS' : 'ORIGINAL_DST'
    // A dynamic forward proxy looks up the name in Host, which is the service's own or, behind a star, whatever was dialled.
    case 'dynamicDns':
      return isWildcard(service.hostname) ? 'ORIGINAL_DST' : 'LOGICAL_DNS'
    default:
      return 'EDS'
  }
}

/** The cluster as istiod sends it (core/cluster_builder.go:buildCluster and applyTrafficPolicy). */
export function buildCluster(
  target: ClusterTarget,
  type: DiscoveryType,
  meshTlsPossible: boolean,
  meshConfig: Fields,
  gateway: boolean,
): Cluster {
  const { service, port, policy } = target
  const subset = target.subset?.name ?? ''
  const where = { host: service.hostname, port: port.number, subset }
  const originalDestination = type === 'ORIGINAL_DST'
  return {
    name: clusterName(port.number, subset, service.hostname),
    type,
    ...where,
    balancer:
      originalDestination || service.resolution === 'dynamicDns'
        ? CLUSTER_PROVIDED
        : balancerPolicy(policy.loadBalancer),
    ...connectionSettings(policy.connectionPool, policy.retryBudget, meshConfig),
    outlier: policy.outlierDetection && outlierPolicy(policy.outlierDetection),
    panicThreshold: policy.panicThreshold,
    localityWeighted: policy.localityWeighted,
    ...(policy.locality?.zoneAware && { zoneAware: policy.locality.zoneAware }),
    http2: upstreamHttp2(port.protocol, policy.connectionPool, meshConfig, gateway),
    tls: upstreamTls(
      policy.tls,
      { ...where, external: service.external, meshTlsPossible, originalDestination },
      meshConfig.enableAutoMtls !== false,
    ),
    origin: originOf(target),
  }
}

function originOf({ service, subset, rule }: ClusterTarget): Origin {
  if (!rule) return service.origin
  return subset ? { ...subset.origin, why: `subset ${subset.name}; ${rule.origin.why}` } : rule.origin
}
