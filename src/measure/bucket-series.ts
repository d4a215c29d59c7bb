import { Histogram } from './histogram.ts'

/** Figures of one bucket, in the order of a row. */
export const FIGURES = ['requests', 'errors', 'degraded', 'attempts', 'p50Ns', 'p99Ns'] as const
export type Figure = (typeof FIGURES)[number]

/** Counts of the current bucket besides the number of requests. */
export interface BucketCounts {
  readonly errors: number
  readonly degraded: number
}

/** How a request counts in a series: errors are error + timeout + rejected (settled outcomes). */
export const GOOD = 0
export const DEGRADED = 1
export const BAD = 2

/** Requests of one group by time: one row of figures per bucket that saw any. Memory O(buckets). */
export class BucketSeries {
  readonly #working = new Histogram()
  #errors = 0
  #degraded = 0
  #attempts = 0
  #rows = new Float64Array(0)
  /** Bucket of row 0. */
  #first = 0
  #count = 0

  /** True until something is recorded in the current bucket. */
  get idle(): boolean {
    return this.#working.count === 0
  }

  /** @param latencyBucket `bucketOf(latencyNs)` */
  record(kind: number, latencyBucket: number, latencyNs: number, attempts: number): void {
    if (kind === BAD) this.#errors++
    else if (kind === DEGRADED) this.#degraded++
    this.#attempts += attempts
    this.#working.recordAt(latencyBucket, latencyNs)
  }

  /** Hands over what the current bucket holds, for sums over groups. */
  feed(sum: { absorb(latency: Histogram, counts: BucketCounts): void }): void {
    sum.absorb(this.#working, { errors: this.#errors, degraded: this.#degraded })
  }

  /** Writes the current bucket and begins another. Buckets come in rising order. */
  flush(bucket: number): void {
    if (this.idle) return
    const row = this.#rowOf(bucket) * FIGURES.length
    const working = this.#working
    this.#rows[row] = working.count
    this.#rows[row + 1] = this.#errors
    this.#rows[row + 2] = this.#degraded
    this.#rows[row + 3] = this.#attempts
    this.#rows[row + 4] = working.quantile(0.5)
    this.#rows[row + 5] = working.quantile(0.99)
    working.reset()
    this.#errors = 0
    this.#degraded = 0
    this.#attempts = 0
  }

  /** A figure of a bucket: counts are 0 and quantiles NaN where there was no request. */
  value(bucket: number, figure: Figure): number {
    const row = bucket - this.#first
    const column = FIGURES.indexOf(figure)
    const none = column >= 4 ? Number.NaN : 0
    if (row < 0 || row >= this.#count || this.#rows[row * FIGURES.length] === 0) return none
    return this.#rows[row * FIGURES.length + column]
  }

  #rowOf(bucket: number): number {
    if (this.#count === 0) this.#first = bucket
    const row = bucket - this.#first
    this.#count = row + 1
    const needed = this.#count * FIGURES.length
    if (needed > this.#rows.length) {
      const rows = new Float64Array(Math.max(needed, 2 * this.#rows.length))
      rows.set(this.#rows)
      this.#rows = rows
    }
    return row
  }
}
