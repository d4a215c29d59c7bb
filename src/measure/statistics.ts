import jstat from 'jstat'
import { assert } from '../kernel/assert.ts'
import type { Interval } from './share-band.ts'

/** Student-t interval of the mean of independent values, at least two. @param confidence 0.95, 0.99, ... */
export function studentInterval(values: readonly number[], confidence = 0.95): Interval {
  const count = values.length
  assert(count >= 2, 'an interval needs two values')
  const mean = values.reduce((sum, value) => sum + value, 0) / count
  const squares = values.reduce((sum, value) => sum + (value - mean) * (value - mean), 0)
  const t = jstat.studentt.inv(0.5 + confidence / 2, count - 1)
  const margin = t * Math.sqrt(squares / (count - 1) / count)
  return { estimate: mean, low: mean - margin, high: mean + margin }
}

/**
 * The same, made narrower by a control: a figure of the same runs whose true mean is known. What the runs' controls were off by
 * is taken out of their values by linear regression (S. S. Lavenberg, P. D. Welch, "A perspective on the use of control
 * variables to increase the efficiency of Monte Carlo simulations", Management Science 27, 1981).
 * @param controls one per value
 */
export function controlledInterval(
  values: readonly number[],
  controls: readonly number[],
  controlMean: number,
  confidence = 0.95,
): Interval {
  const count = values.length
  assert(count >= 3 && controls.length === count, 'a controlled interval needs three pairs')
  const mean = average(values)
  const controlled = average(controls)
  const spread = sumOf(controls, control => (control - controlled) * (control - controlled))
  assert(spread > 0, 'a control varies')
  const slope = sumOf(values, (value, i) => (value - mean) * (controls[i] - controlled)) / spread
  const residual = sumOf(values, (value, i) => {
    const rest = value - mean - slope * (controls[i] - controlled)
    return rest * rest
  })
  const off = controlled - controlMean
  const t = jstat.studentt.inv(0.5 + confidence / 2, count - 2)
  const margin = t * Math.sqrt((residual / (count - 2)) * (1 / count + (off * off) / spread))
  const estimate = mean - slope * off
  return { estimate, low: estimate - margin, high: estimate + margin }
}

/** Sums of equal values that differ in their last bits are equal. */
const ROUNDING = 1e-12

/**
 * Whether a few values have another mean than a reference of at least two, whose spread is taken for both: the values may
 * hold a change that is no chance. Student's t, two-sided.
 */
export function studentsDiffer(values: readonly number[], reference: readonly number[], confidence = 0.99): boolean {
  const { estimate, low } = studentInterval(reference, confidence)
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  // The interval is that of the reference alone; the other mean has an error too.
  const margin = (estimate - low) * Math.sqrt(1 + reference.length / values.length)
  return Math.abs(mean - estimate) > margin + Math.abs(estimate) * ROUNDING
}

function average(values: readonly number[]): number {
  return sumOf(values, value => value) / values.length
}

function sumOf(values: readonly number[], term: (value: number, i: number) => number): number {
  return values.reduce((sum, value, i) => sum + term(value, i), 0)
}

/**
 * Interval of the mean of an autocorrelated series (successive sojourn times of a queue, say) by batch means: batches
 * much longer than the correlation are as good as independent. Values that fill no batch are left out at the front,
 * where the start still shows.
 */
export function batchMeansInterval(values: ArrayLike<number>, batches = 30, confidence = 0.95): Interval {
  const size = Math.floor(values.length / batches)
  assert(size >= 1, 'there is at least one value per batch')
  const skipped = values.length - size * batches
  const means = Array.from({ length: batches }, (_, batch) => {
    let sum = 0
    for (let i = 0; i < size; i++) sum += values[skipped + batch * size + i]
    return sum / size
  })
  return studentInterval(means, confidence)
}
