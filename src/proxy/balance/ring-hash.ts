import type { BalancerPolicy } from '../../dataplane/cluster.ts'
import { type HashValue, hash64 } from '../hash.ts'
import { murmur2 } from '../murmur.ts'
import { NO_HOST } from './balancer.ts'
import type { HashedHost, HashTable } from './hash-table.ts'

const DEFAULT_MINIMUM = 1024
const DEFAULT_MAXIMUM = 8_388_608

type RingPolicy = Pick<BalancerPolicy, 'minimumRingSize' | 'maximumRingSize' | 'hashFunction'>

/**
 * RING_HASH (Envoy RingHashLoadBalancer::Ring): every host has entries on a ring of 64-bit hashes in proportion to its
 * weight; a request goes to the first entry at or after its hash. When a host leaves, few keys of the others move.
 * Known differences from Envoy: none.
 */
export class RingHash implements HashTable {
  readonly #high: Uint32Array
  readonly #low: Uint32Array
  readonly #slots: Int32Array

  constructor(hosts: readonly HashedHost[], policy: RingPolicy) {
    const entries = ringEntries(hosts, policy).sort((a, b) => (a.hash < b.hash ? -1 : a.hash > b.hash ? 1 : 0))
    this.#high = Uint32Array.from(entries, entry => Number(entry.hash >> 32n))
    this.#low = Uint32Array.from(entries, entry => Number(entry.hash & 0xffffffffn))
    this.#slots = Int32Array.from(entries, entry => entry.slot)
  }

  get size(): number {
    return this.#slots.length
  }

  lookup(hash: HashValue, attempt: number): number {
    const { length } = this.#slots
    if (length === 0) return NO_HOST
    return this.#slots[(this.#indexOf(hash) + attempt) % length]
  }

  /** First entry with a hash not below; past the last one the ring closes. */
  #indexOf({ high, low }: HashValue): number {
    let from = 0
    let to = this.#slots.length
    while (from < to) {
      const middle = (from + to) >>> 1
      const below = this.#high[middle] < high || (this.#high[middle] === high && this.#low[middle] < low)
      if (below) from = middle + 1
      else to = middle
    }
    return from === this.#slots.length ? 0 : from
  }
}

function ringEntries(hosts: readonly HashedHost[], policy: RingPolicy) {
  const entries: { hash: bigint; slot: number }[] = []
  if (hosts.length === 0) return entries
  const minimum = policy.minimumRingSize ?? DEFAULT_MINIMUM
  const least = hosts.reduce((smallest, host) => Math.min(smallest, host.weight), 1)
  const scale = Math.min(Math.ceil(least * minimum) / least, policy.maximumRingSize ?? DEFAULT_MAXIMUM)
  const hashOf = policy.hashFunction === 'MURMUR_HASH_2' ? murmur2 : (text: string) => hash64(text)
  let current = 0
  let target = 0
  for (const { key, slot, weight } of hosts) {
    target += scale * weight
    for (let i = 0; current < target; i++, current++) entries.push({ hash: hashOf(`${key}_${i}`), slot })
  }
  return entries
}
