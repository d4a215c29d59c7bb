import { NEVER } from '../../kernel/time.ts'
import type { Arrivals } from './arrivals.ts'

/** The instants of a trace. */
export class ReplayArrivals implements Arrivals {
  readonly #instantsNs: Float64Array
  readonly #durationNs: number
  #next = 0

  constructor(requests: readonly { readonly atNs: number }[], durationNs: number) {
    this.#instantsNs = Float64Array.from(inOrder(requests), request => request.atNs)
    this.#durationNs = durationNs
  }

  nextNs(): number {
    if (this.#next >= this.#instantsNs.length) return NEVER
    const atNs = this.#instantsNs[this.#next++]
    return atNs < this.#durationNs ? atNs : NEVER
  }
}

/**
 * Requests by instant, those of one instant in file order: an access log is written as requests end, so its starts may
 * stand out of order. The same list if nothing is.
 */
export function inOrder<T extends { readonly atNs: number }>(requests: readonly T[]): readonly T[] {
  const sorted = requests.every((request, i) => i === 0 || requests[i - 1].atNs <= request.atNs)
  return sorted ? requests : requests.slice().sort((a, b) => a.atNs - b.atNs)
}
