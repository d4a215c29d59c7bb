import { expect } from 'vitest'
import { simulate } from '../../src/experiment/simulate.ts'
import type { HopTotal, PodRow, RunResult } from '../../src/measure/result.ts'
import { studentInterval } from '../../src/measure/statistics.ts'
import { scenarioOf } from '../engine/scenario-of.ts'

/** Of a thousand checks one would fail by chance; the seed is fixed, so it would fail always or never. */
const CONFIDENCE = 0.999
const SEED = 1

export interface Experiment {
  readonly mesh: string
  /** `workloads:` and `traffic:`. */
  readonly scenario: string
  readonly batches: number
  readonly batchSeconds: number
  /** Before the first batch, so that the empty start does not show. */
  readonly warmupSeconds: number
}

export interface Measured {
  readonly result: RunResult
  /** One hop by batch, over everything that answered it. @param at `client` or the calling workload */
  readonly hop: (at: string, to: string) => readonly HopTotal[]
  /** The only pod of a workload, by batch. */
  readonly pod: (workload: string) => readonly PodRow[]
}

/**
 * One long run, cut by marks into batches much longer than the queue's memory, so that batch means are as good as
 * independent: the windows of a scenario are the batches.
 */
export async function measure(experiment: Experiment): Promise<Measured> {
  const { mesh, scenario, batches, batchSeconds, warmupSeconds } = experiment
  const names = Array.from({ length: batches }, (_, i) => `batch-${i}`)
  const timeline = names.map((mark, i) => ({ at: `${warmupSeconds + i * batchSeconds}s`, mark }))
  const head = `
duration: ${warmupSeconds + batches * batchSeconds}s
warmup: ${warmupSeconds}s
series: ${batchSeconds}s
timeline: ${JSON.stringify(timeline)}`
  const result = await simulate(scenarioOf({ mesh, scenario: head + scenario, seed: SEED }))
  const whole = (result.totals ?? []).filter(({ workload }) => workload === undefined)
  return {
    result,
    hop: (at, to) =>
      names.map(name => only(whole.filter(row => row.window === name && row.at === at && row.to === to))),
    pod: workload =>
      names.map(name => only(result.pods.filter(row => row.window === name && row.workload === workload))),
  }
}

function only<Row>(rows: readonly Row[]): Row {
  expect(rows).toHaveLength(1)
  return rows[0]
}

/**
 * The closed form lies in the 99.9 % interval of the batch means, and the interval is narrow enough to mean something.
 * @param halfWidth largest half width, as a share of the closed form
 */
export function expectMean(batchMeans: readonly number[], closedForm: number, halfWidth: number): void {
  const { low, high } = studentInterval(batchMeans, CONFIDENCE)
  expect((high - low) / 2 / closedForm, 'half width of the interval').toBeLessThan(halfWidth)
  expect(closedForm, 'closed form against the lower end').toBeGreaterThan(low)
  expect(closedForm, 'closed form against the upper end').toBeLessThan(high)
}
