import { type Estimate, estimateOf } from './estimate.ts'
import type { AssertionResult } from './result.ts'

/** `repeat.json`, and what `run -o json` prints of a scenario with `repeat:` or `until:`. Figures are in base units. */
export interface RepeatResult {
  readonly schema: 1
  readonly meshsim: string
  readonly scenario: { readonly id: string; readonly title: string; readonly file: string }
  readonly istio: string
  readonly durationNs: number
  /** 16 hex digits over the seeds and digests of all runs. */
  readonly digest: string
  readonly runs: readonly { readonly seed: number; readonly digest: string; readonly passed: boolean }[]
  /** So many runs must pass. */
  readonly needed: number
  /** Enough runs passed, and what `until:` asks for was reached. */
  readonly passed: boolean
  /** False when it was interrupted: runs are missing. */
  readonly complete: boolean
  readonly assertions: readonly RepeatedAssertion[]
  readonly until?: ReachedPrecision
  readonly warmup?: WarmUp
}

export interface RepeatedAssertion extends Pick<AssertionResult, 'selector' | 'condition' | 'window' | 'unit'> {
  /** Numbers that the condition names. */
  readonly limits: readonly number[]
  /** Runs in which it held. */
  readonly held: number
  /** By run; null without a sample. */
  readonly observed: readonly (number | null)[]
  readonly figure: Estimate
}

export interface ReachedPrecision {
  readonly metric: string
  readonly unit: AssertionResult['unit']
  readonly figure: Estimate
  /** Asked for, as a part of the mean. */
  readonly within: number
  /** Reached; absent when there is no interval. */
  readonly halfWidth?: number
  readonly reached: boolean
  /** Runs after which it is given up. */
  readonly atMost: number
}

/**
 * Whether the start still shows in what is measured: in the median latency of clients, mean of all runs, from the end of the
 * warm-up until the first event or change of load. Method: warm-up.ts.
 */
export interface WarmUp {
  /** What the scenario leaves out; nothing before is looked at. */
  readonly configuredNs: number
  /** Instant from which nothing of the start shows; `configuredNs` if nothing does. Absent: it does not settle. */
  readonly settlesNs?: number
}

/**
 * What an assertion came to in every run: the runs of one scenario have the same assertions in the same order.
 * @param limits by assertion
 */
export function repeatedAssertions(
  runs: readonly (readonly AssertionResult[])[],
  limits: readonly (readonly number[])[],
): readonly RepeatedAssertion[] {
  const [first = []] = runs
  return first.map(({ selector, condition, window, unit }, i) => {
    const results = runs.map(run => run[i])
    return {
      selector,
      condition,
      ...(window !== undefined && { window }),
      unit,
      limits: limits[i],
      held: results.filter(({ passed }) => passed).length,
      observed: results.map(({ observed }) => observed ?? null),
      figure: estimateOf(results.map(({ observed }) => (observed === undefined ? {} : { value: observed }))),
    }
  })
}
