import { fault } from '../kernel/assert.ts'
import type { Decision } from './decision.ts'
import type { UpstreamState } from './upstream-state.ts'

/** Where the one attempt that a row stands for is at the moment. */
export const FREE = 0
/** At the caller's proxy: just born, or an injected delay or a back-off runs. */
export const SLEEPING = 1
/** At the caller's proxy: waits for a connection. */
export const PENDING = 2
export const TRAVELLING = 3
export const QUEUED = 4
export const SERVING = 5
/** The server waits for its own calls, its worker held. */
export const CALLING = 6
export const RETURNING = 7
/** Sent into nowhere (a dead node, a cut): only a timer ends it. */
export const LOST = 8

/** "No row", "no proxy", "no pod". */
export const NONE = -1
/** Parent of a call whose caller died: nobody hears of its end. */
export const GONE = -2
/** Parent of a mirrored copy: measured, but nobody waits for it. */
export const MIRROR = -3

/**
 * The requests in flight: one row per attempt, client side and server side of it together, in typed arrays with a free
 * list. When a caller gives up, its hop goes on in a new row (or ends) and the old row lives on as an orphan
 * (`awaited` 0) until the server is done with it, since a server does not notice.
 */
export class Rows {
  capacity = 1024
  live = 0

  phase = new Uint8Array(1024)
  /** 1 while somebody waits for the answer. */
  awaited = new Uint8Array(1024)
  /** Row of the visit that made this call, NONE for a request of a traffic source. */
  parent = new Int32Array(1024)
  source = new Int32Array(1024)
  /** User of a closed loop, NONE otherwise. */
  user = new Int32Array(1024)
  shape = new Int32Array(1024)
  /** Calling proxy; NONE when the caller has none (a client outside, a pod without sidecar). */
  proxy = new Int32Array(1024)
  worker = new Int32Array(1024)
  /** Downstream connection, for callers that keep them apart (clients outside). */
  connection = new Int32Array(1024)
  /** Index of the chosen entry of the route's clusters. */
  destination = new Int32Array(1024)
  slot = new Int32Array(1024)
  /** Pod that serves, or is to serve, the attempt. */
  pod = new Int32Array(1024)
  attempt = new Int32Array(1024)
  /** 1 while the hop holds a retry slot of the circuit breaker. */
  retrying = new Uint8Array(1024)
  status = new Int32Array(1024)
  /** Bits of response flags, see engine/flags. */
  flags = new Int32Array(1024)
  degraded = new Uint8Array(1024)
  /** Why the attempt ended without an answer (see engine/reset), 0 = it has one. */
  reset = new Uint8Array(1024)
  /** Outcome class found by a proxy further down (gateways pass it on); 0 = judge by status and flags. */
  verdict = new Uint8Array(1024)
  /** Server side: step of the call graph (at a gateway: row of its call), calls of the step still out, one has failed. */
  step = new Int32Array(1024)
  callsOut = new Int32Array(1024)
  failed = new Uint8Array(1024)
  /** Client side, when an application calls: which call of its step, and which try of it. */
  call = new Int32Array(1024)
  callTry = new Int32Array(1024)

  requestNumber = new Float64Array(1024)
  /** Address of the hop in the request's call tree; see `childHop`. */
  hop = new Float64Array(1024)
  /** Start of the hop (for a source's request the intended start) and of the attempt. */
  startNs = new Float64Array(1024)
  attemptNs = new Float64Array(1024)
  /** Instants that timers wait for; a timer event at any other instant is stale. */
  wakeNs = new Float64Array(1024).fill(NONE)
  servedNs = new Float64Array(1024).fill(NONE)
  tryDeadlineNs = new Float64Array(1024).fill(NONE)
  routeDeadlineNs = new Float64Array(1024).fill(NONE)
  callDeadlineNs = new Float64Array(1024).fill(NONE)

  readonly decision: (Decision | null)[] = []
  readonly upstream: (UpstreamState | null)[] = []
  /** Slots already tried, only for hops that retry. */
  readonly tried: (number[] | null)[] = []

  private nextFree = new Int32Array(1024)
  private firstFree = NONE
  private used = 0

