import { fault } from '../../kernel/assert.ts'
import type { Connection, Pool } from './connections.ts'

/**
 * Where each request row stands in the pools: one table for a whole simulation, since a row waits in or uses one pool at
 * a time. Rows are the engine's numbers; the table grows with the largest seen.
 */
export class PoolRows {
  /** Connection that carries the row, or carried it last. */
  readonly carriedBy: (Connection | null)[] = []
  readonly waitsIn: (Pool | null)[] = []
  /** Neighbours in the queue of a pool; -1 at its ends. */
  readonly next: number[] = []
  readonly previous: number[] = []

  connectionOf(row: number): Connection {
    const connection = this.carriedBy[row]
    if (connection === null) fault(`row ${row} has no connection`)
    return connection
  }

  reserve(row: number): void {
    while (row >= this.carriedBy.length) {
      this.carriedBy.push(null)
      this.waitsIn.push(null)
      this.next.push(-1)
      this.previous.push(-1)
    }
  }
}

/** A list of rows that is filled and emptied again and again. */
export class RowList {
  rows = new Int32Array(16)
  count = 0

  push(row: number): void {
    if (this.count === this.rows.length) {
      const wider = new Int32Array(this.count * 2)
      wider.set(this.rows)
      this.rows = wider
    }
    this.rows[this.count++] = row
  }
}
