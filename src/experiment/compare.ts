import type { Metric } from '../config/scenario/assertion.ts'
import type { ScenarioBundle } from '../config/scenario/bundle.ts'
import type { Measure } from '../config/scenario/measure.ts'
import { assert } from '../kernel/assert.ts'
import { VERSION } from '../kernel/version.ts'
import {
  type ComparedAssertion,
  type ComparedSide,
  type ComparisonResult,
  comparedFigure,
  type Preference,
} from '../measure/comparison.ts'
import { type ReplicateOptions, replicate } from './replicate.ts'
import type { Replication } from './replication.ts'

export interface ComparisonSide {
  /** What the user calls it: a path, a git revision. */
  readonly name: string
  readonly title: string
  readonly bundle: ScenarioBundle
}

export interface ComparisonPlan {
  readonly a: ComparisonSide
  readonly b: ComparisonSide
  readonly seeds: readonly number[]
  /** Figures that both sides have. */
  readonly measures: readonly Measure[]
}

const PREFERENCES: Readonly<Record<Metric, Preference>> = {
  requests: 'more',
  errors: 'less',
  degraded: 'less',
  latency: 'less',
  share: 'neither',
  utilisation: 'neither',
  queue: 'less',
  'attempts-per-request': 'less',
  connections: 'neither',
  'sent-bytes': 'neither',
  'received-bytes': 'neither',
  ejections: 'less',
  recovery: 'less',
}

/** Runs both sides with every seed and compares the pairs. */
export async function compareSides(
  plan: ComparisonPlan,
  options: Pick<ReplicateOptions, 'jobs' | 'signal' | 'onReplication'> = {},
): Promise<ComparisonResult> {
  const { a, b, seeds, measures } = plan
  const bundles = [a.bundle, b.bundle]
  const all = await replicate(bundles, seeds, { ...options, measures: measures.map(({ text }) => text) })
  const paired = seeds.filter(seed => all.filter(each => each.seed === seed).length === bundles.length)
  const [ofA, ofB] = bundles.map((_, point) =>
    paired.map(seed => only(all.filter(each => each.point === point && each.seed === seed))),
  )
  const figures = measures.map(({ text, unit, selector }, i) => {
    const answers = [ofA, ofB].map(runs => runs.map(run => run.figures[i]))
    return comparedFigure({ text, unit }, answers[0], answers[1], PREFERENCES[selector.metric])
  })
  const assertions = comparedAssertions(ofA, ofB)
  return {
    schema: 1,
    meshsim: VERSION,
    a: sideOf(a, ofA),
    b: sideOf(b, ofB),
    seeds: paired,
    figures,
    assertions,
    complete: paired.length === seeds.length,
    passed: assertions.every(({ isWorse }) => !isWorse),
  }
}

function only(found: readonly Replication[]): Replication {
  assert(found.length === 1, 'a seed has one run on each side')
  return found[0]
}

function sideOf({ name, title }: ComparisonSide, runs: readonly Replication[]): ComparedSide {
  return { name, title, pods: runs[0]?.pods ?? 0, digests: runs.map(({ digest }) => digest) }
}

/** Assertions that both sides make, in the order of side a. */
function comparedAssertions(ofA: readonly Replication[], ofB: readonly Replication[]): readonly ComparedAssertion[] {
  const [first] = ofA
  if (first === undefined) return []
  return first.assertions.flatMap(({ selector, condition, window }): ComparedAssertion[] => {
    const key = assertionKey({ selector, condition, window })
    const held = (runs: readonly Replication[]) =>
      runs.map(({ assertions }) => assertions.find(each => assertionKey(each) === key)?.passed)
    const [a, b] = [held(ofA), held(ofB)]
    if (b.includes(undefined)) return []
    const counts = { a: a.filter(Boolean).length, b: b.filter(Boolean).length, runs: a.length }
    const isWorse = counts.a === counts.runs && counts.b < counts.runs
    return [{ selector, condition, ...(window !== undefined && { window }), ...counts, isWorse }]
  })
}

function assertionKey(
  assertion: Pick<ComparedAssertion, 'selector' | 'condition'> & { readonly window?: string },
): string {
  return JSON.stringify([assertion.selector, assertion.condition, assertion.window ?? ''])
}
