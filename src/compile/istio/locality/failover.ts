import type { Locality } from '../../../kernel/locality.ts'
import { inPriorityOrder, type LocalityGroup } from './group.ts'
import type { LocalitySetting } from './setting.ts'

/**
 * Priorities by distance from the caller: same subzone, zone, region, elsewhere; a `failover` entry for the caller's
 * region sends all other regions but its `to` behind. Priorities given before (by failoverPriority) stay the coarser
 * order (core/loadbalancer/loadbalancer.go:applyLocalityFailover).
 */
export function byDistance(
  groups: readonly LocalityGroup[],
  caller: Locality,
  failover: LocalitySetting['failover'],
): readonly LocalityGroup[] {
  const target = failover.find(({ from }) => from === caller.region)?.to
  return inPriorityOrder(
    groups.map(group => ({ ...group, priority: group.priority * 5 + distance(caller, group.locality, target) })),
  )
}

/**
 * Priorities of a zoneAwareLbSetting: the caller's region, the `to` of its failover, all others
 * (core/loadbalancer/loadbalancer.go:applyZoneAwareRegionalFailover).
 */
export function byRegion(
  groups: readonly LocalityGroup[],
  caller: Locality,
  failover: LocalitySetting['failover'],
): readonly LocalityGroup[] {
  const target = failover.find(({ from }) => from === caller.region)?.to
  const rank = ({ region }: Locality) => (region === caller.region ? 0 : region === target ? 1 : 2)
  return inPriorityOrder(groups.map(group => ({ ...group, priority: group.priority * 3 + rank(group.locality) })))
}

/** 0 to 3 (networking/util:LbPriority), 4 for a region that the failover passes over. */
function distance(caller: Locality, other: Locality, target: string | undefined): number {
  if (caller.region !== other.region) return target !== undefined && other.region !== target ? 4 : 3
  if (caller.zone !== other.zone) return 2
  return caller.subzone === other.subzone ? 0 : 1
}
