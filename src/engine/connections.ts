import type { Rng } from '../kernel/rng.ts'
import type { ProxyState } from './proxy-state.ts'
import type { Row } from './row.ts'

/**
 * Downstream connections of one caller to one proxy, by number: each belongs to one worker thread for life (envoy.md 8.2),
 * given uniformly at its birth; a free one is used again, the most recently used first.
 */
export class DownstreamConnections {
  private readonly workers: number
  private readonly rng: Rng
  private readonly worker: number[] = []
  private readonly idle: number[] = []

  constructor(workers: number, rng: Rng) {
    this.workers = workers
    this.rng = rng
  }

  /** The connection that the next request uses. */
  take(): number {
    return this.idle.pop() ?? this.worker.push(this.fresh()) - 1
  }

  workerOf(connection: number): number {
    return this.worker[connection]
  }

  /** Worker of a connection that is for one use. */
  fresh(): number {
    return this.workers === 1 ? 0 : this.rng.uint32() % this.workers
  }

  /** The request is answered: its connection is free again. */
  giveBack(connection: number): void {
    this.idle.push(connection)
  }

  /** The caller is gone, and its connections with it. */
  closeAll(): void {
    this.idle.length = 0
  }
}

/** An application sends a request to its proxy, over one of its connections; a TCP connection is a new one. */
export function connectToProxy(row: Row, proxy: ProxyState): void {
  const { connections } = proxy
  row.proxy = proxy
  if (row.tcp !== null) row.worker = connections.fresh()
  else {
    row.connection = connections.take()
    row.worker = connections.workerOf(row.connection)
  }
}
