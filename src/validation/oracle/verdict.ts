import type { Interval } from '../../measure/share-band.ts'
import { controlledInterval, studentInterval } from '../../measure/statistics.ts'
import type { Quantity } from './quantity.ts'

/** Of a thousand quantities one would fall outside by chance. */
const CONFIDENCE = 0.999
/** Fewer runs could look precise by luck. */
const LEAST_RUNS = 20

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

/** Whether the runs suffice: the rule looks at the width alone, never at the theory. */
export function isPrecise(quantity: Quantity, runs: readonly (readonly number[])[]): boolean {
  if (runs.length < LEAST_RUNS) return false
  return quantityReport(quantity, runs).halfWidth <= quantity.within
}
