import { assert } from '../../kernel/assert.ts'
import { NEVER } from '../../kernel/time.ts'
import type { CircuitBreaker } from '../breaker.ts'
import type { HostTable } from '../host-table.ts'
import { type Connection, type ConnectionWatch, Pool, UNLIMITED_STREAMS } from './connections.ts'
import { OpenConnections } from './open-connections.ts'
import { PoolRows, RowList } from './rows.ts'
import type { PoolSettings } from './settings.ts'
import { WaitingRows } from './waiting.ts'

/** Has a connection: active and request counts include it. */
export const ATTACHED = 0
/** Queued, and `connects` new connections must be opened. */
export const CONNECT = 1
/** Queued behind connections that are busy or being opened. */
export const WAITING = 2
/** Refused by max_pending_requests (503 UO). */
export const OVERFLOW_PENDING = 3
/** Refused by max_requests (503 UO). */
export const OVERFLOW_REQUESTS = 4
export type Admission = 0 | 1 | 2 | 3 | 4

/** Answer of `released`: ask `serve` when everything else that happens at this instant has happened. */
export const SERVE_LATER = -1

/** Envoy opens at most this many connections in answer to one event. */
const CONNECTS_PER_EVENT = 3

/**
 * Connection pools of one proxy towards one cluster, one for each worker thread and host (Envoy ConnPoolImplBase). Queues
 * are first in, first out; idle connections are reused last in, first out; a freed connection serves the oldest waiting
 * row even if another was opened for it.
 *
 * The pools decide, the engine schedules. After `request`, `connected`, `connectFailed` and `released` the field
 * `connects` says how many connections of the same pool to start opening. Rows of the queue whose wait ends are listed
 * in `attached` (now on a connection), `overflowed` (refused by max_requests at that moment) or `failed`: valid after a call
 * that returned a number above 0, until the next one.
 * Known differences from Envoy: connections idle or open for too long close when their pool is next used, not on a timer.
 */
export class ConnectionPools {
  readonly attached = new RowList()
  readonly overflowed = new RowList()
  readonly failed = new RowList()
  connects = 0
  /** upstream_cx_total and upstream_cx_connect_fail. */
  opened = 0
  connectFailures = 0
  /** upstream_cx_connect_timeout: those of them that were given up after the connect timeout. */
  connectTimeouts = 0
  /** upstream_rq_pending_failure_eject: rows that waited for a connection which failed. */
  failedWaiting = 0
  /** upstream_rq_cancelled: rows that gave up waiting. */
  cancelled = 0
  /** upstream_rq_pending_total: attempts that found no connection with room. */
  queued = 0

  readonly #workers: number
  readonly #hosts: HostTable
  readonly #limits: CircuitBreaker
  readonly #rows: PoolRows
  readonly #waiting: WaitingRows
  readonly #open: OpenConnections
  /** By slot * worker threads + worker. */
  readonly #pools: Pool[] = []

  constructor(
    workers: number,
    hosts: HostTable,
    limits: CircuitBreaker,
    settings: PoolSettings,
    rows = new PoolRows(),
  ) {
    this.#workers = workers
    this.#hosts = hosts
    this.#limits = limits
    this.#rows = rows
    this.#waiting = new WaitingRows(rows, limits)
    this.#open = new OpenConnections(limits, settings)
  }

  /** One attempt asks for a connection to its host. */
  request(worker: number, slot: number, row: number, nowNs: number): Admission {
    const pool = this.#poolOf(worker, slot)
    this.#rows.reserve(row)
    this.connects = 0
    this.#open.expire(pool, nowNs)
    const limits = this.#limits
    const connection = pool.ready
    if (connection !== null) {
      if (limits.requests >= limits.maxRequests) {
        limits.requestOverflows++
        return OVERFLOW_REQUESTS
      }
      this.#attach(connection, row)
      return ATTACHED
    }
    if (limits.pending >= limits.maxPendingRequests) {
      limits.pendingOverflows++
      return OVERFLOW_PENDING
    }
    this.queued++
    this.#waiting.enqueue(pool, row)
    this.#openMore(pool)
    return this.connects > 0 ? CONNECT : WAITING
  }

