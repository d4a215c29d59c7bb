import { type HashValue, hash64, hashModulo } from '../hash.ts'
import { NO_HOST } from './balancer.ts'
import type { HashedHost, HashTable } from './hash-table.ts'

/** Envoy's default table size; a prime. */
const DEFAULT_SIZE = 65_537

/**
 * MAGLEV (Envoy MaglevTable; Eisenbud et al., NSDI 2016): hosts take turns, as their weights allow, to claim the next
 * free slot of their own permutation of a table. The order of the hosts does not matter.
 * Known differences from Envoy: none.
 */
export class Maglev implements HashTable {
  readonly #table: Int32Array

  constructor(hosts: readonly HashedHost[], size = DEFAULT_SIZE) {
    this.#table = hosts.length === 0 ? new Int32Array(0) : maglevTable(hosts, size)
  }

  get size(): number {
    return this.#table.length
  }

  lookup(hash: HashValue, attempt: number): number {
    const { length } = this.#table
    if (length === 0) return NO_HOST
    return this.#table[hashModulo(attempt === 0 ? hash : retryHash(hash, attempt), length)]
  }
}

/** A retry looks elsewhere: h XOR (2^64 - attempt). */
function retryHash({ high, low }: HashValue, attempt: number): HashValue {
  return { high: ~high >>> 0, low: (low ^ -attempt) >>> 0 }
}

function maglevTable(hosts: readonly HashedHost[], size: number): Int32Array {
  const heaviest = hosts.reduce((most, host) => Math.max(most, host.weight), 0)
  const builders = [...hosts]
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    .map(({ key, slot, weight }) => ({
      slot,
      weight,
      /** Next place of its permutation: (offset + skip * n) mod size. */
      place: Number(hash64(key) % BigInt(size)),
      skip: Number(hash64(key, 1n) % BigInt(size - 1)) + 1,
      target: 0,
    }))
  const table = new Int32Array(size).fill(NO_HOST)
  let filled = 0
  for (let round = 1; filled < size; round++) {
    for (const host of builders) {
      if (filled === size) break
      if (round * host.weight < host.target) continue
      host.target += heaviest
      while (table[host.place] !== NO_HOST) host.place = (host.place + host.skip) % size
      table[host.place] = host.slot
      host.place = (host.place + host.skip) % size
      filled++
    }
  }
  return table
}
