import { groupBy } from '../multimap.ts'
import { type GroupMember, inPriorityOrder, type LocalityGroup, totalWeight } from './group.ts'

const NETWORK = 'topology.istio.io/network'

/**
 * Priorities by how many labels, in order, an endpoint shares with the caller: the first mismatch decides. Splits a
 * locality whose endpoints differ (core/loadbalancer/loadbalancer.go:applyFailoverPriorities).
 */
export function bySharedLabels(
  groups: readonly LocalityGroup[],
  caller: Readonly<Record<string, string>>,
  failoverPriority: readonly string[],
): readonly LocalityGroup[] {
  const wanted = failoverPriority.map(entry => expectation(entry, caller))
  return inPriorityOrder(groups.flatMap(group => split(group, wanted)))
}

interface Expectation {
  readonly label: string
  readonly value: string
}

/** `label` = as the caller's own, missing counting as empty; `label=value` = that value, whatever the caller has. */
function expectation(entry: string, caller: Readonly<Record<string, string>>): Expectation {
  const parts = entry.split('=')
  return { label: parts[0], value: parts.length === 2 ? parts[1] : (caller[parts[0]] ?? '') }
}

function split(group: LocalityGroup, wanted: readonly Expectation[]): readonly LocalityGroup[] {
  return [...groupBy(group.members, member => priorityOf(member, wanted))]
    .sort(([a], [b]) => a - b)
    .map(([priority, members]) => ({ ...group, priority, weight: totalWeight(members), members }))
}

/**
 * A mismatch at position j of n gives n - j. Another network in first place costs n more but does not end the walk, so
 * that endpoints behind one gateway keep their order.
 */
function priorityOf({ labels }: GroupMember, wanted: readonly Expectation[]): number {
  let extra = 0
  for (const [position, { label, value }] of wanted.entries()) {
    if ((labels[label] ?? '') === value) continue
    if (position === 0 && label === NETWORK) extra = wanted.length
    else return extra + wanted.length - position
  }
  return extra
}
