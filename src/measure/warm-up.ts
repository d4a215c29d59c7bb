/** Values per batch: MSER-5. */
const BATCH = 5

/**
 * How many values at the front of a series still show how it began: MSER-5 (K. P. White, M. J. Cobb, S. C. Spratt, "A
 * comparison of five steady-state truncation heuristics for simulation", WSC 2000). Of the means of batches of five values
 * those are cut whose absence makes the standard error of the rest smallest. Undefined if that is more than half of the
 * series, which then has not settled, or for fewer than ten batches.
 */
export function transientOf(values: readonly number[]): number | undefined {
  const count = Math.floor(values.length / BATCH)
  if (count < 10) return undefined
  const means = Array.from({ length: count }, (_, i) => {
    const batch = values.slice(i * BATCH, (i + 1) * BATCH)
    return batch.reduce((sum, value) => sum + value, 0) / BATCH
  })
  let best = 0
  let least = Number.POSITIVE_INFINITY
  // From the end, sums of what would be kept grow by one batch at a time; the last few batches always look calm.
  let sum = 0
  let squares = 0
  for (let cut = count - 1; cut >= 0; cut--) {
    const kept = count - cut
    sum += means[cut]
    squares += means[cut] * means[cut]
    if (kept < BATCH) continue
    const spread = Math.max(0, squares - (sum * sum) / kept) / (kept * kept)
    // Of equals the longer rest.
    if (spread <= least) [least, best] = [spread, cut]
  }
  return best > count / 2 ? undefined : best * BATCH
}
