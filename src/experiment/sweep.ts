import type { Axis } from '../config/scenario/axis.ts'
import type { ScenarioBundle } from '../config/scenario/bundle.ts'
import type { Goal, Measure } from '../config/scenario/measure.ts'
import type { Scenario } from '../config/scenario/scenario.ts'
import { VERSION } from '../kernel/version.ts'
import { type Estimate, estimateOf } from '../measure/estimate.ts'
import { kneeOf } from '../measure/knee.ts'
import { goalVerdict, type SweepPoint, type SweepResult } from '../measure/sweep.ts'
import { holds, limitsOf } from './assess.ts'
import { type ReplicateOptions, replicate } from './replicate.ts'
import type { Replication } from './replication.ts'

export interface SweepPlan {
  /** The scenario that the points are made of. */
  readonly scenario: Pick<Scenario, 'id' | 'title' | 'file'>
  readonly axes: readonly Axis[]
  /** By point: the scenario with its settings. */
  readonly bundles: readonly ScenarioBundle[]
  readonly seeds: readonly number[]
  readonly goals: readonly Goal[]
  /** Figures wanted besides those of the goals. */
  readonly measures: readonly Measure[]
}

/** Values of every point, by axis; the last axis changes fastest. */
export function gridOf(axes: readonly Axis[]): readonly (readonly string[])[] {
  return axes.reduce<readonly (readonly string[])[]>(
    (points, { values }) => points.flatMap(point => values.map(value => [...point, value])),
    [[]],
  )
}

/** Runs every point with every seed, the same seeds everywhere: what differs between points is not chance (common random numbers). */
export async function sweepPoints(
  plan: SweepPlan,
  options: Pick<ReplicateOptions, 'jobs' | 'signal' | 'onReplication'> = {},
): Promise<SweepResult> {
  const { scenario, axes, bundles, seeds, goals } = plan
  const measures = unique([...goals.map(({ measure }) => measure), ...plan.measures])
  const replications = await replicate(bundles, seeds, { ...options, measures: measures.map(({ text }) => text) })
  const grid = gridOf(axes)
  const points = grid.map((values, point) =>
    pointOf(
      values,
      replications.filter(each => each.point === point),
      measures,
      goals,
    ),
  )
  const first = points.findIndex(({ verdicts }) => verdicts.length > 0 && verdicts.every(verdict => verdict === 'pass'))
  const knee = measures.length > 0 ? kneeAmong(axes, points, measures[0]) : undefined
  return {
    schema: 1,
    meshsim: VERSION,
    scenario: { id: scenario.id, title: scenario.title, file: scenario.file },
    seeds,
    axes,
    measures: measures.map(({ text, unit }) => ({ text, unit })),
    goals: goals.map(({ text, bound, measure, test }) => ({
      text,
      measure: measures.findIndex(each => each.text === measure.text),
      bound,
      limits: limitsOf(test),
    })),
    points,
    ...(first >= 0 && { first }),
    ...(knee !== undefined && { knee }),
    complete: replications.length === bundles.length * seeds.length,
  }
}

function pointOf(
  values: readonly string[],
  runs: readonly Replication[],
  measures: readonly Measure[],
  goals: readonly Goal[],
): SweepPoint {
  const figures = measures.map((_, i) => estimateOf(runs.map(({ figures: answers }) => answers[i])))
  const figureOf = ({ text }: Measure): Estimate => figures[measures.findIndex(each => each.text === text)]
  return {
    values,
    figures,
    verdicts: goals.map(({ measure, test }) => goalVerdict(figureOf(measure), value => holds(test, value))),
    digests: runs.map(({ digest }) => digest),
  }
}

function unique(measures: readonly Measure[]): readonly Measure[] {
  return [...new Map(measures.map(each => [each.text, each])).values()]
}

/** Only throughput is better when higher; everything else is a cost. */
function kneeAmong(axes: readonly Axis[], points: readonly SweepPoint[], { selector }: Measure): number | undefined {
  if (axes.length !== 1) return undefined
  const xs = axes[0].values.map(value => Number.parseFloat(value))
  const ys = points.map(({ figures: [figure] }) => figure.mean ?? Number.NaN)
  if (![...xs, ...ys].every(Number.isFinite) || xs.some((x, i) => i > 0 && x <= xs[i - 1])) return undefined
  return kneeOf(xs, ys, selector.metric === 'requests' ? 'concave' : 'convex')
}
