import type { HashedHost } from '../../../src/proxy/balance/hash-table.ts'

/** Hosts by their hash keys, slots in that order, weights brought to a sum of 1. */
export function shares(keys: readonly string[], weights: readonly number[] = keys.map(() => 1)): HashedHost[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  return keys.map((key, slot) => ({ key, slot, weight: weights[slot] / total }))
}
