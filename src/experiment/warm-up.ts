import type { Scenario } from '../config/scenario/scenario.ts'
import type { WarmUp } from '../measure/repeat.ts'
import type { RunResult } from '../measure/result.ts'
import { transientOf } from '../measure/warm-up.ts'

/** Median latencies of one run, by bucket; null where nothing was measured. A run has one column per source. */
export type Medians = readonly (readonly (number | null)[])[]

export function mediansOf({ series }: RunResult): Medians {
  return series.columns.flatMap(({ at, metric, values }) => (at === 'client' && metric === 'p50Ns' ? [values] : []))
}

/** Undefined where too little is measured before the first event to tell. @param runs the medians of each */
export function warmUpOf(scenario: Scenario, runs: readonly Medians[]): WarmUp | undefined {
  const { bucketNs, warmupNs } = scenario
  const from = Math.ceil(warmupNs / bucketNs)
  const columns = runs.flat()
  const means: number[] = []
  for (let bucket = from; bucket < Math.floor(steadyUntilNs(scenario) / bucketNs); bucket++) {
    const values = columns.flatMap(column => column[bucket] ?? [])
    // A bucket without requests has no latency: the one before stands for it.
    if (values.length > 0) means.push(values.reduce((sum, value) => sum + value, 0) / values.length)
    else if (means.length > 0) means.push(means[means.length - 1])
  }
  const transient = transientOf(means)
  if (transient === undefined) return undefined
  if (transient.kind === 'moving') return { configuredNs: warmupNs }
  const { values } = transient
  return { configuredNs: warmupNs, settlesNs: values === 0 ? warmupNs : (from + values) * bucketNs }
}

/** The first event, or the first change of load that is not part of the start; the end of the run where there is none. */
export function steadyUntilNs({ timeline, traffic, durationNs }: Scenario): number {
  const ramps = traffic.flatMap(({ shape }) => (shape.kind === 'open' ? shape.ramp : []))
  return Math.min(durationNs, ...[...timeline, ...ramps].map(({ atNs }) => atNs).filter(atNs => atNs > 0))
}
