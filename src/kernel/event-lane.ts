/** A FIFO of events of one kind after one constant delay: a ring buffer, sorted because the clock only goes forward. */
export interface Lane {
  readonly kind: number
  readonly delayNs: number
  /** Counts of removed and added events; their difference is the length. */
  head: number
  tail: number
  mask: number
  time: Float64Array
  order: Float64Array
  row: Int32Array
}

export function makeLane(kind: number, delayNs: number): Lane {
  return {
    kind,
    delayNs,
    head: 0,
    tail: 0,
    mask: 255,
    time: new Float64Array(256),
    order: new Float64Array(256),
    row: new Int32Array(256),
  }
}

/** Adds to the tail; returns the new length. */
export function pushLane(lane: Lane, timeNs: number, order: number, row: number): number {
  if (lane.tail - lane.head > lane.mask) growLane(lane)
  const at = lane.tail++ & lane.mask
  lane.time[at] = timeNs
  lane.order[at] = order
  lane.row[at] = row
  return lane.tail - lane.head
}

/** Removes the head of a lane that is not empty and returns its row. */
export function popLane(lane: Lane): number {
  const row = lane.row[lane.head & lane.mask]
  lane.head++
  if (lane.head === lane.tail) {
    // Start over at zero: counts would leave the exact integers in a lane that never ends.
    lane.head = 0
    lane.tail = 0
  }
  return row
}

function growLane(lane: Lane): void {
  const length = lane.tail - lane.head
  const capacity = (lane.mask + 1) * 2
  const time = new Float64Array(capacity)
  const order = new Float64Array(capacity)
  const row = new Int32Array(capacity)
  for (let i = 0; i < length; i++) {
    const from = (lane.head + i) & lane.mask
    time[i] = lane.time[from]
    order[i] = lane.order[from]
    row[i] = lane.row[from]
  }
  lane.time = time
  lane.order = order
  lane.row = row
  lane.head = 0
  lane.tail = length
  lane.mask = capacity - 1
}
