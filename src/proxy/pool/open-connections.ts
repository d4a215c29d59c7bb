import { assert } from '../../kernel/assert.ts'
import { NEVER } from '../../kernel/time.ts'
import type { CircuitBreaker } from '../breaker.ts'
import {
  BUSY,
  CONNECTING,
  Connection,
  type ConnectionWatch,
  DRAINING,
  type Pool,
  READY,
  UNLIMITED_STREAMS,
} from './connections.ts'
import type { PoolSettings } from './settings.ts'

/**
 * The life of the connections of one cluster: which exist, which have room, which are on their way out.
 * Envoy: ConnPoolImplBase, ActiveClient.
 * Known differences from Envoy: no GOAWAY; connections that were idle or open for too long close when their pool is
 * next used.
 */
export class OpenConnections {
  readonly #limits: CircuitBreaker
  readonly #streamLimit: number
  readonly #requestLimit: number
  readonly #idleTimeoutNs: number
  readonly #maxDurationNs: number
  /** First of the closed connections, for use again. */
  #free: Connection | null = null
  /** upstream_cx_max_requests. */
  exhausted = 0
  watch: ConnectionWatch | null = null

  constructor(limits: CircuitBreaker, settings: PoolSettings) {
    this.#limits = limits
    this.#streamLimit = settings.streamsPerConnection
    this.#requestLimit = settings.maxRequestsPerConnection || UNLIMITED_STREAMS
    this.#idleTimeoutNs = settings.idleTimeoutNs
    this.#maxDurationNs = settings.maxConnectionDurationNs
  }

  open(pool: Pool): void {
    const connection = this.#make(pool)
    connection.next = pool.connecting
    pool.connecting = connection
    pool.room += this.#usable(connection)
    pool.count++
    this.#limits.connections++
  }

  /** False when the connection was given up meanwhile. @param peerStreams that its server allows at once */
  established(pool: Pool, nowNs: number, peerStreams: number): boolean {
    const connection = takeConnecting(pool)
    if (connection === null) return false
    connection.number = pool.established++
    connection.idleSinceNs = nowNs
    connection.establishedNs = nowNs
    if (peerStreams < connection.limit) {
      pool.room -= this.#usable(connection)
      connection.limit = peerStreams
      pool.room += this.#usable(connection)
    }
    this.watch?.opened(pool.number, connection.number)
    pushReady(connection)
    return true
  }

  /** False when the connection was given up meanwhile. */
  failed(pool: Pool): boolean {
    const connection = takeConnecting(pool)
    if (connection === null) return false
    pool.room -= this.#usable(connection)
    this.#close(connection)
    return true
  }

  /** `connection` must be the first of its pool's ready list. */
  startStream(connection: Connection): void {
    const { pool } = connection
    const lastRoom = this.#usable(connection) === 1
    connection.streams++
    pool.room--
    if (this.#requestLimit !== UNLIMITED_STREAMS) connection.remaining--
    if (!lastRoom) return
    pool.ready = connection.next
    const isExhausted = connection.remaining === 0
    if (isExhausted) this.exhausted++
    connection.state = isExhausted ? DRAINING : BUSY
  }

  endStream(connection: Connection, keepAlive: boolean, nowNs: number): void {
    const leaving = !keepAlive || this.#isOutdated(connection, nowNs)
    if (leaving && connection.state !== DRAINING) this.#drain(connection)
    const roomBefore = this.#usable(connection)
    const streams = --connection.streams
    const { state } = connection
    if (state === DRAINING) {
      if (streams === 0) this.#close(connection)
      return
    }
    connection.pool.room += this.#usable(connection) - roomBefore
    if (this.#idleTimeoutNs !== NEVER) connection.idleSinceNs = nowNs
    if (state === BUSY) pushReady(connection)
  }

  /** Closes what was idle for too long, and what is too old once its streams are over. */
  expire(pool: Pool, nowNs: number): void {
    if (this.#idleTimeoutNs !== NEVER) this.closeIdle(pool, nowNs - this.#idleTimeoutNs)
    if (this.#maxDurationNs === NEVER) return
    for (let each = pool.ready; each !== null; ) {
      const following: Connection | null = each.next
      if (this.#isOutdated(each, nowNs)) {
        this.#drain(each)
        if (each.streams === 0) this.#close(each)
      }
      each = following
    }
  }

  /** Closes the connections that have been without streams since `idleBeforeNs` or longer. */
  closeIdle(pool: Pool, idleBeforeNs: number): void {
    for (let each = pool.ready; each !== null; ) {
      const following: Connection | null = each.next
      if (each.streams === 0 && each.idleSinceNs <= idleBeforeNs) {
        this.#drain(each)
        this.#close(each)
      }
      each = following
    }
  }

  /** Nobody waits for them any more. */
  abandonConnecting(pool: Pool): void {
    for (let each = pool.connecting; each !== null; each = pool.connecting) {
      pool.connecting = each.next
      pool.room -= this.#usable(each)
      this.#close(each)
      pool.abandoned++
    }
  }

  /** Connections with streams take no new ones and close after them. */
  drainAll(pool: Pool): void {
    pool.generation++
    for (let each = pool.ready; each !== null; each = each.next) {
      pool.room -= this.#usable(each)
      each.state = DRAINING
    }
    pool.ready = null
    // Those being opened are for the rows that wait, and stay.
    for (let each = pool.connecting; each !== null; each = each.next) each.generation = pool.generation
  }

  #make(pool: Pool): Connection {
    const connection = this.#free
    if (connection === null) return new Connection(pool, this.#streamLimit, this.#requestLimit)
    this.#free = connection.next
    connection.pool = pool
    connection.state = CONNECTING
    connection.limit = this.#streamLimit
    connection.remaining = this.#requestLimit
    connection.generation = pool.generation
    connection.number = -1
    return connection
  }

  #usable({ limit, streams, remaining }: Connection): number {
    const free = limit - streams
    return this.#requestLimit === UNLIMITED_STREAMS ? free : Math.min(free, remaining)
  }

  /** It should close after its streams. */
  #isOutdated({ pool, generation, establishedNs }: Connection, nowNs: number): boolean {
    if (generation !== pool.generation) return true
    return this.#maxDurationNs !== NEVER && nowNs - establishedNs >= this.#maxDurationNs
  }

  #drain(connection: Connection): void {
    if (connection.state === READY) {
      connection.pool.room -= this.#usable(connection)
      takeOffReady(connection)
    }
    connection.state = DRAINING
  }

  #close(connection: Connection): void {
    const { pool, number } = connection
    pool.count--
    this.#limits.connections--
    if (number >= 0) this.watch?.closed(pool.number, number)
    connection.next = this.#free
    this.#free = connection
  }
}

function takeConnecting(pool: Pool): Connection | null {
  // Word of an abandoned connection comes first, since it was begun first.
  if (pool.abandoned > 0) {
    pool.abandoned--
    return null
  }
  const connection = pool.connecting
  if (connection !== null) pool.connecting = connection.next
  return connection
}

function pushReady(connection: Connection): void {
  const { pool } = connection
  connection.state = READY
  connection.next = pool.ready
  pool.ready = connection
}

function takeOffReady(connection: Connection): void {
  const { pool, next } = connection
  if (pool.ready === connection) {
    pool.ready = next
    return
  }
  let before = pool.ready
  while (before !== null && before.next !== connection) before = before.next
  assert(before !== null, 'a ready connection is in the list of its pool')
  before.next = next
}
