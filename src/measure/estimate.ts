import type { Answer } from './query.ts'
import { studentInterval } from './statistics.ts'

/** A figure over replications: mean and 95 % interval (Student's t), in base units. */
export interface Estimate {
  /** Runs that have the figure. */
  readonly n: number
  /** Runs that do not: no sample, or not recovered. */
  readonly missing: number
  /** Absent without a run. */
  readonly mean?: number
  /** Both absent with fewer than two runs: one run has no interval. */
  readonly low?: number
  readonly high?: number
}

/** @param answers one per replication, in any order that is always the same */
export function estimateOf(answers: readonly Pick<Answer, 'value'>[]): Estimate {
  const values = answers.flatMap(({ value }) => (value === undefined ? [] : [value]))
  const counts = { n: values.length, missing: answers.length - values.length }
  if (values.length === 0) return counts
  const [first] = values
  if (values.length === 1) return { ...counts, mean: first }
  // The mean of equal values may differ from them in its last bit.
  if (values.every(value => value === first)) return { ...counts, mean: first, low: first, high: first }
  const { estimate, low, high } = studentInterval(values)
  return { ...counts, mean: estimate, low, high }
}

/**
 * Half of the interval over the mean; undefined where there is no interval, or the mean is 0. Also if every run has 0: what is
 * rare enough shows in none of a few runs, so that they know no part of its mean.
 */
export function relativeHalfWidth({ mean, low, high }: Estimate): number | undefined {
  if (mean === undefined || mean === 0 || low === undefined || high === undefined) return undefined
  return (high - low) / 2 / Math.abs(mean)
}
