import type { Interval } from '../../measure/share-band.ts'
import { studentInterval } from '../../measure/statistics.ts'
import { sojourn } from './closed-forms.ts'
import type { Network } from './station.ts'

/** The intervals themselves on trial: many short runs, each with an interval of its batch means (fixed in advance). */
export const COVERAGE_RUNS = 2000

const BATCHES = 20
const BATCH_MS = 250
const MARKS = Array.from({ length: BATCHES }, (_, i) => ({ mark: `batch-${i}`, at: `${1000 + i * BATCH_MS}ms` }))
const ARRIVAL = 0.3

/** Batches of 250 service times; what a queue at 30 % remembers is about five. */
export const COVERAGE_NETWORK: Network = {
  workloads: ['server'],
  scenario: `
workloads: { server: { time: exp(1ms), concurrency: 1, queue: unbounded } }
traffic: { load: { to: http://server/, rate: ${ARRIVAL * 1000}/s, timeout: none } }
timeline: ${JSON.stringify([...MARKS, { mark: 'drain', at: `${1000 + BATCHES * BATCH_MS}ms` }])}
`,
  seconds: 1.1 + (BATCHES * BATCH_MS) / 1000,
  warmupSeconds: 0,
}

/** Figures of each run: one per batch. */
export const COVERAGE_MEASURES: readonly string[] = MARKS.map(({ mark }) => `mean{at=client} during ${mark}`)

export interface CoverageReport {
  readonly runs: number
  readonly covered: number
  /** Between 93 % and 97 %. */
  readonly agrees: boolean
}

/** @param runs batch means in nanoseconds, by run */
export function coverageReport(runs: readonly (readonly number[])[]): CoverageReport {
  const truth = sojourn(ARRIVAL, 1, 1) * 1e6
  const covers = ({ low, high }: Interval) => low <= truth && truth <= high
  const covered = runs.filter(means => covers(studentInterval(means))).length
  const share = covered / runs.length
  return { runs: runs.length, covered, agrees: share >= 0.93 && share <= 0.97 }
}

export function coverageLine({ runs, covered, agrees }: CoverageReport): string {
  const share = `${((covered / runs) * 100).toFixed(1)} %`
  const verdict = agrees ? 'agrees' : 'DIFFERS'
  return `the intervals: ${covered} of ${runs} of 95 % (seeds 1 to ${runs}, batch means) cover the mean of M/M/1 at 30 %: ${share}, ${verdict}`
}
