import { assert, fault } from './assert.ts'
import { type Lane, makeLane, popLane, pushLane } from './event-lane.ts'

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
  /** Time, kind and row of the event that `next` returned. */
  nowNs = 0
  kind = 0
  row = 0

  private readonly ranks: Float64Array
  private sequence = 0
  private size = 0
  private time = new Float64Array(1024)
  private order = new Float64Array(1024)
  private payload = new Int32Array(1024)
  private readonly lanes: Lane[] = []
  /** Time and order of each lane's head, Infinity when it is empty. */
  private readonly headTime = new Float64Array(MAX_LANES).fill(Number.POSITIVE_INFINITY)
  private readonly headOrder = new Float64Array(MAX_LANES)
  private readonly laneIds = new Map<number, number>()
  /** Lane with the earliest head, -1 if all are empty. */
  private firstLane = -1

  /** @param ranks rank of each kind, at most 32 kinds; a lower rank comes first at equal times */
  constructor(ranks: readonly number[]) {
    assert(ranks.length <= KIND_MASK + 1, `at most ${KIND_MASK + 1} kinds of events`)
    this.ranks = Float64Array.from(ranks, rank => rank * RANK_STEP)
  }

  /** Number of pending events, stale ones included. */
  get pending(): number {
    let count = this.size
    for (const lane of this.lanes) count += lane.tail - lane.head
    return count
  }

  /** Schedules `kind` for `row` at `atNs`, not before now. */
  at(atNs: number, kind: number, row: number): void {
    if (!(atNs >= this.nowNs && row >= 0 && row <= MAX_ROW)) {
      fault(`event ${kind} for row ${row} at ${atNs}, now ${this.nowNs}`)
    }
    if (this.size === this.time.length) this.grow()
    const order = this.ranks[kind] + this.sequence++
    const { time, order: orders, payload } = this
    let hole = this.size++
    while (hole > 0) {
      const parent = (hole - 1) >> 1
      const parentTime = time[parent]
      if (parentTime < atNs || (parentTime === atNs && orders[parent] < order)) break
      time[hole] = parentTime
      orders[hole] = orders[parent]
      payload[hole] = payload[parent]
      hole = parent
    }
    time[hole] = atNs
    orders[hole] = order
    payload[hole] = (row << KIND_BITS) | kind
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
    if (pushLane(lane, timeNs, order, row) > 1) return
    this.headTime[laneId] = timeNs
    this.headOrder[laneId] = order
    const first = this.firstLane
    if (
      first < 0 ||
      timeNs < this.headTime[first] ||
      (timeNs === this.headTime[first] && order < this.headOrder[first])
    ) {
      this.firstLane = laneId
    }
  }

  /** Moves to the next event at or before `untilNs` and sets `nowNs`, `kind` and `row`; false when there is none. */
  next(untilNs: number): boolean {
    const laneId = this.firstLane
    if (laneId >= 0) {
      const laneTime = this.headTime[laneId]
      if (
        this.size === 0 ||
        laneTime < this.time[0] ||
        (laneTime === this.time[0] && this.headOrder[laneId] < this.order[0])
      ) {
        if (laneTime > untilNs) return false
        this.nowNs = laneTime
        this.takeFromLane(laneId)
        return true
      }
    }
    if (this.size === 0 || this.time[0] > untilNs) return false
    this.nowNs = this.time[0]
    const packed = this.payload[0]
    this.kind = packed & KIND_MASK
    this.row = packed >>> KIND_BITS
    this.removeTop()
    return true
  }

  /** Lets time pass without an event, as far as `atNs`. */
  waitUntil(atNs: number): void {
    assert(atNs >= this.nowNs, `time goes from ${this.nowNs} to ${atNs}`)
    this.nowNs = atNs
  }

  private removeTop(): void {
    const { time, order, payload } = this
    const last = --this.size
    const lastTime = time[last]
    const lastOrder = order[last]
    // Down along the earlier children to the bottom, then up to where the last entry belongs: it usually belongs near the
    // bottom, so this compares half as often as looking for its place on the way down.
    let hole = 0
    for (let child = 1; child < last; child = 2 * hole + 1) {
      const right = child + 1
      if (right < last && (time[right] < time[child] || (time[right] === time[child] && order[right] < order[child]))) {
        child = right
      }
      time[hole] = time[child]
      order[hole] = order[child]
      payload[hole] = payload[child]
      hole = child
    }
    while (hole > 0) {
      const parent = (hole - 1) >> 1
      if (time[parent] < lastTime || (time[parent] === lastTime && order[parent] < lastOrder)) break
      time[hole] = time[parent]
      order[hole] = order[parent]
      payload[hole] = payload[parent]
      hole = parent
    }
    time[hole] = lastTime
    order[hole] = lastOrder
    payload[hole] = payload[last]
  }

  private takeFromLane(laneId: number): void {
    const { headTime, headOrder, lanes } = this
    const lane = lanes[laneId]
    this.kind = lane.kind
    this.row = popLane(lane)
    const next = lane.head & lane.mask
    headTime[laneId] = lane.head === lane.tail ? Number.POSITIVE_INFINITY : lane.time[next]
    headOrder[laneId] = lane.order[next]
    let first = -1
    let firstTime = Number.POSITIVE_INFINITY
    for (let id = 0; id < lanes.length; id++) {
      const time = headTime[id]
      if (time < firstTime || (time === firstTime && first >= 0 && headOrder[id] < headOrder[first])) {
        first = id
        firstTime = time
      }
    }
    this.firstLane = first
  }

  private grow(): void {
    const capacity = this.time.length * 2
    const time = new Float64Array(capacity)
    time.set(this.time)
    this.time = time
    const order = new Float64Array(capacity)
    order.set(this.order)
    this.order = order
    const payload = new Int32Array(capacity)
    payload.set(this.payload)
    this.payload = payload
  }
}
