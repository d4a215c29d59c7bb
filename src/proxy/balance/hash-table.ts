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

/**
 * The same with locality weights (normalizeLocalityWeights): each locality has its share, whatever it holds. One
 * without a healthy host keeps its share of a ring, which is smaller by it.
 * Source: source/extensions/load_balancing_policies/common/thread_aware_lb_impl.cc.
 * Known differences from Envoy: a host is always hashed by its address, not by hash_key metadata or its host name.
 */
export function hashedHostsByLocality(
  hosts: HostTable,
  localities: readonly LocalityHosts[],
  panic: boolean,
): HashedHost[] {
  const total = localities.reduce((sum, { weight }) => sum + weight, 0)
  return localities.flatMap(({ weight, all, healthy }) => {
    if (weight === 0) return []
    const members = hashedHosts(hosts, panic ? all.slots : healthy.slots)
    return members.map(host => ({ ...host, weight: (host.weight * weight) / total }))
  })
}
