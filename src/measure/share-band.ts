import { assert } from '../kernel/assert.ts'

/** An estimate with its confidence interval. */
export interface Interval {
  readonly estimate: number
  readonly low: number
  readonly high: number
}

/** 97.5 % point of the standard normal distribution. */
const Z_95 = 1.959963984540054

/**
 * 95 % band of a share (E. B. Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22,
 * 1927): right for small counts and for shares near 0 and 1. Uses nothing but + - * / and sqrt, so it is the same on
 * every engine.
 */
export function wilsonBand(hits: number, trials: number): Interval {
  assert(trials > 0 && hits >= 0 && hits <= trials, 'a share is of at least one trial')
  const share = hits / trials
  const z2 = Z_95 * Z_95
  const centre = share + z2 / (2 * trials)
  const margin = Z_95 * Math.sqrt((share * (1 - share)) / trials + z2 / (4 * trials * trials))
  const scale = 1 + z2 / trials
  return {
    estimate: share,
    low: hits === 0 ? 0 : (centre - margin) / scale,
    high: hits === trials ? 1 : (centre + margin) / scale,
  }
}
