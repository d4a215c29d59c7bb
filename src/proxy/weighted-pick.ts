/**
 * Index of the weighted cluster that the route's random number `r` falls on (source/common/router/
 * weighted_cluster_specifier.cc:pickWeightedCluster): r modulo the sum of weights, against half-open intervals in
 * configured order. A weight of 0 is never picked; -1 if all are 0.
 * Known differences from Envoy: no header_name, no use_hash_policy, no weights from the runtime.
 */
export function weightedPick(weights: ArrayLike<number>, r: number): number {
  let total = 0
  for (let i = 0; i < weights.length; i++) total += weights[i]
  if (total === 0) return -1
  let selected = r % total
  for (let i = 0; i < weights.length; i++) {
    if (selected < weights[i]) return i
    selected -= weights[i]
  }
  return -1
}
