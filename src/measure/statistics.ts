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
 * Interval of a figure of a whole that was cut in parts as good as independent, at least two: the parts' spread is taken around the
 * figure of the whole, since the figure of a part, as a percentile of few requests, may be off to one side.
 */
export function sectionedInterval(whole: number, parts: readonly number[], confidence = 0.95): Interval {
  const count = parts.length
  assert(count >= 2, 'an interval needs two parts')
  const squares = sumOf(parts, part => (part - whole) * (part - whole))
  const margin = jstat.studentt.inv(0.5 + confidence / 2, count - 1) * Math.sqrt(squares / (count - 1) / count)
  return { estimate: whole, low: whole - margin, high: whole + margin }
}

/** 95 % point of the standard normal distribution. */
const Z_ONE_SIDED = 1.6448536269514722

/**
 * Whether successive values resemble each other more than independent ones do in one case of twenty: von Neumann's ratio (G. S.
 * Fishman, "Grouping observations in digital simulation", Management Science 24, 1978). At least eight values.
 */
export function hangTogether(values: readonly number[]): boolean {
  const count = values.length
  assert(count >= 8, 'fewer values have no pattern')
  const mean = average(values)
  const spread = sumOf(values, value => (value - mean) * (value - mean))
  if (spread === 0) return false
  const steps = sumOf(values.slice(1), (value, i) => (value - values[i]) * (value - values[i]))
  return 1 - steps / (2 * spread) > Z_ONE_SIDED * Math.sqrt((count - 2) / (count * count - 1))
}
