import type { Estimate } from './estimate.ts'
import type { AssertionResult } from './result.ts'

export type GoalVerdict = 'pass' | 'fail' | 'unclear'

/** `sweep.json`, and exactly what `meshsim sweep -o json` prints. Figures are in base units: ns, fractions, counts, per second. */
export interface SweepResult {
  readonly schema: 1
  readonly meshsim: string
  readonly scenario: { readonly id: string; readonly title: string; readonly file: string }
  /** The same at every point: points differ by their settings, not by chance. */
  readonly seeds: readonly number[]
  readonly axes: readonly { readonly path: string; readonly values: readonly string[] }[]
  readonly measures: readonly SweepMeasure[]
  readonly goals: readonly SweepGoal[]
  /** The last axis changes fastest. */
  readonly points: readonly SweepPoint[]
  /** Index of the first point that passes every goal; absent without goals, or if none does. */
  readonly first?: number
  /** Index of the knee of the first measure (measure/knee); only for one axis of numbers. */
  readonly knee?: number
  /** False when it was interrupted: points and runs are missing. */
  readonly complete: boolean
}

export interface SweepMeasure {
  readonly text: string
  readonly unit: AssertionResult['unit']
}

export interface SweepGoal {
  readonly text: string
  /** Index of its measure. */
  readonly measure: number
  /** `< 400ms`. */
  readonly bound: string
  /** The limits in base units, for charts. */
  readonly limits: readonly number[]
}

export interface SweepPoint {
  /** By axis, as `--set` takes them. */
  readonly values: readonly string[]
  /** By measure. */
  readonly figures: readonly Estimate[]
  /** By goal. */
  readonly verdicts: readonly GoalVerdict[]
  /** By seed. */
  readonly digests: readonly string[]
}

/**
 * A goal is met if the whole interval meets it and missed if none of it does; between, more replications would tell. A single
 * run is taken at its word. A run without the figure (no sample, not recovered) misses the goal.
 */
export function goalVerdict({ mean, low, high, missing }: Estimate, meets: (value: number) => boolean): GoalVerdict {
  if (mean === undefined || missing > 0) return 'fail'
  const ends = [meets(low ?? mean), meets(high ?? mean)]
  if (ends.every(Boolean)) return 'pass'
  return ends.some(Boolean) || meets(mean) ? 'unclear' : 'fail'
}
