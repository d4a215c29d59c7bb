import type { CircuitBreaker } from '../breaker.ts'
import type { HashValue } from '../hash.ts'
import type { HostTable } from '../host-table.ts'
import { NO_HOST } from './balancer.ts'
import type { HashedHost, HashTable } from './hash-table.ts'
import { MersenneTwister } from './mersenne-twister.ts'

/**
 * Consistent hashing with bounded loads (Envoy BoundedLoadHashingLoadBalancer; Mirrokni et al., arXiv 1608.01350): no
 * host gets more than `balanceFactor` percent of its fair share of the active requests. A request whose host is full
 * goes through the others in an order that its hash decides, to the first that is not; if all are full, to the least
 * full.
 * Known differences from Envoy: none.
 */
export class BoundedLoad implements HashTable {
  readonly #table: HashTable
  readonly #members: readonly HashedHost[]
  readonly #balanceFactor: number
  readonly #hosts: HostTable
  readonly #limits: CircuitBreaker

  constructor(
    table: HashTable,
    members: readonly HashedHost[],
    balanceFactor: number,
    hosts: HostTable,
    limits: CircuitBreaker,
  ) {
    this.#table = table
    this.#members = members
    this.#balanceFactor = balanceFactor
    this.#hosts = hosts
    this.#limits = limits
  }

  get size(): number {
    return this.#table.size
  }

  lookup(hash: HashValue, attempt: number): number {
    const slot = this.#table.lookup(hash, attempt)
    if (slot === NO_HOST) return NO_HOST
    let least = this.#members.find(member => member.slot === slot)!
    let leastOverload = this.#overload(least)
    if (leastOverload <= 1) return slot
    for (const index of shuffledIndices(hash.low, this.#members.length)) {
      const other = this.#members[index]
      if (other.slot === slot) continue
      const overload = this.#overload(other)
      if (overload <= 1) return other.slot
      if (overload < leastOverload) {
        least = other
        leastOverload = overload
      }
    }
    return least.slot
  }

  /** Active requests against the places the host has; above 1 it is full. */
  #overload({ slot, weight }: HashedHost): number {
    const places = Math.floor(((this.#limits.requests + 1) * this.#balanceFactor + 99) / 100)
    return this.#hosts.active[slot] / Math.max(1, Math.ceil(places * weight))
  }
}

/** Fisher-Yates order of 0..count-1 under a seed, made as far as it is read. */
export function* shuffledIndices(seed: number, count: number): Generator<number> {
  const random = new MersenneTwister(seed)
  const indices = Array.from({ length: count }, (_, index) => index)
  for (let i = 0; i < count; i++) {
    const j = i + uniform(random, count - i)
    const picked = indices[j]
    indices[j] = indices[i]
    indices[i] = picked
    yield picked
  }
}

/** Uniform in [0, k): equal parts of the 32-bit range, what is left over is drawn again. */
function uniform(random: MersenneTwister, k: number): number {
  const part = Math.floor(4_294_967_296 / k)
  for (;;) {
    const x = Math.floor(random.uint32() / part)
    if (x < k) return x
  }
}
