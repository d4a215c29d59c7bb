import { fault } from '../kernel/assert.ts'
import { NO_RESET } from './reset.ts'
import { BY_NOBODY, FREE, NONE, Row, SLEEPING } from './row.ts'
import type { SourceState } from './source-state.ts'

/** The requests in flight: rows by number, the free ones in a list, the last one freed first (it is warm in the cache). */
export class Rows {
  /** Every row ever made, for the rare walks over everything in flight. */
  readonly all: Row[] = []
  live = 0
  private firstFree: Row | null = null

  /** A row with every field at rest. */
  take(source: SourceState, startNs: number): Row {
    const row = this.firstFree ?? this.make(source)
    this.firstFree = row.nextFree
    this.live++
    row.source = source
    row.phase = SLEEPING
    row.awaited = true
    row.user = NONE
    row.connection = NONE
    row.destination = 0
    row.slot = NONE
    row.attempt = 0
    row.random = NONE
    row.sentBefore = false
    row.status = 0
    row.grpcStatus = NONE
    row.flags = 0
    row.degraded = false
    row.reset = NO_RESET
    row.verdict = 0
    row.failed = false
    row.call = NONE
    row.startNs = startNs
    row.attemptNs = startNs
    return row
  }

  /** The row is done: it is at rest, and its timers are stale. */
  release(row: Row): void {
    if (row.phase === FREE) fault(`row ${row.index} is freed twice`)
    row.phase = FREE
    row.awaited = false
    row.disarm()
    row.parent = null
    row.decision = null
    row.upstream = null
    row.target = null
    row.tried = null
    row.onward = null
    row.stream = null
    row.tcp = null
    row.script = null
    row.rivals = null
    row.cookies = null
    this.live--
    row.nextFree = this.firstFree
    this.firstFree = row
  }

  /** Nobody waits for the row any more, but its server still works on it. */
  orphan(row: Row): void {
    const { servedNs } = row
    row.disarm()
    row.servedNs = servedNs
    row.awaited = false
    row.caller = BY_NOBODY
    row.parent = null
    row.upstream = null
    row.stream = null
    row.rivals = null
  }

  /** The client side of `from` goes on in a new row, for its next attempt; timers are not carried over. */
  continueIn(from: Row): Row {
    const row = this.take(from.source, from.startNs)
    row.caller = from.caller
    row.parent = from.parent
    row.user = from.user
    row.shape = from.shape
    row.proxy = from.proxy
    row.worker = from.worker
    row.connection = from.connection
    row.decision = from.decision
    row.random = from.random
    row.destination = from.destination
    row.upstream = from.upstream
    row.attempt = from.attempt
    row.retrying = from.retrying
    row.tried = from.tried
    row.sentBefore = from.sentBefore
    row.stream = from.stream
    row.flags = from.flags
    row.call = from.call
    row.callTry = from.callTry
    row.requestNumber = from.requestNumber
    row.hop = from.hop
    from.retrying = false
    from.tried = null
    from.stream = null
    return row
  }

  private make(source: SourceState): Row {
    const row = new Row(this.all.length, source)
    this.all.push(row)
    return row
  }
}
