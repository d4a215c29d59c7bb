import { studentsDiffer } from './statistics.ts'

/** Values per batch: MSER-5. */
const BATCH = 5
/** Fewer batches than this say nothing. */
const LEAST_BATCHES = 10

/** What the front of a series shows of how it began. */
export type Transient =
  /** So many values at the front stand apart; 0 = none do. */
  | { readonly kind: 'settles'; readonly values: number }
  /** The second half of the series still moves. */
  | { readonly kind: 'moving' }

/**
 * How many values at the front of a series still show how it began: MSER-5 (K. P. White, M. J. Cobb, S. C. Spratt, "A
 * comparison of five steady-state truncation heuristics for simulation", WSC 2000). Of the means of batches of five values
 * those of the first half are cut whose absence makes the standard error of the rest smallest.
 *
 * By itself MSER cuts something from a third of all series that have no start to show, and too much from others. So of
 * what it cuts only as much counts as stands apart: up to the first batch that, alone and with the rest of the cut, has the
 * mean of the second half of the series. A series whose second half is not the same before and after its middle has not
 * settled. Both are asked at 99 % (Student's t). Undefined for fewer than ten batches.
 */
export function transientOf(values: readonly number[]): Transient | undefined {
  const means = batchMeans(values)
  if (means.length < LEAST_BATCHES) return undefined
  const late = means.slice(Math.ceil(means.length / 2))
  const middle = Math.floor(late.length / 2)
  if (studentsDiffer(late.slice(0, middle), late.slice(middle))) return { kind: 'moving' }
  const cut = means.slice(0, calmestCut(means))
  const settled = cut.findIndex((mean, i) => !studentsDiffer([mean], late) && !studentsDiffer(cut.slice(i), late))
  return { kind: 'settles', values: BATCH * (settled < 0 ? cut.length : settled) }
}

function batchMeans(values: readonly number[]): readonly number[] {
  return Array.from({ length: Math.floor(values.length / BATCH) }, (_, i) => {
    const batch = values.slice(i * BATCH, (i + 1) * BATCH)
    return batch.reduce((sum, value) => sum + value, 0) / BATCH
  })
}

/** Of equal cuts the shorter one. */
function calmestCut(means: readonly number[]): number {
  let best = 0
  let least = Number.POSITIVE_INFINITY
  // From the end, sums of what would be kept grow by one batch at a time.
  let sum = 0
  let squares = 0
  for (let cut = means.length - 1; cut >= 0; cut--) {
    const kept = means.length - cut
    sum += means[cut]
    squares += means[cut] * means[cut]
    if (cut > means.length / 2) continue
    const spread = Math.max(0, squares - (sum * sum) / kept) / (kept * kept)
    if (spread <= least) [least, best] = [spread, cut]
  }
  return best
}
