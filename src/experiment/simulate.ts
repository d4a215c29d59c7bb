import type { Diagnostic } from '../config/diagnostic.ts'
import type { Measure } from '../config/scenario/measure.ts'
import type { Scenario } from '../config/scenario/scenario.ts'
import type { AskedFigure } from '../engine/assemble/check-labels.ts'
import { type Prepared, prepare, type Run, startRun } from '../engine/run.ts'
import type { AttemptRecord } from '../measure/attempt-record.ts'
import type { Answer } from '../measure/query.ts'
import type { AssertionResult, RunResult } from '../measure/result.ts'
import { type Mark, windowsOf } from '../measure/windows.ts'
import { initHash } from '../proxy/hash.ts'
import { assess, figureOf } from './assess.ts'
import { InputError } from './input.ts'
import { resultOf } from './result.ts'
import { tokensOf } from './tokens.ts'

/** How far a run has come. */
export interface Progress {
  readonly nowNs: number
  readonly durationNs: number
  readonly born: number
  readonly answered: number
}

export interface SimulateOptions {
  /** Stops the run early; the result then holds what was simulated until then (`complete: false`). */
  readonly signal?: AbortSignal
  readonly onProgress?: (progress: Progress) => void
  /** Hears of every attempt when it ends, in time order. */
  readonly onRecord?: (record: AttemptRecord) => void
}

/** A run is advanced in steps, between which it can be watched and stopped: this many at least ... */
const STEPS = 200
/** ... and so many that no step holds much more work than this, or Ctrl-C would have to wait for it. */
const REQUESTS_PER_STEP = 20_000

/**
 * What only shows when a scenario meets its mesh: names that nobody defines. Empty = it can be run.
 * @param asked figures that somebody wants besides those of the scenario
 */
export function checkScenario(scenario: Scenario, asked: readonly AskedFigure[] = []): readonly Diagnostic[] {
  return prepare(scenario, asked).diagnostics
}

/**
 * Runs a scenario from beginning to end. Same scenario, seed and version: the same result, byte for byte.
 * @throws InputError (as a rejection) when `checkScenario` finds an error
 */
export async function simulate(scenario: Scenario, options: SimulateOptions = {}): Promise<RunResult> {
  return (await simulatePrepared(prepareOrReject(scenario), options)).result()
}

/** A scenario ready to be run with any seed. @throws InputError when `checkScenario` finds an error */
export function prepareOrReject(scenario: Scenario): Prepared {
  const prepared = prepare(scenario)
  const errors = prepared.diagnostics.filter(({ level }) => level === 'error')
  if (errors.length > 0) throw new InputError(errors)
  return prepared
}

/** A run that has ended, and the figures that were asked of it besides. */
export interface Simulated {
  readonly digest: string
  /** False when it was stopped early. */
  readonly complete: boolean
  readonly assertions: readonly AssertionResult[]
  /** By measure, in base units. */
  readonly figures: readonly Answer[]
  /** Everything that the run has to say; a sweep, which asks for a few figures of many short runs, does without. */
  readonly result: () => RunResult
}

/** @param measures figures wanted; they change nothing in the result */
export async function simulatePrepared(
  prepared: Prepared,
  options: SimulateOptions,
  measures: readonly Measure[] = [],
): Promise<Simulated> {
  const { scenario } = prepared
  await initHash()
  const marks = marksOf(scenario)
  const { durationNs, warmupNs, bucketNs } = scenario
  const asserted = scenario.assertions.flatMap(({ conditions }) => conditions.flatMap(({ during }) => during ?? []))
  const measured = measures.flatMap(({ during }) => during ?? [])
  const { windows } = windowsOf(marks, durationNs, warmupNs, asserted)
  const all = windowsOf(marks, durationNs, warmupNs, [...asserted, ...measured])
  const watched = [...scenario.assertions, ...measures]
    .filter(({ selector }) => selector.metric === 'recovery')
    .map(({ selector }) => selector.labels)
  const run = startRun(prepared, {
    recorder: { boundariesNs: all.boundariesNs, warmupNs, durationNs, bucketNs, watched },
    onRecord: options.onRecord,
    tokens: await tokensOf(scenario),
  })
  const complete = await advance(run, durationNs, options)
  run.finish()
  const assertions = assess(scenario.assertions, run.recorder, windows, marks)
  return {
    digest: run.digest.hex(),
    complete,
    assertions,
    result: () => resultOf({ prepared, run, windows, assertions, complete }),
    figures: measures.map(measure => figureOf(measure, run.recorder, all.windows, marks)),
  }
}

/** False when it was stopped. How long a step is changes nothing in the result. */
async function advance(run: Run, durationNs: number, { signal, onProgress }: SimulateOptions): Promise<boolean> {
  const { queue } = run.world
  let stepNs = Math.ceil(durationNs / STEPS)
  let bornBefore = 0
  while (queue.nowNs < durationNs) {
    if (signal?.aborted) return false
    run.advance(Math.min(durationNs, queue.nowNs + stepNs))
    const { born, answered } = requestsOf(run)
    if (born - bornBefore > REQUESTS_PER_STEP) stepNs = Math.ceil(stepNs / 2)
    bornBefore = born
    onProgress?.({ nowNs: queue.nowNs, durationNs, born, answered })
    // Lets a signal or a drawn progress bar have its turn.
    if (signal !== undefined || onProgress !== undefined) await new Promise(resolve => setImmediate(resolve))
  }
  return true
}

export function requestsOf({ world: { sources } }: Run): { born: number; answered: number } {
  return {
    born: sources.reduce((sum, source) => sum + source.born, 0),
    answered: sources.reduce((sum, source) => sum + source.answered, 0),
  }
}

export function marksOf(scenario: Scenario): Mark[] {
  return scenario.timeline.flatMap(({ mark, atNs }) => (mark === undefined ? [] : [{ name: mark, atNs }]))
}
