import type { Interval } from '../../measure/share-band.ts'
import { controlledInterval, studentInterval } from '../../measure/statistics.ts'
import type { Quantity } from './quantity.ts'

/** Of a thousand quantities one would fall outside by chance. */
const CONFIDENCE = 0.999
/** Fewer runs could look precise by luck. */
export const LEAST_RUNS = 20
/** At once; how many the width says are missing is itself uncertain. */
const MOST_MISSING = 10

export interface QuantityReport {
  readonly name: string
  readonly theory: number
  readonly interval: Interval
  /** Half-width over the theory. */
  readonly halfWidth: number
  /** The interval is as narrow as asked, and the theory lies in it. */
  readonly agrees: boolean
}

/** @param runs figures of each run, by measure of the quantity */
export function quantityReport(quantity: Quantity, runs: readonly (readonly number[])[]): QuantityReport {
  const { name, theory, within } = quantity
  const interval = intervalOf(quantity, runs)
  const halfWidth = (interval.high - interval.low) / 2 / theory
  const agrees = halfWidth <= within && interval.low <= theory && theory <= interval.high
  return { name, theory, interval, halfWidth, agrees }
}

function intervalOf({ value, controlMean }: Quantity, runs: readonly (readonly number[])[]): Interval {
  const values = runs.map(figures => value(...figures))
  if (controlMean === undefined) return studentInterval(values, CONFIDENCE)
  const controls = runs.map(figures => figures[figures.length - 1])
  return controlledInterval(values, controls, controlMean, CONFIDENCE)
}

/**
 * How many runs to make before looking again; 0 = they suffice. The rule looks at the width alone, never at the theory. A width falls
 * with the root of the number of runs.
 */
export function runsMissing(quantity: Quantity, runs: readonly (readonly number[])[]): number {
  if (runs.length < LEAST_RUNS) return LEAST_RUNS - runs.length
  const excess = quantityReport(quantity, runs).halfWidth / quantity.within
  return excess <= 1 ? 0 : Math.min(MOST_MISSING, Math.ceil(runs.length * (excess * excess - 1)))
}
