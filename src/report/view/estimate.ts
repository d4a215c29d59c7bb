import type { Estimate } from '../../measure/estimate.ts'
import { figureText, type Unit } from '../figure.ts'

/** `104ms [102ms, 107ms]`, `0% [all equal]`; a single run has no interval. */
export function estimateText(estimate: Estimate, unit: Unit): string {
  const { mean, low, high, missing } = estimate
  if (mean === undefined) return 'no sample'
  const gaps = missing > 0 ? `, ${missing} without` : ''
  if (low === undefined || high === undefined) return figureText(mean, unit) + gaps
  if (low === high) return `${figureText(mean, unit)} [all equal]${gaps}`
  return `${figureText(mean, unit)} [${lowText(low, unit)}, ${figureText(high, unit)}]${gaps}`
}

/** An interval around a small share may reach below 0, the share itself cannot. */
function lowText(low: number, unit: Unit): string {
  return figureText(Math.max(0, low), unit)
}
