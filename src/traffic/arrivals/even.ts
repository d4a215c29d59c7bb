import { NEVER } from '../../kernel/time.ts'
import type { Arrivals } from './arrivals.ts'
import type { RateCurve } from './rate-curve.ts'

/**
 * Evenly spaced arrivals: number i, counted from 0, comes at the moment from which more than i requests are due, so the
 * first one at once. Under a ramp the gaps shrink or grow with the rate. No randomness.
 */
export class EvenArrivals implements Arrivals {
  readonly #curve: RateCurve
  readonly #durationNs: number
  #count = 0
  #lastNs = 0

  constructor(curve: RateCurve, durationNs: number) {
    this.#curve = curve
    this.#durationNs = durationNs
  }

  nextNs(): number {
    const atNs = Math.max(this.#lastNs, Math.round(this.#curve.instantOf(this.#count++)))
    this.#lastNs = atNs
    return atNs < this.#durationNs ? atNs : NEVER
  }
}
