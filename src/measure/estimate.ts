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
  if (values.length === 1) return { ...counts, mean: values[0] }
  const { estimate, low, high } = studentInterval(values)
  return { ...counts, mean: estimate, low, high }
}

/** Half of the interval over the mean; undefined where there is no interval, or the mean is 0 and the interval is not. */
export function relativeHalfWidth({ mean, low, high }: Estimate): number | undefined {
  if (mean === undefined || low === undefined || high === undefined) return undefined
  if (high === low) return 0
  return mean === 0 ? undefined : (high - low) / 2 / Math.abs(mean)
}
