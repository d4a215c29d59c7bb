import { readBundle, type ScenarioBundle } from '../config/scenario/bundle.ts'
import { type Measure, parseMeasure } from '../config/scenario/measure.ts'
import type { Scenario } from '../config/scenario/scenario.ts'
import { type Prepared, withSeed } from '../engine/run.ts'
import { assert } from '../kernel/assert.ts'
import type { Answer } from '../measure/query.ts'
import type { AssertionResult, RunResult } from '../measure/result.ts'
import { timesOf } from './read-figures.ts'
import { prepareOrReject, simulatePrepared } from './simulate.ts'

/** What runs of several seeds have in common. Plain data: every worker thread gets one. */
export interface Assignment {
  /** The points of a sweep, the sides of a comparison, or the one scenario that is repeated; all can be run. */
  readonly bundles: readonly ScenarioBundle[]
  /** Figures wanted of each run, by bundle: `p99{at=client}`. */
  readonly measures: readonly (readonly string[])[]
  /** Whole results are large: a sweep does without. */
  readonly keepsResults: boolean
}

/** One run of an assignment. */
export interface Errand {
  /** Index of its bundle. */
  readonly point: number
  readonly seed: number
}

/** What is known of one run. */
export interface Replication extends Errand {
  readonly digest: string
  /** False when it was stopped early: then its figures are not those of the whole run. */
  readonly complete: boolean
  readonly passed: boolean
  /** At the start of the run. */
  readonly pods: number
  readonly assertions: readonly AssertionResult[]
  /** By measure of the bundle, in base units. */
  readonly figures: readonly Answer[]
  readonly result?: RunResult
}

/** Runs errands of an assignment one after another, in this thread. A bundle is compiled once for all its seeds in a row. */
export type Replicator = (errand: Errand, signal?: AbortSignal) => Promise<Replication>

export function replicator({ bundles, measures, keepsResults }: Assignment): Replicator {
  let open: { readonly point: number; readonly prepared: Prepared; readonly measures: readonly Measure[] } | undefined
  return async ({ point, seed }, signal) => {
    if (open?.point !== point) {
      const scenario = scenarioOf(bundles[point])
      open = {
        point,
        prepared: prepareOrReject(scenario),
        measures: measures[point].map(text => measureIn(scenario, text)),
      }
    }
    const prepared = withSeed(open.prepared, seed)
    const simulated = await simulatePrepared(prepared, signal ? { signal } : {}, open.measures)
    const { digest, complete, assertions, figures } = simulated
    const verdict = { digest, complete, assertions, passed: assertions.every(({ passed }) => passed) }
    const pods = prepared.setting.pods.length
    return { point, seed, ...verdict, pods, figures, ...(keepsResults && { result: simulated.result() }) }
  }
}

function scenarioOf(bundle: ScenarioBundle): Scenario {
  const { scenario, diagnostics } = readBundle(bundle)
  assert(scenario !== undefined, `the scenario can be read: ${diagnostics[0]?.message}`)
  return scenario
}

function measureIn(scenario: Scenario, text: string): Measure {
  const measure = parseMeasure(text, { file: scenario.file, line: 0, column: 0 }, timesOf(scenario))
  assert(measure.ok, `${text} is a figure of the scenario`)
  return measure.value
}
