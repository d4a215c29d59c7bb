import type { Rng } from './rng.ts'
import type { Sampler } from './sampler.ts'

const AHEAD = 32

/**
 * The samples of one stream in their order, drawn some at a time: logarithms and random numbers are code that a run would
 * otherwise fetch anew for every request. Nothing else may draw from the stream.
 */
export class Draws {
  readonly #sampler: Sampler
  readonly #rng: Rng
  readonly #ahead = new Float64Array(AHEAD)
  #next = AHEAD

  constructor(sampler: Sampler, rng: Rng) {
    this.#sampler = sampler
    this.#rng = rng
  }

  /** A whole number of nanoseconds, 0 or more. */
  next(): number {
    if (this.#next === AHEAD) this.#refill()
    return this.#ahead[this.#next++]
  }

  /** The sampler gives other times from now on: what was drawn ahead is dropped. */
  drawAnew(): void {
    this.#next = AHEAD
  }

  #refill(): void {
    for (let i = 0; i < AHEAD; i++) this.#ahead[i] = this.#sampler.sample(this.#rng)
    this.#next = 0
  }
}
