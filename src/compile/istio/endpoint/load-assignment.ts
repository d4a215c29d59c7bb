import type { ProxyIdentity } from '../../../dataplane/data-plane.ts'
import type { LoadAssignment } from '../../../dataplane/endpoint.ts'
import { labelsMatch } from '../field.ts'
import { isIpAddress } from '../host/name.ts'
import { byDistribution } from '../locality/distribute.ts'
import { byDistance, byRegion } from '../locality/failover.ts'
import { bySharedLabels } from '../locality/failover-priority.ts'
import { type LocalityGroup, totalWeight } from '../locality/group.ts'
import type { LocalitySetting } from '../locality/setting.ts'
import { groupBy } from '../multimap.ts'
import type { NetworkGateways } from '../network/gateways.ts'
import { overNetworks } from '../network/over-networks.ts'
import { groupMember } from './group-member.ts'
import { withTopologyLabels } from './labels.ts'
import type { MeshEndpoint } from './mesh-endpoint.ts'

/** What of a cluster decides about its endpoints, besides the caller. */
export interface AssignmentPolicy {
  readonly cluster: string
  readonly subsetLabels: Readonly<Record<string, string>>
  /** Names as addresses are used (DNS) rather than left out. */
  readonly resolvesNames: boolean
  /** Endpoints that are not ready are sent as UNHEALTHY rather than left out. */
  readonly sendUnhealthy: boolean
  /** Only endpoints on the caller's node. */
  readonly nodeLocal: boolean
  /** Only endpoints in the caller's cluster. */
  readonly clusterLocal: boolean
  /** By which endpoints on other networks are reached. */
  readonly gateways: NetworkGateways
  readonly locality?: LocalitySetting
  /** Priorities are made: there is outlier detection, or the setting forces them. */
  readonly failover: boolean
  meshTls(endpoint: MeshEndpoint): boolean
}

/**
 * Endpoints as istiod sends them to one caller: by locality in the order of their names, with priorities and weights
 * relative to the caller (pilot/pkg/xds/endpoints/endpoint_builder.go:BuildClusterLoadAssignment).
 */
export function loadAssignment(
  endpoints: readonly MeshEndpoint[],
  policy: AssignmentPolicy,
  caller: ProxyIdentity,
): LoadAssignment {
  const groups = byLocality(
    endpoints.filter(endpoint => isSent(endpoint, policy, caller)),
    policy,
    caller,
  )
  const localities = prioritised(groups, policy, caller).map(({ locality, priority, weight, members }) => ({
    locality,
    priority,
    weight,
    endpoints: members.map(({ endpoint }) => endpoint),
  }))
  return { cluster: policy.cluster, localities }
}

function isSent(endpoint: MeshEndpoint, policy: AssignmentPolicy, caller: ProxyIdentity): boolean {
  if (endpoint.health === 'TERMINATING') return false
  if (endpoint.health === 'UNHEALTHY' && !policy.sendUnhealthy) return false
  if (policy.clusterLocal && endpoint.cluster !== caller.cluster) return false
  if (policy.nodeLocal && endpoint.node !== caller.node) return false
  if (!policy.resolvesNames && !isIpAddress(endpoint.address)) return false
  return labelsMatch(policy.subsetLabels, endpoint.labels)
}

function byLocality(
  endpoints: readonly MeshEndpoint[],
  policy: AssignmentPolicy,
  caller: ProxyIdentity,
): readonly LocalityGroup[] {
  return [...groupBy(endpoints, endpoint => endpoint.localityKey)]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, group]) => {
      const members = policy.gateways.exist
        ? overNetworks(group, caller, policy.gateways, policy.meshTls)
        : group.map(endpoint => groupMember(endpoint, policy.meshTls(endpoint)))
      return { locality: group[0].locality, priority: 0, weight: totalWeight(members), members }
    })
}

/** `distribute` excludes the rest; priorities need failover (core/loadbalancer:ApplyLocalityLoadBalancer). */
function prioritised(
  groups: readonly LocalityGroup[],
  policy: AssignmentPolicy,
  caller: ProxyIdentity,
): readonly LocalityGroup[] {
  const setting = policy.locality
  if (!setting) return groups
  if (setting.distribute.length > 0) return byDistribution(groups, caller.locality, setting.distribute)
  const { zoneAware, failoverPriority } = setting
  if (zoneAware ? !zoneAware.enabled : !policy.failover) return groups
  if (zoneAware && failoverPriority.length === 0) return byRegion(groups, caller.locality, setting.failover)
  if (failoverPriority.length === 0) return byDistance(groups, caller.locality, setting.failover)
  const split = bySharedLabels(groups, withTopologyLabels(caller.labels, caller), failoverPriority)
  if (zoneAware) return byRegion(split, caller.locality, setting.failover)
  return setting.failover.length > 0 ? byDistance(split, caller.locality, setting.failover) : split
}
