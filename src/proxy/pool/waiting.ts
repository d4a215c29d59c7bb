import type { CircuitBreaker } from '../breaker.ts'
import type { PoolRows } from './rows.ts'

/** The queues of all pools of one cluster: rows that wait for a connection, first in, first out. */
export class WaitingRows {
  readonly #rows: PoolRows
  readonly #limits: CircuitBreaker
  /** By pool; -1 when nobody waits. */
  readonly #head: number[] = []
  readonly #tail: number[] = []
  readonly #count: number[] = []

  constructor(rows: PoolRows, limits: CircuitBreaker) {
    this.#rows = rows
    this.#limits = limits
  }

  addPool(): void {
    this.#head.push(-1)
    this.#tail.push(-1)
    this.#count.push(0)
  }

  count(pool: number): number {
    return this.#count[pool]
  }

  enqueue(pool: number, row: number): void {
    const { place, next, previous } = this.#rows
    const last = this.#tail[pool]
    place[row] = ~pool
    previous[row] = last
    next[row] = -1
    if (last >= 0) next[last] = row
    else this.#head[pool] = row
    this.#tail[pool] = row
    this.#count[pool]++
    this.#limits.pending++
  }

  dequeue(pool: number): number {
    const row = this.#head[pool]
    this.remove(pool, row)
    return row
  }

  remove(pool: number, row: number): void {
    const { next, previous } = this.#rows
    const before = previous[row]
    const after = next[row]
    if (before >= 0) next[before] = after
    else this.#head[pool] = after
    if (after >= 0) previous[after] = before
    else this.#tail[pool] = before
    this.#count[pool]--
    this.#limits.pending--
  }
}
