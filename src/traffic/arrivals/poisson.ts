import { ln } from '../../kernel/fdlibm.ts'
import type { Rng } from '../../kernel/rng.ts'
import { NEVER } from '../../kernel/time.ts'
import type { Arrivals } from './arrivals.ts'
import type { RateCurve } from './rate-curve.ts'

const AHEAD = 32

/**
 * Poisson arrivals, also under a changing rate: unit exponentials laid end to end on the axis of expected requests, then
 * mapped back to time (Cinlar, "Introduction to Stochastic Processes", 1975: inversion of the cumulative rate). One
 * draw per arrival and none rejected, so two rates under one seed see the same exponentials.
 */
export class PoissonArrivals implements Arrivals {
  readonly #curve: RateCurve
  readonly #rng: Rng
  readonly #durationNs: number
  /** The next instants, drawn some at a time, as in kernel/draws. */
  readonly #ahead = new Float64Array(AHEAD)
  #next = AHEAD
  #expected = 0

  constructor(curve: RateCurve, rng: Rng, durationNs: number) {
    this.#curve = curve
    this.#rng = rng
    this.#durationNs = durationNs
  }

  nextNs(): number {
    if (this.#next === AHEAD) this.#refill()
    return this.#ahead[this.#next++]
  }

  #refill(): void {
    let lastNs = this.#ahead[AHEAD - 1]
    for (let i = 0; i < AHEAD; i++) {
      this.#expected += unitExponential(this.#rng)
      const atNs = Math.max(lastNs, Math.floor(this.#curve.instantOf(this.#expected) + 0.5))
      lastNs = atNs < this.#durationNs ? atNs : NEVER
      this.#ahead[i] = lastNs
    }
    this.#next = 0
  }
}

/** Exponential with mean 1, from one draw; the stream is in [0, 1), so the logarithm is always finite. */
export function unitExponential(rng: Rng): number {
  return -ln(1 - rng.next())
}
