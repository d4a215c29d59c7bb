import type { ScenarioBundle } from '../config/scenario/bundle.ts'
import type { Precision, Scenario } from '../config/scenario/scenario.ts'
import { assert } from '../kernel/assert.ts'
import { VERSION } from '../kernel/version.ts'
import { estimateOf, relativeHalfWidth } from '../measure/estimate.ts'
import { type ReachedPrecision, type RepeatResult, repeatedAssertions } from '../measure/repeat.ts'
import type { RunResult } from '../measure/result.ts'
import { hash64, initHash } from '../proxy/hash.ts'
import { limitsOf } from './assess.ts'
import { type Crew, type CrewOptions, openCrew } from './crew.ts'
import { runAll } from './replicate.ts'
import type { Replication } from './replication.ts'
import { type Medians, mediansOf, warmUpOf } from './warm-up.ts'

/** Seeds of `until:` alone; fewer could look precise by luck. */
const FIRST_SEEDS = 10

export interface RepeatOptions extends CrewOptions {
  readonly onReplication?: (replication: Replication, done: number, planned: number) => void
  /** Takes every run that counts, whole, in no particular order. They are large: none is kept. */
  readonly onResult?: (result: RunResult) => Promise<void>
}

/** What is kept of a run. */
interface Counted extends Omit<Replication, 'result'> {
  readonly medians: Medians
}

/** Runs a scenario with the seeds of its `repeat:`, and with further ones until `until:` is reached. */
export async function repeatScenario(
  scenario: Scenario,
  bundle: ScenarioBundle,
  options: RepeatOptions = {},
): Promise<RepeatResult> {
  await initHash()
  const { repeat, until } = scenario
  const seeds = repeat?.seeds ?? Array.from({ length: FIRST_SEEDS }, (_, i) => i + 1)
  const assignment = { bundles: [bundle], measures: [until ? [until.measure.text] : []], keepsResults: true }
  const crew = await openCrew(assignment, until ? until.atMost : seeds.length, options)
  try {
    const first = await runAll(crew, errandsOf(seeds), options, run => counted(run, options))
    const runs = until && first.length === seeds.length ? await moreUntil(until, first, crew, options) : first
    return resultOf(scenario, runs, until ? 0 : seeds.length, options.signal?.aborted ?? false)
  } finally {
    await crew.close()
  }
}

async function counted({ result, ...run }: Replication, { onResult }: RepeatOptions): Promise<Counted> {
  assert(result !== undefined, 'runs of a repetition are asked for whole')
  await onResult?.(result)
  return { ...run, medians: mediansOf(result) }
}

/**
 * Further seeds, one after the other in number. Several threads run ahead, but what counts is the first number of runs that
 * is enough, so the answer does not depend on them.
 */
async function moreUntil(
  until: Precision,
  first: readonly Counted[],
  crew: Crew,
  options: RepeatOptions,
): Promise<readonly Counted[]> {
  const runs = [...first]
  while (!isPrecise(until, runs) && runs.length < until.atMost && !options.signal?.aborted) {
    const next = runs[runs.length - 1].seed + 1
    const count = Math.min(crew.jobs, until.atMost - runs.length)
    const ahead = Array.from({ length: count }, (_, i) => next + i)
    const { signal, onReplication } = options
    const onEach = (each: Replication, done: number) => onReplication?.(each, runs.length + done, until.atMost)
    const more = await runAll(crew, errandsOf(ahead), { ...(signal && { signal }), onReplication: onEach }, run => run)
    for (const run of more) {
      if (isPrecise(until, runs)) break
      runs.push(await counted(run, options))
    }
    if (more.length < count) break
  }
  return runs
}

function errandsOf(seeds: readonly number[]) {
  return seeds.map(seed => ({ point: 0, seed }))
}

function isPrecise(until: Precision, runs: readonly Counted[]): boolean {
  return precisionOf(until, runs).reached
}

function precisionOf({ measure, within, atMost }: Precision, runs: readonly Counted[]): ReachedPrecision {
  const figure = estimateOf(runs.map(({ figures: [answer] }) => answer))
  const halfWidth = relativeHalfWidth(figure)
  const reached = figure.missing === 0 && halfWidth !== undefined && halfWidth <= within
  const { text: metric, unit } = measure
  return { metric, unit, figure, within, ...(halfWidth !== undefined && { halfWidth }), reached, atMost }
}

/** @param planned runs that were to be made; 0 = as many as it took */
function resultOf(scenario: Scenario, runs: readonly Counted[], planned: number, isAborted: boolean): RepeatResult {
  const { id, title, file, mesh, durationNs, repeat, until, assertions } = scenario
  const needed = until ? runs.length : (repeat?.pass ?? planned)
  const precision = until && precisionOf(until, runs)
  const enough = runs.filter(({ passed }) => passed).length >= needed
  const warmup = warmUpOf(
    scenario,
    runs.map(({ medians }) => medians),
  )
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
    assertions: repeatedAssertions(
      runs.map(each => each.assertions),
      assertions.flatMap(({ conditions }) => conditions.map(({ test }) => limitsOf(test))),
    ),
    ...(precision && { until: precision }),
    ...(warmup && { warmup }),
  }
}

function digestOf(runs: readonly Counted[]): string {
  const text = runs.map(({ seed, digest }) => `${seed} ${digest}`).join('\n')
  return hash64(text).toString(16).padStart(16, '0')
}
