import { assert, fault } from './assert.ts'
import { EventHeap } from './event-heap.ts'
import { type Lane, laneLength, makeLane, popLane, pushLane } from './event-lane.ts'

const KIND_BITS = 5
const KIND_MASK = (1 << KIND_BITS) - 1
const MAX_ROW = 2 ** (31 - KIND_BITS) - 1
/** Sequence numbers stay exact below this; ranks are stacked on top of it. */
const RANK_STEP = 2 ** 48
const MAX_LANES = 24

/**
 * The pending events, in a total order: time, then the rank of the kind, then the order of scheduling. An event is a
 * kind and a row of whatever table the kind speaks of: no object, closure or promise per event.
 *
 * Delays that are constant (network hops, timeouts) may wait in FIFO lanes, one per kind and delay: a lane is sorted by
 * itself, so only its head competes with the head of the heap. Cancelling is left to the owner of the row, who keeps the
 * deadline and ignores an event that comes at another time: O(1), and a stale event costs one comparison.
 */
export class EventQueue {
  /**
   * Time, kind and row of the event that `next` returned. Times are doubles from birth: objects that keep an instant of a first run
   * as a small integer would have another shape than those of the next run, and all code for them would be compiled again.
   */
  nowNs = 0.5
  kind = 0
  row = 0

  private readonly ranks: Float64Array
  private sequence = 0
  private readonly heap = new EventHeap()
  private readonly lanes: Lane[] = []
  private readonly laneIds = new Map<number, number>()
  /** Time and order of each lane's head, one after the other; Infinity when it is empty. */
  private readonly heads = new Float64Array(2 * MAX_LANES).fill(Number.POSITIVE_INFINITY)
  /** Lane with the earliest head, its time and order: Infinity if all are empty. */
  private firstLane = 0
  private laneTime = Number.POSITIVE_INFINITY
  private laneOrder = Number.POSITIVE_INFINITY

  /** @param ranks rank of each kind, at most 32 kinds; a lower rank comes first at equal times */
  constructor(ranks: readonly number[]) {
    assert(ranks.length <= KIND_MASK + 1, `at most ${KIND_MASK + 1} kinds of events`)
    this.nowNs = 0
    this.ranks = Float64Array.from(ranks, rank => rank * RANK_STEP)
  }

  /** Number of pending events, stale ones included. */
  get pending(): number {
    return this.lanes.reduce((count, lane) => count + laneLength(lane), this.heap.size)
  }

  /** Schedules `kind` for `row` at `atNs`, not before now. */
  at(atNs: number, kind: number, row: number): void {
    if (!(atNs >= this.nowNs && atNs < Number.POSITIVE_INFINITY && row >= 0 && row <= MAX_ROW)) {
      fault(`event ${kind} for row ${row} at ${atNs}, now ${this.nowNs}`)
    }
    this.heap.push(atNs, this.ranks[kind] + this.sequence++, (row << KIND_BITS) | kind)
  }

  /** A lane for `kind` after a constant delay; -1 when all lanes are taken (use `at`). The same lane for the same pair. */
  laneFor(kind: number, delayNs: number): number {
    const key = delayNs * (KIND_MASK + 1) + kind
    const known = this.laneIds.get(key)
    if (known !== undefined) return known
    if (this.lanes.length === MAX_LANES) return -1
    this.lanes.push(makeLane(kind, delayNs))
    this.laneIds.set(key, this.lanes.length - 1)
    return this.lanes.length - 1
  }

  /** Schedules `row` in a lane of `laneFor`. */
  inLane(laneId: number, row: number): void {
    const lane = this.lanes[laneId]
    const timeNs = this.nowNs + lane.delayNs
    const order = this.ranks[lane.kind] + this.sequence++
    if (!pushLane(lane, timeNs, order, row)) return
    const { heads } = this
    heads[2 * laneId] = timeNs
    heads[2 * laneId + 1] = order
    if (timeNs < this.laneTime || (timeNs === this.laneTime && order < this.laneOrder)) {
      this.firstLane = laneId
      this.laneTime = timeNs
      this.laneOrder = order
    }
  }

  /** Moves to the next event at or before `untilNs` and sets `nowNs`, `kind` and `row`; false when there is none. */
  next(untilNs: number): boolean {
    const { heap, laneTime } = this
    const heapTime = heap.firstTime
    if (laneTime < heapTime || (laneTime === heapTime && this.laneOrder < heap.firstOrder)) {
      if (laneTime > untilNs) return false
      this.nowNs = laneTime
      this.takeFromLane()
      return true
    }
    if (heapTime > untilNs || heap.size === 0) return false
    this.nowNs = heapTime
    const what = heap.firstWhat
    this.kind = what & KIND_MASK
    this.row = what >>> KIND_BITS
    heap.removeFirst()
    return true
  }

  /** Lets time pass without an event, as far as `atNs`. */
  waitUntil(atNs: number): void {
    assert(atNs >= this.nowNs, `time goes from ${this.nowNs} to ${atNs}`)
    this.nowNs = atNs
  }

  private takeFromLane(): void {
    const { lanes, heads, firstLane } = this
    const lane = lanes[firstLane]
    this.kind = lane.kind
    this.row = popLane(lane)
    const { head, entries } = lane
    const isEmpty = head === lane.tail
    heads[2 * firstLane] = isEmpty ? Number.POSITIVE_INFINITY : entries[head]
    heads[2 * firstLane + 1] = isEmpty ? Number.POSITIVE_INFINITY : entries[head + 1]
    let first = 0
    let firstTime = heads[0]
    for (let id = 1; id < lanes.length; id++) {
      const time = heads[2 * id]
      if (time < firstTime || (time === firstTime && heads[2 * id + 1] < heads[2 * first + 1])) {
        first = id
        firstTime = time
      }
    }
    this.firstLane = first
    this.laneTime = firstTime
    this.laneOrder = heads[2 * first + 1]
  }
}
