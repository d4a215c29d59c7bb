import type { TcpFilter, TcpLimits } from '../../../dataplane/listener.ts'
import type { WeightedCluster } from '../../../dataplane/route.ts'
import type { DestinationRule } from '../destination-rule/destination-rule.ts'
import { type Fields, fields, optionalDurationNs, optionalFields } from '../field.ts'

/**
 * A TCP proxy in front of clusters (core/networkfilter.go:buildOutboundNetworkFilters). One set of settings serves them all:
 * those of the DestinationRule of the first destination, whose levels for ports are not looked at.
 * @param subset of the only destination; '' where there are several
 */
export function tcpFilter(
  clusters: readonly WeightedCluster[],
  rule: DestinationRule | undefined,
  subset: string,
): TcpFilter {
  return {
    kind: 'tcp',
    clusters,
    limits: limitsOf(rule?.trafficPolicy),
    hash: hashesSourceIp(rule, subset) ? [{ kind: 'sourceIp' }] : [],
  }
}

/** Those of a subset are never looked at. */
function limitsOf(policy: Fields | undefined): TcpLimits {
  const tcp = fields(fields(policy?.connectionPool).tcp)
  const idleTimeoutNs = optionalDurationNs(tcp.idleTimeout)
  const maxDurationNs = optionalDurationNs(tcp.maxConnectionDuration)
  return {
    ...(idleTimeoutNs !== undefined && { idleTimeoutNs }),
    ...(maxDurationNs !== undefined && { maxDurationNs }),
  }
}

/** A subset with a load balancer of its own decides for itself (core/networkfilter.go:maybeSetHashPolicy). */
function hashesSourceIp(rule: DestinationRule | undefined, subset: string): boolean {
  const ofSubset = rule?.subsets.find(({ name }) => name === subset)?.trafficPolicy
  const loadBalancer = optionalFields(ofSubset?.loadBalancer) ?? fields(rule?.trafficPolicy?.loadBalancer)
  return fields(loadBalancer.consistentHash).useSourceIp === true
}
