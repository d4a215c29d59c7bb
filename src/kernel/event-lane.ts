/** Numbers of an entry: time, order among equal times, row, and one that is not used, so that offsets are shifts. */
const STEP = 4

/** A FIFO of events of one kind after one constant delay: a ring buffer, sorted because the clock only goes forward. */
export interface Lane {
  readonly kind: number
  readonly delayNs: number
  /** Where the entries begin and end, modulo the ring; equal when it is empty. */
  head: number
  tail: number
  /** Length of the ring less one. It is never full, as head and tail would meet. */
  mask: number
  entries: Float64Array
}

export function makeLane(kind: number, delayNs: number): Lane {
  return { kind, delayNs, head: 0, tail: 0, mask: 256 * STEP - 1, entries: new Float64Array(256 * STEP) }
}

/** Adds to the tail; true when the lane was empty before. */
export function pushLane(lane: Lane, timeNs: number, order: number, row: number): boolean {
  const { entries, tail, head } = lane
  entries[tail] = timeNs
  entries[tail + 1] = order
  entries[tail + 2] = row
  lane.tail = (tail + STEP) & lane.mask
  if (lane.tail === head) growLane(lane)
  return tail === head
}

/** Removes the head of a lane that is not empty and returns its row, as a small integer: indices of V8's arrays are. */
export function popLane(lane: Lane): number {
  const { entries, head } = lane
  lane.head = (head + STEP) & lane.mask
  return entries[head + 2] | 0
}

/** Number of entries. */
export function laneLength(lane: Lane): number {
  return ((lane.tail - lane.head) & lane.mask) / STEP
}

/** The ring is full: head and tail have met. */
function growLane(lane: Lane): void {
  const { entries, head } = lane
  const grown = new Float64Array(entries.length * 2)
  grown.set(entries.subarray(head))
  grown.set(entries.subarray(0, head), entries.length - head)
  lane.entries = grown
  lane.head = 0
  lane.tail = entries.length
  lane.mask = grown.length - 1
}
