import type { ScenarioBundle } from '../config/scenario/bundle.ts'
import type { Precision, Scenario } from '../config/scenario/scenario.ts'
import { VERSION } from '../kernel/version.ts'
import { estimateOf, relativeHalfWidth } from '../measure/estimate.ts'
import { type ReachedPrecision, type RepeatResult, repeatedAssertions, type WarmUp } from '../measure/repeat.ts'
import type { RunResult } from '../measure/result.ts'
import { transientOf } from '../measure/warm-up.ts'
import { hash64, initHash } from '../proxy/hash.ts'
import { type Crew, type CrewOptions, openCrew } from './crew.ts'
import { runAll } from './replicate.ts'
import type { Replication } from './replication.ts'

/** Seeds of `until:` alone; fewer could look precise by luck. */
const FIRST_SEEDS = 10

export interface Repetition {
  readonly result: RepeatResult
  /** By run. */
  readonly results: readonly RunResult[]
}

export interface RepeatOptions extends CrewOptions {
  readonly onReplication?: (replication: Replication, done: number, planned: number) => void
}

/** Runs a scenario with the seeds of its `repeat:`, and with further ones until `until:` is reached. */
export async function repeatScenario(
  scenario: Scenario,
  bundle: ScenarioBundle,
  options: RepeatOptions = {},
): Promise<Repetition> {
  await initHash()
  const { repeat, until } = scenario
  const seeds = repeat?.seeds ?? Array.from({ length: FIRST_SEEDS }, (_, i) => i + 1)
  const assignment = { bundles: [bundle], measures: until ? [until.measure.text] : [], keepsResults: true }
  const crew = await openCrew(assignment, until ? until.atMost : seeds.length, options)
  try {
    const first = await runAll(crew, errandsOf(seeds), options)
    const runs = until && first.length === seeds.length ? await moreUntil(until, first, crew, options) : first
    const planned = until ? 0 : seeds.length
    return {
      result: resultOf(scenario, runs, planned, options.signal?.aborted ?? false),
      results: runs.flatMap(({ result }) => result ?? []),
    }
  } finally {
    await crew.close()
  }
}

/**
 * Further seeds, one after the other in number. Several threads run ahead, but what counts is the first number of runs that
 * is enough, so the answer does not depend on them.
 */
async function moreUntil(
  until: Precision,
  first: readonly Replication[],
  crew: Crew,
  options: RepeatOptions,
): Promise<readonly Replication[]> {
  const runs = [...first]
  while (!isPrecise(until, runs) && runs.length < until.atMost && !options.signal?.aborted) {
    const next = runs[runs.length - 1].seed + 1
    const count = Math.min(crew.jobs, until.atMost - runs.length)
    const more = await runAll(crew, errandsOf(Array.from({ length: count }, (_, i) => next + i)), {
      ...options,
      onReplication: (each, done) => options.onReplication?.(each, runs.length + done, until.atMost),
    })
    for (const run of more) {
      if (isPrecise(until, runs)) break
      runs.push(run)
    }
    if (more.length < count) break
  }
  return runs
}

function errandsOf(seeds: readonly number[]) {
  return seeds.map(seed => ({ point: 0, seed }))
}

function isPrecise(until: Precision, runs: readonly Replication[]): boolean {
  return precisionOf(until, runs).reached
}

function precisionOf({ measure, within, atMost }: Precision, runs: readonly Replication[]): ReachedPrecision {
  const figure = estimateOf(runs.map(({ figures: [answer] }) => answer))
  const halfWidth = relativeHalfWidth(figure)
  const reached = figure.missing === 0 && halfWidth !== undefined && halfWidth <= within
  const { text: metric, unit } = measure
  return { metric, unit, figure, within, ...(halfWidth !== undefined && { halfWidth }), reached, atMost }
}

/** @param planned runs that were to be made; 0 = as many as it took */
function resultOf(scenario: Scenario, runs: readonly Replication[], planned: number, isAborted: boolean): RepeatResult {
  const { id, title, file, mesh, durationNs, repeat, until } = scenario
  const needed = until ? runs.length : (repeat?.pass ?? planned)
  const precision = until && precisionOf(until, runs)
  const enough = runs.filter(({ passed }) => passed).length >= needed
  const warmup = warmUpOf(scenario, runs)
  return {
    schema: 1,
    meshsim: VERSION,
    scenario: { id, title, file },
    istio: mesh.settings.istio,
    durationNs,
    digest: digestOf(runs),
    runs: runs.map(({ seed, digest, passed }) => ({ seed, digest, passed })),
    needed,
    passed: enough && (precision?.reached ?? true),
    complete: !isAborted && runs.length >= planned,
    assertions: repeatedAssertions(runs.map(({ assertions }) => assertions)),
    ...(precision && { until: precision }),
    ...(warmup && { warmup }),
  }
}

function digestOf(runs: readonly Replication[]): string {
  const text = runs.map(({ seed, digest }) => `${seed} ${digest}`).join('\n')
  return hash64(text).toString(16).padStart(16, '0')
}

/** Looks at the time before the first event of the timeline: after it nothing is steady. */
function warmUpOf({ timeline, warmupNs }: Scenario, runs: readonly Replication[]): WarmUp | undefined {
  const [first] = runs
  if (first?.result === undefined) return undefined
  const { bucketNs, count } = first.result.series
  const steady = Math.floor(Math.min(...timeline.map(({ atNs }) => atNs), bucketNs * count) / bucketNs)
  const series = runs.flatMap(({ result }) => medianSeries(result))
  const means: number[] = []
  for (let i = 0; i < steady; i++) {
    const values = series.flatMap(column => column[i] ?? [])
    if (values.length > 0) means.push(values.reduce((sum, value) => sum + value, 0) / values.length)
    else if (means.length > 0) means.push(means[means.length - 1])
  }
  if (means.length < 50) return undefined
  const transient = transientOf(means)
  const emptyNs = (steady - means.length) * bucketNs
  return { ...(transient !== undefined && { settlesNs: emptyNs + transient * bucketNs }), configuredNs: warmupNs }
}

function medianSeries(result: RunResult | undefined): readonly (readonly (number | null)[])[] {
  return (result?.series.columns ?? []).flatMap(({ at, metric, values }) =>
    at === 'client' && metric === 'p50Ns' ? [values] : [],
  )
}
