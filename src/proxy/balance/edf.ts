/** Envoy takes the phase of a schedule modulo this, so that start-up stays cheap (2^32 / 10). */
const MAX_PHASE = 429_496_729

/**
 * Earliest-deadline-first scheduler (Envoy EdfScheduler): entry i is due every 1/weight(i); the earliest deadline is
 * picked, ties in order of insertion. Picks of unequal weights come out evenly spread instead of in bursts.
 * Entries are numbered 0..n-1; the weight is asked for again whenever an entry goes back in.
 * Known differences from Envoy: none.
 */
export class EdfScheduler {
  readonly #weight: (entry: number) => number
  readonly #deadline: Float64Array
  readonly #order: Float64Array
  /** Binary min-heap of entries by (deadline, order). */
  readonly #heap: Int32Array
  #time = 0
  #orders = 0

  /**
   * A schedule that has made `phase` picks already (Envoy createWithPicks), without making them one by one: every entry
   * gets its whole share of the phase at once, the few picks left over are made. `weight` must be positive.
   */
  constructor(count: number, weight: (entry: number) => number, phase: number) {
    this.#weight = weight
    this.#deadline = new Float64Array(count)
    this.#order = new Float64Array(count)
    this.#heap = new Int32Array(count)
    const picks = phase % MAX_PHASE
    // Envoy adds a little to each weight so that rounding never hands out more than the phase.
    const weights = Array.from({ length: count }, (_, entry) => weight(entry) + 1e-13)
    const total = weights.reduce((sum, each) => sum + each, 0)
    let made = 0
    for (let entry = 0; entry < count; entry++) {
      const each = weights[entry]
      let share = Math.floor((each * picks) / total)
      if (share > 0 && share / each >= picks / total) share--
      made += share
      this.#time = Math.max(this.#time, share / each)
      this.#deadline[entry] = (share + 1) / each
      this.#order[entry] = this.#orders++
      this.#heap[entry] = entry
    }
    for (let at = (count >> 1) - 1; at >= 0; at--) this.#sink(at)
    for (; made < picks; made++) this.pick()
  }

  /** The entry due first; it goes back with the weight it has now. */
  pick(): number {
    const entry = this.#heap[0]
    this.#time = this.#deadline[entry]
    this.#deadline[entry] = this.#time + 1 / this.#weight(entry)
    this.#order[entry] = this.#orders++
    this.#sink(0)
    return entry
  }

  #before(a: number, b: number): boolean {
    const difference = this.#deadline[a] - this.#deadline[b]
    return difference < 0 || (difference === 0 && this.#order[a] < this.#order[b])
  }

  #sink(from: number): void {
    const heap = this.#heap
    const entry = heap[from]
    let at = from
    for (;;) {
      let child = 2 * at + 1
      if (child >= heap.length) break
      if (child + 1 < heap.length && this.#before(heap[child + 1], heap[child])) child++
      if (!this.#before(heap[child], entry)) break
      heap[at] = heap[child]
      at = child
    }
    heap[at] = entry
  }
}
