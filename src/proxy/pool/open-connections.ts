import { NEVER } from '../../kernel/time.ts'
import type { CircuitBreaker } from '../breaker.ts'
import { BUSY, ConnectionTable, type ConnectionWatch, DRAINING, READY, UNLIMITED_STREAMS } from './connections.ts'
import type { PoolSettings } from './settings.ts'

/** The connections of all pools of one cluster: which exist, which have room, which are on their way out. */
export class OpenConnections {
  readonly #limits: CircuitBreaker
  readonly #streamLimit: number
  readonly #requestLimit: number
  readonly #idleTimeoutNs: number
  readonly #maxDurationNs: number
  readonly #table = new ConnectionTable()
  // By pool.
  /** First of the connections with room, most recently freed first; -1 = none. */
  readonly #ready: number[] = []
  /** First of the connections being opened; -1 = none. */
  readonly #connecting: number[] = []
  /** Connections given up while they were being opened: the engine's word of them is still to come. */
  readonly #abandoned: number[] = []
  readonly #count: number[] = []
  /** Streams that the connections, open or being opened, could still take. */
  readonly #room: number[] = []
  /** Connections of an older generation close after their streams. */
  readonly #generation: number[] = []
  /** Connections that were ever established. */
  readonly #established: number[] = []
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

  get pools(): number {
    return this.#ready.length
  }

  addPool(): void {
    this.#ready.push(-1)
    this.#connecting.push(-1)
    this.#abandoned.push(0)
    this.#count.push(0)
    this.#room.push(0)
    this.#generation.push(0)
    this.#established.push(0)
  }

  ready(pool: number): number {
    return this.#ready[pool]
  }

  count(pool: number): number {
    return this.#count[pool]
  }

  room(pool: number): number {
    return this.#room[pool]
  }

  /** Position of an established connection among those of its pool. */
  numberOf(connection: number): number {
    return this.#table.number[connection]
  }

  poolOf(connection: number): number {
    return this.#table.pool[connection]
  }

  open(pool: number): void {
    const connection = this.#table.create(pool, this.#streamLimit, this.#requestLimit, this.#generation[pool])
    this.#table.next[connection] = this.#connecting[pool]
    this.#connecting[pool] = connection
    this.#room[pool] += this.#usable(connection)
    this.#count[pool]++
    this.#limits.connections++
  }

  /** False when the connection was given up meanwhile. @param peerStreams that its server allows at once */
  established(pool: number, nowNs: number, peerStreams: number): boolean {
    const connection = this.#takeConnecting(pool)
    if (connection < 0) return false
    const { number, limit, idleSinceNs, establishedNs } = this.#table
    number[connection] = this.#established[pool]++
    idleSinceNs[connection] = nowNs
    establishedNs[connection] = nowNs
    if (peerStreams < limit[connection]) {
      this.#room[pool] -= this.#usable(connection)
      limit[connection] = peerStreams
      this.#room[pool] += this.#usable(connection)
    }
    this.watch?.opened(pool, number[connection])
    this.#pushReady(connection, pool)
    return true
  }

  /** False when the connection was given up meanwhile. */
  failed(pool: number): boolean {
    const connection = this.#takeConnecting(pool)
    if (connection < 0) return false
    this.#room[pool] -= this.#usable(connection)
    this.#close(connection)
    return true
  }

