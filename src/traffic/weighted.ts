import { assert } from '../kernel/assert.ts'
import type { Rng } from '../kernel/rng.ts'

export interface Weighted {
  readonly value: string
  readonly weight: number
}

/** Draws an index in proportion to its weight: one draw each time, none at all when there is nothing to choose. */
export class WeightedChoice {
  readonly #cumulative: Float64Array
  readonly #rng: Rng

  constructor(weights: readonly number[], rng: Rng) {
    let sum = 0
    this.#cumulative = Float64Array.from(weights, weight => {
      sum += weight
      return sum
    })
    this.#rng = rng
    assert(sum > 0 && Number.isFinite(sum), 'weights must add up to more than 0')
  }

  draw(): number {
    const cumulative = this.#cumulative
    let high = cumulative.length - 1
    if (high === 0) return 0
    const ticket = this.#rng.next() * cumulative[high]
    let low = 0
    while (low < high) {
      const middle = (low + high) >> 1
      if (ticket < cumulative[middle]) high = middle
      else low = middle + 1
    }
    return low
  }
}
