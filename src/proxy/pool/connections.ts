/** State of a connection in its pool (Envoy ConnPoolImplBase ActiveClient::State). */
export const CONNECTING = 0
/** Has room for a stream. */
export const READY = 1
/** As many streams as it can carry. */
export const BUSY = 2
/** Finishes its streams and closes. */
export const DRAINING = 3

/** Stands for "no limit" where streams of a connection are counted. */
export const UNLIMITED_STREAMS = 0x7fffffff

/** Sees connections come and go; numbers count the connections of one pool in the order in which they came up. */
export interface ConnectionWatch {
  opened(pool: number, number: number): void
  closed(pool: number, number: number): void
}

/** The connections of one worker thread to one host, and the queue of rows that wait for one. */
export class Pool {
  /** Its place among the pools of the cluster: slot * worker threads + worker. */
  readonly number: number
  readonly slot: number
  /** First of the connections with room, most recently freed first. */
  ready: Connection | null = null
  /** First of the connections being opened. */
  connecting: Connection | null = null
  /** Streams that the connections, open or being opened, could still take. */
  room = 0
  count = 0
  /** Waiting rows, and the two ends of their queue; -1 when nobody waits. */
  waiting = 0
  firstWaiting = -1
  lastWaiting = -1
  /** Connections of an older generation close after their streams. */
  generation = 0
  /** Connections given up while they were being opened: the engine's word of them is still to come. */
  abandoned = 0
  /** Connections that were ever established. */
  established = 0
  /** `ConnectionPools.serve` is to come. */
  isDue = false

  constructor(number: number, slot: number) {
    this.number = number
    this.slot = slot
  }
}

/** One upstream connection. An object, as a row is: an attempt touches most of its fields. */
export class Connection {
  pool: Pool
  state = CONNECTING
  streams = 0
  /** Streams that it carries at once: as configured, and once it is up no more than its server allows. */
  limit: number
  /** Streams it may still start (max_requests_per_connection). */
  remaining: number
  /** Next in the list it is in: its pool's ready or connecting list, or the free list. */
  next: Connection | null = null
  /** Of its pool when it was opened. */
  generation: number
  /** Position among the connections of its pool that were ever established; -1 = not yet. */
  number = -1
  // Doubles from birth, as in rows.
  idleSinceNs = 0.5
  establishedNs = 0.5

  constructor(pool: Pool, limit: number, remaining: number) {
    this.pool = pool
    this.limit = limit
    this.remaining = remaining
    this.generation = pool.generation
  }
}