  /** `connection` must be the first of its pool's ready list. */
  startStream(connection: number): void {
    const table = this.#table
    const pool = table.pool[connection]
    const lastRoom = this.#usable(connection) === 1
    table.streams[connection]++
    this.#room[pool]--
    if (this.#requestLimit !== UNLIMITED_STREAMS) table.remaining[connection]--
    if (!lastRoom) return
    this.#ready[pool] = table.next[connection]
    const isExhausted = table.remaining[connection] === 0
    if (isExhausted) this.exhausted++
    table.state[connection] = isExhausted ? DRAINING : BUSY
  }

  endStream(connection: number, keepAlive: boolean, nowNs: number): void {
    const table = this.#table
    const pool = table.pool[connection]
    const leaving = !keepAlive || this.#isOutdated(connection, nowNs)
    if (leaving && table.state[connection] !== DRAINING) this.#drain(connection)
    const roomBefore = this.#usable(connection)
    const streams = --table.streams[connection]
    const state = table.state[connection]
    if (state === DRAINING) {
      if (streams === 0) this.#close(connection)
      return
    }
    this.#room[pool] += this.#usable(connection) - roomBefore
    if (this.#idleTimeoutNs !== NEVER) table.idleSinceNs[connection] = nowNs
    if (state === BUSY) this.#pushReady(connection, pool)
  }

  /** Closes what was idle for too long, and what is too old once its streams are over. */
  expire(pool: number, nowNs: number): void {
    if (this.#idleTimeoutNs !== NEVER) this.closeIdle(pool, nowNs - this.#idleTimeoutNs)
    if (this.#maxDurationNs === NEVER) return
    for (let each = this.#ready[pool]; each >= 0; ) {
      const following = this.#table.next[each]
      if (this.#isOutdated(each, nowNs)) {
        this.#drain(each)
        if (this.#table.streams[each] === 0) this.#close(each)
      }
      each = following
    }
  }

  /** Closes the connections that have been without streams since `idleBeforeNs` or longer. */
  closeIdle(pool: number, idleBeforeNs: number): void {
    const { next, streams, idleSinceNs } = this.#table
    for (let each = this.#ready[pool]; each >= 0; ) {
      const following = next[each]
      if (streams[each] === 0 && idleSinceNs[each] <= idleBeforeNs) {
        this.#drain(each)
        this.#close(each)
      }
      each = following
    }
  }

  /** Nobody waits for them any more. */
  abandonConnecting(pool: number): void {
    for (;;) {
      const connection = this.#connecting[pool]
      if (connection < 0) return
      this.#connecting[pool] = this.#table.next[connection]
      this.#room[pool] -= this.#usable(connection)
      this.#close(connection)
      this.#abandoned[pool]++
    }
  }

  /** Connections with streams take no new ones and close after them. */
  drainAll(pool: number): void {
    const table = this.#table
    this.#generation[pool]++
    for (let each = this.#ready[pool]; each >= 0; each = table.next[each]) {
      this.#room[pool] -= this.#usable(each)
      table.state[each] = DRAINING
    }
    this.#ready[pool] = -1
    // Those being opened are for the rows that wait, and stay.
    for (let each = this.#connecting[pool]; each >= 0; each = table.next[each]) {
      table.generation[each] = this.#generation[pool]
    }
  }

  #usable(connection: number): number {
    const free = this.#table.limit[connection] - this.#table.streams[connection]
    if (this.#requestLimit === UNLIMITED_STREAMS) return free
    return Math.min(free, this.#table.remaining[connection])
  }

  /** It should close after its streams. */
  #isOutdated(connection: number, nowNs: number): boolean {
    const { pool, generation, establishedNs } = this.#table
    if (generation[connection] !== this.#generation[pool[connection]]) return true
    return this.#maxDurationNs !== NEVER && nowNs - establishedNs[connection] >= this.#maxDurationNs
  }

  #takeConnecting(pool: number): number {
    // Word of an abandoned connection comes first, since it was begun first.
    if (this.#abandoned[pool] > 0) {
      this.#abandoned[pool]--
      return -1
    }
    const connection = this.#connecting[pool]
    if (connection >= 0) this.#connecting[pool] = this.#table.next[connection]
    return connection
  }

  #pushReady(connection: number, pool: number): void {
    this.#table.state[connection] = READY
    this.#table.next[connection] = this.#ready[pool]
    this.#ready[pool] = connection
  }

  #drain(connection: number): void {
    const { state, next, pool: pools } = this.#table
    if (state[connection] === READY) {
      const pool = pools[connection]
      this.#room[pool] -= this.#usable(connection)
      let before = this.#ready[pool]
      if (before === connection) this.#ready[pool] = next[connection]
      else {
        while (next[before] !== connection) before = next[before]
        next[before] = next[connection]
      }
    }
    state[connection] = DRAINING
  }

  #close(connection: number): void {
    this.#count[this.#table.pool[connection]]--
    this.#limits.connections--
    const number = this.#table.number[connection]
    if (this.watch !== null && number >= 0) this.watch.closed(this.#table.pool[connection], number)
    this.#table.dispose(connection)
  }
}
