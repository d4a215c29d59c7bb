import { exp, ln } from '../kernel/fdlibm.ts'
import { type Estimate, estimateOf } from './estimate.ts'
import type { Answer } from './query.ts'
import type { AssertionResult } from './result.ts'
import { studentInterval } from './statistics.ts'

export type ComparisonVerdict = 'better' | 'worse' | 'changed' | 'same' | 'unclear'

/** `compare -o json`: two scenarios over the same seeds. Figures are in base units: ns, fractions, counts, per second. */
export interface ComparisonResult {
  readonly schema: 1
  readonly meshsim: string
  readonly a: ComparedSide
  readonly b: ComparedSide
  readonly seeds: readonly number[]
  readonly figures: readonly ComparedFigure[]
  readonly assertions: readonly ComparedAssertion[]
  /** False when it was interrupted: pairs are missing. */
  readonly complete: boolean
  /** No assertion that held on side a is broken on side b. */
  readonly passed: boolean
}

export interface ComparedSide {
  /** What the user called it. */
  readonly name: string
  readonly title: string
  /** Pods at the start: what it costs. */
  readonly pods: number
  /** By seed. */
  readonly digests: readonly string[]
}

export interface ComparedFigure {
  readonly text: string
  readonly unit: AssertionResult['unit']
  readonly a: Estimate
  readonly b: Estimate
  readonly change?: Change
  readonly verdict: ComparisonVerdict
  /** For an unclear one: so many pairs would probably tell. */
  readonly repeats?: number
}

/** How b differs from a, with the 95 % interval over the pairs; a single pair has none. */
export interface Change {
  /** `b / a`, or `b - a`. */
  readonly kind: 'ratio' | 'difference'
  readonly value: number
  readonly low?: number
  readonly high?: number
}

export interface ComparedAssertion {
  readonly selector: string
  readonly condition: string
  readonly window?: string
  /** Runs in which it held. */
  readonly a: number
  readonly b: number
  readonly runs: number
  /** It held in every run of a, and not in every run of b. */
  readonly isWorse: boolean
}

/** What is better: less (latency, errors), more (throughput), or neither (a share). */
export type Preference = 'less' | 'more' | 'neither'

/** Differences within this part of the figure are none that a user would act on. */
const NEGLIGIBLE = 0.02
/** Of shares near 0 a part is nothing: 0.05 percentage points are none either. */
const NEGLIGIBLE_SHARE = 0.0005
const MOST_REPEATS = 1000

/**
 * One figure on both sides. The runs of one seed have the same arrivals and service times (common random numbers), so the
 * seed's own luck cancels in the pair: times, counts and rates are compared by the geometric mean of the ratios of the
 * pairs, fractions by the mean of their differences; Student's t gives the interval.
 * @param a one answer per seed; `b` in the same order
 */
export function comparedFigure(
  { text, unit }: Pick<ComparedFigure, 'text' | 'unit'>,
  a: readonly Answer[],
  b: readonly Answer[],
  preference: Preference,
): ComparedFigure {
  const pairs = a.flatMap(({ value: left }, i) => {
    const { value: right } = b[i]
    return left === undefined || right === undefined ? [] : [{ left, right }]
  })
  const base = { text, unit, a: estimateOf(a), b: estimateOf(b) }
  if (pairs.length < a.length || pairs.length === 0) return { ...base, verdict: 'unclear' }
  const isRatio = unit !== 'fraction' && pairs.every(({ left, right }) => left > 0 && right > 0)
  const steps = pairs.map(({ left, right }) => (isRatio ? ln(right / left) : right - left))
  const step = stepOf(steps)
  const negligible = isRatio
    ? ln(1 + NEGLIGIBLE)
    : Math.max(NEGLIGIBLE * (base.a.mean ?? 0), unit === 'fraction' ? NEGLIGIBLE_SHARE : 0)
  const verdict = verdictOf(step, negligible, preference)
  const repeats = verdict === 'unclear' ? repeatsFor(step, negligible, pairs.length) : undefined
  return { ...base, change: changeOf(step, isRatio), verdict, ...(repeats !== undefined && { repeats }) }
}

interface Step {
  readonly value: number
  readonly low?: number
  readonly high?: number
}

function stepOf(steps: readonly number[]): Step {
  if (steps.length === 1) return { value: steps[0] }
  const { estimate, low, high } = studentInterval(steps)
  return { value: estimate, low, high }
}

function changeOf({ value, low, high }: Step, isRatio: boolean): Change {
  const figure = (step: number) => (isRatio ? exp(step) : step)
  return {
    kind: isRatio ? 'ratio' : 'difference',
    value: figure(value),
    ...(low !== undefined && high !== undefined && { low: figure(low), high: figure(high) }),
  }
}

/** Same: the whole interval is negligible. Better, worse: none of it is "no change". A single pair only tells equality. */
function verdictOf({ value, low, high }: Step, negligible: number, preference: Preference): ComparisonVerdict {
  if (low === undefined || high === undefined) return value === 0 ? 'same' : 'unclear'
  if (low >= -negligible && high <= negligible) return 'same'
  if (low <= 0 && high >= 0) return 'unclear'
  if (preference === 'neither') return 'changed'
  return value > 0 === (preference === 'more') ? 'better' : 'worse'
}

/** The half-width falls with the root of the pairs: enough for it to be as small as the change, or as what is negligible. */
function repeatsFor({ value, low, high }: Step, negligible: number, pairs: number): number | undefined {
  if (low === undefined || high === undefined) return 10
  const target = Math.max(Math.abs(value), negligible)
  if (target === 0) return undefined
  const excess = (high - low) / 2 / target
  const needed = Math.ceil(pairs * excess * excess)
  return needed > MOST_REPEATS ? undefined : Math.max(needed, pairs + 1)
}
