/**
 * Where each request row stands in the pools: one table for a whole simulation, since a row waits in or uses one pool at
 * a time. Rows are the engine's numbers; the table grows with the largest seen.
 */
export class PoolRows {
  /** Connection that carries the row, or, while it waits, the complement (`~`) of its pool. */
  place = new Int32Array(1024)
  /** Neighbours in the queue of a pool; -1 at its ends. */
  next = new Int32Array(1024)
  previous = new Int32Array(1024)

  reserve(row: number): void {
    if (row < this.place.length) return
    const capacity = Math.max(row + 1, this.place.length * 2)
    this.place = widened(this.place, capacity)
    this.next = widened(this.next, capacity)
    this.previous = widened(this.previous, capacity)
  }
}

/** A list of rows that is filled and emptied again and again. */
export class RowList {
  rows = new Int32Array(16)
  count = 0

  push(row: number): void {
    if (this.count === this.rows.length) this.rows = widened(this.rows, this.count * 2)
    this.rows[this.count++] = row
  }
}

function widened(from: Int32Array, capacity: number): Int32Array<ArrayBuffer> {
  const to = new Int32Array(capacity)
  to.set(from)
  return to
}