  /** A row with every field at rest, timers as `free` left them; `startNs` is set. */
  take(startNs: number): number {
    let row = this.firstFree
    if (row >= 0) this.firstFree = this.nextFree[row]
    else {
      if (this.used === this.capacity) this.grow()
      row = this.used++
      this.decision.push(null)
      this.upstream.push(null)
      this.tried.push(null)
    }
    this.live++
    this.phase[row] = SLEEPING
    this.awaited[row] = 1
    this.parent[row] = NONE
    this.user[row] = NONE
    this.connection[row] = NONE
    this.pod[row] = NONE
    this.slot[row] = NONE
    this.attempt[row] = 0
    this.retrying[row] = 0
    this.status[row] = 0
    this.flags[row] = 0
    this.degraded[row] = 0
    this.reset[row] = 0
    this.verdict[row] = 0
    this.failed[row] = 0
    this.call[row] = NONE
    this.startNs[row] = startNs
    this.attemptNs[row] = startNs
    return row
  }

  free(row: number): void {
    if (this.phase[row] === FREE) fault(`row ${row} is freed twice`)
    this.phase[row] = FREE
    this.awaited[row] = 0
    this.wakeNs[row] = NONE
    this.servedNs[row] = NONE
    this.tryDeadlineNs[row] = NONE
    this.routeDeadlineNs[row] = NONE
    this.callDeadlineNs[row] = NONE
    this.decision[row] = null
    this.upstream[row] = null
    if (this.tried[row] !== null) this.tried[row] = null
    this.nextFree[row] = this.firstFree
    this.firstFree = row
    this.live--
  }

  /** Nobody waits for the row any more, but its server still works on it. */
  orphan(row: number): void {
    this.awaited[row] = 0
    this.parent[row] = GONE
    this.tryDeadlineNs[row] = NONE
    this.routeDeadlineNs[row] = NONE
    this.callDeadlineNs[row] = NONE
    this.upstream[row] = null
  }

  /** The client side of `from` goes on in a new row, its next attempt; timers are not carried over. */
  continueIn(from: number): number {
    const row = this.take(this.startNs[from])
    for (const field of CLIENT_SIDE) this[field][row] = this[field][from]
    const parent = this.parent[row]
    if (parent >= 0 && this.step[parent] === from && this.call[row] === NONE) this.step[parent] = row
    this.decision[row] = this.decision[from]
    this.upstream[row] = this.upstream[from]
    this.tried[row] = this.tried[from]
    this.tried[from] = null
    this.retrying[from] = 0
    return row
  }

  /** Rows from 0 to here may be in use: for the rare walks over everything in flight. */
  get end(): number {
    return this.used
  }

  private grow(): void {
    this.capacity *= 2
    this.nextFree = grown(this.nextFree, this.capacity)
    for (const field of BYTE_FIELDS) {
      const larger = new Uint8Array(this.capacity)
      larger.set(this[field])
      this[field] = larger
    }
    for (const field of INTEGER_FIELDS) this[field] = grown(this[field], this.capacity)
    for (const field of NUMBER_FIELDS) {
      const larger = new Float64Array(this.capacity).fill(NONE)
      larger.set(this[field])
      this[field] = larger
    }
  }
}

const BYTE_FIELDS = ['phase', 'awaited', 'retrying', 'degraded', 'reset', 'verdict', 'failed'] as const
const INTEGER_FIELDS = [
  'parent',
  'source',
  'user',
  'shape',
  'proxy',
  'worker',
  'connection',
  'destination',
  'slot',
  'pod',
  'attempt',
  'status',
  'flags',
  'step',
  'callsOut',
  'call',
  'callTry',
] as const
const NUMBER_FIELDS = [
  'requestNumber',
  'hop',
  'startNs',
  'attemptNs',
  'wakeNs',
  'servedNs',
  'tryDeadlineNs',
  'routeDeadlineNs',
  'callDeadlineNs',
] as const
const CLIENT_SIDE = [
  'parent',
  'source',
  'user',
  'shape',
  'proxy',
  'worker',
  'connection',
  'destination',
  'attempt',
  'retrying',
  'flags',
  'call',
  'callTry',
  'requestNumber',
  'hop',
] as const

function grown(old: Int32Array, capacity: number): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(capacity)
  larger.set(old)
  return larger
}
