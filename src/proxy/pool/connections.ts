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

/** Upstream connections of one proxy towards one cluster, as rows with a free list. */
export class ConnectionTable {
  pool = new Int32Array(8)
  state = new Uint8Array(8)
  streams = new Int32Array(8)
  /** Streams that it carries at once: as configured, and once it is up no more than its server allows. */
  limit = new Int32Array(8)
  /** Streams it may still start (max_requests_per_connection). */
  remaining = new Int32Array(8)
  /** Next in the list it is in: its pool's ready or connecting list, or the free list; -1 = last. */
  next = new Int32Array(8)
  idleSinceNs = new Float64Array(8)
  establishedNs = new Float64Array(8)
  /** Position among the connections of its pool that were ever established; -1 = not yet. */
  number = new Int32Array(8)
  /** Of its pool when it was opened; see OpenConnections. */
  generation = new Int32Array(8)
  #size = 0
  #free = -1

  create(pool: number, limit: number, remaining: number, generation: number): number {
    let connection = this.#free
    if (connection >= 0) this.#free = this.next[connection]
    else {
      connection = this.#size++
      if (connection === this.pool.length) this.#grow()
    }
    this.pool[connection] = pool
    this.state[connection] = CONNECTING
    this.streams[connection] = 0
    this.limit[connection] = limit
    this.number[connection] = -1
    this.remaining[connection] = remaining
    this.generation[connection] = generation
    this.next[connection] = -1
    return connection
  }

  dispose(connection: number): void {
    this.next[connection] = this.#free
    this.#free = connection
  }

  #grow(): void {
    const capacity = this.pool.length * 2
    this.pool = widened(this.pool, new Int32Array(capacity))
    this.state = widened(this.state, new Uint8Array(capacity))
    this.streams = widened(this.streams, new Int32Array(capacity))
    this.limit = widened(this.limit, new Int32Array(capacity))
    this.number = widened(this.number, new Int32Array(capacity))
    this.remaining = widened(this.remaining, new Int32Array(capacity))
    this.next = widened(this.next, new Int32Array(capacity))
    this.idleSinceNs = widened(this.idleSinceNs, new Float64Array(capacity))
    this.establishedNs = widened(this.establishedNs, new Float64Array(capacity))
    this.generation = widened(this.generation, new Int32Array(capacity))
  }
}

function widened<A extends Int32Array | Uint8Array | Float64Array>(from: A, to: A): A {
  to.set(from)
  return to
}
