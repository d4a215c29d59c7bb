import type { BucketCounts } from './bucket-series.ts'
import { Histogram } from './histogram.ts'

/** Requests that ended in one stretch of the run. */
export interface Stretch {
  readonly latency: Histogram
  errors: number
}

/** As soon as there are so many, neighbours become one: a run that is long enough has 40 to 79 of them in the end. */
const MOST = 80

/**
 * The requests of one source by time, in stretches of equal length. As the run goes on the stretches become longer, so
 * that there are always fewer than 80 that are over: memory does not grow with the run, and its length need not be known before.
 */
export class Stretches {
  readonly #working: Stretch = newStretch()
  readonly #first: number
  #bucketsEach = 1
  #stretches: Stretch[] = []

  /** @param first bucket in which the first one begins */
  constructor(first: number) {
    this.#first = first
  }

  /** Adds what one hop of the source saw in the current bucket. */
  absorb(latency: Histogram, counts: BucketCounts): void {
    this.#working.latency.merge(latency)
    this.#working.errors += counts.errors
  }

  /** Closes the current bucket. Buckets come in rising order. */
  flush(bucket: number): void {
    if (this.#working.latency.count === 0) return
    if (bucket >= this.#first) {
      const index = this.#indexOf(bucket)
      this.#make(index + 1)
      addTo(this.#stretches[index], this.#working)
    }
    this.#working.latency.reset()
    this.#working.errors = 0
  }

  /** Those that were over when `buckets` buckets of the run were; how long each is depends on nothing else. */
  finished(buckets: number): { readonly bucketsEach: number; readonly stretches: readonly Stretch[] } {
    const count = Math.max(0, this.#indexOf(buckets))
    this.#make(count)
    return { bucketsEach: this.#bucketsEach, stretches: this.#stretches.slice(0, count) }
  }

  /** The stretch of a bucket; where 80 lie before it, each becomes twice as long. */
  #indexOf(bucket: number): number {
    while (bucket - this.#first >= MOST * this.#bucketsEach) {
      this.#make(MOST)
      this.#stretches = joinedInPairs(this.#stretches)
      this.#bucketsEach *= 2
    }
    return Math.floor((bucket - this.#first) / this.#bucketsEach)
  }

  #make(count: number): void {
    while (this.#stretches.length < count) this.#stretches.push(newStretch())
  }
}

/** Those of all sources, by name. */
export class SourceStretches {
  readonly bySource = new Map<string, Stretches>()
  readonly #first: number

  /** The first bucket after the warm-up is left out: of the requests that end in it some began before. */
  constructor(warmupNs: number, bucketNs: number) {
    this.#first = Math.floor(warmupNs / bucketNs) + 1
  }

  of(source: string): Stretches {
    let stretches = this.bySource.get(source)
    if (stretches === undefined) {
      stretches = new Stretches(this.#first)
      this.bySource.set(source, stretches)
    }
    return stretches
  }

  flush(bucket: number): void {
    for (const stretches of this.bySource.values()) stretches.flush(bucket)
  }
}

/** Each with its neighbour; without one the first is left out. */
export function joinedInPairs(stretches: readonly Stretch[]): Stretch[] {
  const odd = stretches.length % 2
  return Array.from({ length: (stretches.length - odd) / 2 }, (_, i) => {
    const joined = newStretch()
    addTo(joined, stretches[odd + 2 * i])
    addTo(joined, stretches[odd + 2 * i + 1])
    return joined
  })
}

function newStretch(): Stretch {
  return { latency: new Histogram(), errors: 0 }
}

function addTo(sum: Stretch, other: Stretch): void {
  sum.latency.merge(other.latency)
  sum.errors += other.errors
}
