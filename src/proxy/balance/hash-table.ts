import type { HashValue } from '../hash.ts'
import type { LocalityHosts } from '../host-lists.ts'
import type { HostTable } from '../host-table.ts'

/** One host as RING_HASH and MAGLEV see it. */
export interface HashedHost {
  readonly slot: number
  /** Address, or host name where the cluster hashes by name. */
  readonly key: string
  /** Share of all weights: together 1. */
  readonly weight: number
}

/** Where a hash leads; shared by the workers of a proxy. */
export interface HashTable {
  readonly size: number
  /** `attempt` counts the picks of one selection from 0. NO_HOST if nobody is there. */
  lookup(hash: HashValue, attempt: number): number
}

/** Envoy ThreadAwareLoadBalancerBase, normalizeHostWeights. */
export function hashedHosts(hosts: HostTable, slots: Int32Array): HashedHost[] {
  const total = slots.reduce((sum, slot) => sum + hosts.weight[slot], 0)
  return Array.from(slots, slot => ({ slot, key: hosts.address[slot], weight: hosts.weight[slot] / total }))
}

/** The same with locality weights (normalizeLocalityWeights): each locality has its share, whatever it holds. */
export function hashedHostsByLocality(
  hosts: HostTable,
  localities: readonly LocalityHosts[],
  panic: boolean,
): HashedHost[] {
  const weights = localities.map(each => (panic ? each.weight : each.healthy.slots.length > 0 ? each.weight : 0))
  const total = weights.reduce((sum, each) => sum + each, 0)
  return localities.flatMap((locality, index) => {
    if (weights[index] === 0) return []
    const members = hashedHosts(hosts, panic ? locality.all.slots : locality.healthy.slots)
    return members.map(host => ({ ...host, weight: (host.weight * weights[index]) / total }))
  })
}
