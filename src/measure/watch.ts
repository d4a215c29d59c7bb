import { assert } from '../kernel/assert.ts'
import type { BucketCounts } from './bucket-series.ts'
import { Histogram } from './histogram.ts'
import type { Labels } from './selector.ts'

/**
 * One figure of all requests that match a `recovery` selector, by bucket. Percentiles of several groups can't be had
 * from theirs, so what an assertion will ask for is watched from the start.
 */
export class Watch {
  readonly labels: Labels
  readonly #figure: (latency: Histogram, counts: BucketCounts) => number
  readonly #working = new Histogram()
  readonly #counts = { errors: 0, degraded: 0 }
  readonly #values: number[] = []

  /** @param labels as written in the assertion; `metric` names the figure: errors, degraded, mean, p0 to p100 */
  constructor(labels: Labels) {
    this.labels = labels
    this.#figure = figureOf(labels.metric ?? '')
  }

  /** Adds what a matching group saw in the current bucket. */
  absorb(latency: Histogram, counts: BucketCounts): void {
    this.#working.merge(latency)
    this.#counts.errors += counts.errors
    this.#counts.degraded += counts.degraded
  }

  /** Closes the current bucket. Buckets come in rising order. */
  flush(bucket: number): void {
    if (this.#working.count === 0) return
    while (this.#values.length < bucket) this.#values.push(Number.NaN)
    this.#values.push(this.#figure(this.#working, this.#counts))
    this.#working.reset()
    this.#counts.errors = 0
    this.#counts.degraded = 0
  }

  /** Nanoseconds or a fraction; NaN where no request ended. */
  value(bucket: number): number {
    return this.#values[bucket] ?? Number.NaN
  }
}

/** Whether two selectors watch the same figure: `after` only says from when on. */
export function watchesSame(a: Labels, b: Labels): boolean {
  const names = new Set([...Object.keys(a), ...Object.keys(b)])
  names.delete('after')
  return [...names].every(name => a[name] === b[name])
}

function figureOf(metric: string): (latency: Histogram, counts: BucketCounts) => number {
  if (metric === 'errors') return (latency, counts) => counts.errors / latency.count
  if (metric === 'degraded') return (latency, counts) => counts.degraded / latency.count
  if (metric === 'mean') return latency => latency.mean
  const percent = /^p(\d+(?:\.\d+)?)$/.exec(metric)
  assert(percent !== null, `recovery follows errors, degraded, mean or a percentile, not ${metric}`)
  const q = Number(percent[1]) / 100
  return latency => latency.quantile(q)
}