  /**
   * A connection that was being opened is up; `peerStreams` is what its server's SETTINGS allow. Returns how many waiting
   * rows are settled by it.
   */
  connected(worker: number, slot: number, nowNs: number, peerStreams = UNLIMITED_STREAMS): number {
    const pool = this.#poolOf(worker, slot)
    this.connects = 0
    if (!this.#open.established(pool, nowNs, peerStreams)) return 0
    const settled = this.#serve(pool)
    if (this.#hosts.alive[slot] === 0) this.#open.closeIdle(pool, NEVER)
    return settled
  }

  /** Opening failed or timed out: every row that waits in this pool fails with it (UF). Returns how many. */
  connectFailed(worker: number, slot: number, timedOut = false): number {
    const pool = this.#poolOf(worker, slot)
    this.connects = 0
    this.failed.count = 0
    if (!this.#open.failed(pool)) return 0
    this.connectFailures++
    if (timedOut) this.connectTimeouts++
    while (pool.waiting > 0) this.failed.push(this.#waiting.dequeue(pool))
    this.failedWaiting += this.failed.count
    return this.failed.count
  }

  /**
   * The attempt of an attached row is over. `keepAlive` is false when its connection cannot serve another: the response
   * said close, or an HTTP/1.1 stream was cut short. Returns how many waiting rows it settles, or, with `later`, SERVE_LATER:
   * connections that come free together are given away together, the last one first (Envoy scheduleOnUpstreamReady).
   */
  released(row: number, keepAlive: boolean, nowNs: number, later = false): number {
    const connection = this.#rows.connectionOf(row)
    const { pool } = connection
    this.connects = 0
    this.#limits.requests--
    this.#hosts.active[pool.slot]--
    // A host that left the assignment serves those who wait for it over connections of one stream each (recorded).
    this.#open.endStream(connection, keepAlive && this.#hosts.alive[pool.slot] === 1, nowNs)
    if (pool.waiting === 0) return 0
    if (!later || pool.ready === null) return this.#serve(pool)
    if (pool.isDue) return 0
    pool.isDue = true
    return SERVE_LATER
  }

  /** The instant of `SERVE_LATER` is over. Returns how many waiting rows are settled. */
  serve(worker: number, slot: number): number {
    const pool = this.#poolOf(worker, slot)
    pool.isDue = false
    this.connects = 0
    return pool.waiting > 0 ? this.#serve(pool) : 0
  }

  /** A waiting row gives up (timeout, caller gone). A connection being opened for it goes on. */
  cancel(row: number): void {
    this.cancelled++
    const pool = this.#rows.waitsIn[row]
    assert(pool !== null, 'only a waiting row gives up')
    this.#waiting.remove(pool, row)
  }

  /** Number of the connection of an attached row among those of its pool, in the order in which they came up. */
  connectionNumber(row: number): number {
    return this.#rows.connectionOf(row).number
  }

  /** upstream_cx_max_requests: connections that served as many requests as one may. */
  get exhausted(): number {
    return this.#open.exhausted
  }

  /** @param watch sees pools by number: slot * worker threads + worker */
  observe(watch: ConnectionWatch): void {
    this.#open.watch = watch
  }

  /**
   * The host was ejected, died or left the assignment: idle connections to it close at once, busy ones after their streams
   * (Envoy drainConnections). Rows that wait for it get new connections.
   */
  closeIdle(slot: number): void {
    for (let worker = 0; worker < this.#workers; worker++) {
      const pool = this.#pools[slot * this.#workers + worker]
      if (pool === undefined) continue
      this.#open.closeIdle(pool, NEVER)
      if (pool.waiting === 0) this.#open.abandonConnecting(pool)
      this.#open.drainAll(pool)
    }
  }

  #poolOf(worker: number, slot: number): Pool {
    const number = slot * this.#workers + worker
    while (number >= this.#pools.length) {
      this.#pools.push(new Pool(this.#pools.length, Math.floor(this.#pools.length / this.#workers)))
    }
    return this.#pools[number]
  }

  #attach(connection: Connection, row: number): void {
    this.#open.startStream(connection)
    this.#rows.carriedBy[row] = connection
    this.#limits.requests++
    this.#hosts.active[connection.pool.slot]++
  }

  /** Gives the connections that have room to those who wait longest. */
  #serve(pool: Pool): number {
    const limits = this.#limits
    this.attached.count = 0
    this.overflowed.count = 0
    while (pool.waiting > 0 && pool.ready !== null) {
      const row = this.#waiting.dequeue(pool)
      if (limits.requests >= limits.maxRequests) {
        limits.requestOverflows++
        this.overflowed.push(row)
      } else {
        this.#attach(pool.ready, row)
        this.attached.push(row)
      }
    }
    if (pool.waiting > 0) this.#openMore(pool)
    return this.attached.count + this.overflowed.count
  }

  /** Opens connections while more rows wait than the pool has room for; one is always allowed to a pool without any. */
  #openMore(pool: Pool): void {
    const limits = this.#limits
    for (let i = 0; i < CONNECTS_PER_EVENT && pool.waiting > pool.room; i++) {
      const allowed = limits.connections < limits.maxConnections
      if (!allowed) limits.connectionOverflows++
      if (!allowed && pool.count > 0) return
      this.#open.open(pool)
      this.opened++
      this.connects++
      if (!allowed) return
    }
  }
}
