import type { ComparisonResult } from '../measure/comparison.ts'
import type { SweepResult } from '../measure/sweep.ts'
import { compareSides } from './compare.ts'
import { planComparison } from './compare-plan.ts'
import type { CrewOptions } from './crew.ts'
import { InputError } from './input.ts'
import { sweepPoints } from './sweep.ts'
import { planSweep } from './sweep-plan.ts'

const DEFAULT_REPEATS = 10

interface ManyRunsOptions extends CrewOptions {
  /** Runs per point or side, with the seeds 1, 2, ...; default 10. */
  readonly repeats?: number
  /** Further figures: `utilisation{workload=reviews-v2} max`. */
  readonly measures?: readonly string[]
  /** `path=value`, as `--set`. */
  readonly set?: readonly string[]
}

export interface SweepOptions extends ManyRunsOptions {
  /** `p99{at=client} < 400ms`. */
  readonly goals?: readonly string[]
}

/**
 * What `meshsim sweep` does: the scenario at every point of the axes, given in the notation of `-P`.
 * @throws InputError (as a rejection) with every problem of the scenario, the axes and the goals
 */
export async function sweep(
  scenario: string,
  axes: readonly string[],
  options: SweepOptions = {},
): Promise<SweepResult> {
  const { goals = [], measures = [], set = [] } = options
  const plan = planSweep({ scenario, axes, goals, measures, set, seeds: seedsOf(options) })
  if ('diagnostics' in plan) throw new InputError(plan.diagnostics)
  return sweepPoints(plan, options)
}

/**
 * What `meshsim compare` does: two scenarios over the same seeds.
 * @throws InputError (as a rejection) with every problem of either
 */
export async function compare(a: string, b: string, options: ManyRunsOptions = {}): Promise<ComparisonResult> {
  const { measures = [], set = [] } = options
  const sides = { a: { path: a, name: a }, b: { path: b, name: b } }
  const plan = planComparison({ ...sides, measures, set, seeds: seedsOf(options) })
  if ('diagnostics' in plan) throw new InputError(plan.diagnostics)
  return compareSides(plan, options)
}

function seedsOf({ repeats = DEFAULT_REPEATS }: ManyRunsOptions): readonly number[] {
  return Array.from({ length: repeats }, (_, i) => i + 1)
}
