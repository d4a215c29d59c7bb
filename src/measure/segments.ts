import { assert } from '../kernel/assert.ts'

/**
 * The measured time, cut at every boundary of a window: segment i is [boundariesNs[i], boundariesNs[i + 1]). A window is
 * a run of segments, so facts are kept once per segment however many windows overlap.
 */
export class Segments {
  readonly boundariesNs: readonly number[]
  // The segment of the last answer: nearly always that of the next question too.
  #segment = 0
  #fromNs: number
  #toNs: number

  constructor(boundariesNs: readonly number[]) {
    assert(boundariesNs.length >= 2, 'there is at least one segment')
    for (let i = 1; i < boundariesNs.length; i++) {
      assert(boundariesNs[i - 1] < boundariesNs[i], 'segment boundaries rise')
    }
    this.boundariesNs = boundariesNs
    this.#fromNs = boundariesNs[0]
    this.#toNs = boundariesNs[1]
  }

  get count(): number {
    return this.boundariesNs.length - 1
  }

  /** Segment that holds an instant; -1 before the first (warm-up) and after the last. */
  at(ns: number): number {
    if (ns >= this.#fromNs && ns < this.#toNs) return this.#segment
    const segment = this.#search(ns)
    if (segment >= 0) {
      this.#segment = segment
      this.#fromNs = this.boundariesNs[segment]
      this.#toNs = this.boundariesNs[segment + 1]
    }
    return segment
  }

  /** Segments of a window, as [first, end). */
  range(fromNs: number, toNs: number): readonly [first: number, end: number] {
    const first = this.boundariesNs.indexOf(fromNs)
    const end = this.boundariesNs.indexOf(toNs)
    assert(first >= 0 && end >= first, `window ${fromNs}..${toNs} ns lies on segment boundaries`)
    return [first, end]
  }

  #search(ns: number): number {
    const bounds = this.boundariesNs
    if (ns < bounds[0] || ns >= bounds[bounds.length - 1]) return -1
    let low = 0
    let high = bounds.length - 1
    while (high - low > 1) {
      const middle = (low + high) >> 1
      if (bounds[middle] <= ns) low = middle
      else high = middle
    }
    return low
  }
}
