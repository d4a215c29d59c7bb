import type { CircuitBreaker } from '../breaker.ts'
import type { Pool } from './connections.ts'
import type { PoolRows } from './rows.ts'

/** The queues of the pools of one cluster: rows that wait for a connection, first in, first out. */
export class WaitingRows {
  readonly #rows: PoolRows
  readonly #limits: CircuitBreaker

  constructor(rows: PoolRows, limits: CircuitBreaker) {
    this.#rows = rows
    this.#limits = limits
  }

  enqueue(pool: Pool, row: number): void {
    const { waitsIn, next, previous } = this.#rows
    const last = pool.lastWaiting
    waitsIn[row] = pool
    previous[row] = last
    next[row] = -1
    if (last >= 0) next[last] = row
    else pool.firstWaiting = row
    pool.lastWaiting = row
    pool.waiting++
    this.#limits.pending++
  }

  dequeue(pool: Pool): number {
    const row = pool.firstWaiting
    this.remove(pool, row)
    return row
  }

  remove(pool: Pool, row: number): void {
    const { waitsIn, next, previous } = this.#rows
    const before = previous[row]
    const after = next[row]
    waitsIn[row] = null
    if (before >= 0) next[before] = after
    else pool.firstWaiting = after
    if (after >= 0) previous[after] = before
    else pool.lastWaiting = before
    pool.waiting--
    this.#limits.pending--
  }
}
