import type { Watch } from './watch.ts'

/** How long the trouble after a mark lasted. */
export type Recovery =
  /** 0 when the figure never left its usual range. */
  | { readonly kind: 'recovered'; readonly timeNs: number }
  | { readonly kind: 'not recovered' }
  | { readonly kind: 'no baseline' }

/** A figure up to this multiple of its baseline counts as usual. */
const TOLERANCE = 1.25
/** A share (errors, degraded) may also rise by this much: 1.25 times a baseline of 0 would be 0. */
const SHARE_TOLERANCE = 0.01
/** It is usual again when it stays so for this many buckets. */
const STEADY_BUCKETS = 5

export interface RecoveryOptions {
  readonly markNs: number
  readonly warmupNs: number
  readonly endedNs: number
  readonly bucketNs: number
  /** False for a latency. */
  readonly isShare: boolean
}

/**
 * Time from a mark to the return of a figure.
 *
 * The baseline is the median over the buckets that lie in the measured time before the mark. A bucket is usual when its
 * figure is at most 1.25 times the baseline (a share: or one percentage point above it). The figure leaves in the first
 * unusual bucket that ends after the mark, however late, and has recovered at the start of the first bucket after that
 * with which five usual ones in a row begin; the answer is that start minus the mark. Buckets in which no request ended
 * are passed over. When the run ends before the five are seen, it has not recovered.
 */
export function recoveryOf(watch: Watch, options: RecoveryOptions): Recovery {
  const { markNs, warmupNs, endedNs, bucketNs } = options
  const first = Math.ceil(warmupNs / bucketNs)
  const atMark = Math.floor(markNs / bucketNs)
  const end = Math.ceil(endedNs / bucketNs)
  const before = sampled(watch, first, atMark)
  if (before.length === 0) return { kind: 'no baseline' }
  const baseline = median(before.map(bucket => watch.value(bucket)))
  const limit = Math.max(TOLERANCE * baseline, options.isShare ? baseline + SHARE_TOLERANCE : 0)
  const after = sampled(watch, atMark, end)
  const left = after.findIndex(bucket => watch.value(bucket) > limit)
  if (left < 0) return { kind: 'recovered', timeNs: 0 }
  let steady = 0
  for (let i = left; i < after.length; i++) {
    steady = watch.value(after[i]) > limit ? 0 : steady + 1
    if (steady === STEADY_BUCKETS) {
      return { kind: 'recovered', timeNs: after[i - STEADY_BUCKETS + 1] * bucketNs - markNs }
    }
  }
  return { kind: 'not recovered' }
}

/** Buckets of [first, end) that have a sample. */
function sampled(watch: Watch, first: number, end: number): number[] {
  const buckets: number[] = []
  for (let bucket = first; bucket < end; bucket++) if (!Number.isNaN(watch.value(bucket))) buckets.push(bucket)
  return buckets
}

/** Middle value; the mean of the two middle ones for an even count. */
function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}
