import { assert } from '../../kernel/assert.ts'
import type { Rng } from '../../kernel/rng.ts'
import { NEVER } from '../../kernel/time.ts'
import type { Arrivals } from './arrivals.ts'
import { unitExponential } from './poisson.ts'
import type { RateCurve } from './rate-curve.ts'

/** Groups of `size` requests at one instant; the groups are Poisson at rate/size, so the mean rate is the one asked for. */
export class BurstArrivals implements Arrivals {
  readonly #curve: RateCurve
  readonly #rng: Rng
  readonly #durationNs: number
  readonly #size: number
  #left = 0
  #expected = 0
  #atNs = 0

  constructor(curve: RateCurve, rng: Rng, durationNs: number, size: number) {
    assert(Number.isInteger(size) && size >= 1, 'a burst has at least one request')
    this.#curve = curve
    this.#rng = rng
    this.#durationNs = durationNs
    this.#size = size
  }

  nextNs(): number {
    if (this.#left === 0) {
      this.#expected += unitExponential(this.#rng) * this.#size
      this.#atNs = Math.max(this.#atNs, Math.round(this.#curve.instantOf(this.#expected)))
      this.#left = this.#size
    }
    this.#left--
    return this.#atNs < this.#durationNs ? this.#atNs : NEVER
  }
}
