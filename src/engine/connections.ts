import type { Rng } from '../kernel/rng.ts'

/**
 * Downstream connections of one caller to one proxy, as far as they matter: each belongs to one worker thread for life
 * (envoy.md 8.2), given uniformly at its birth; a free one is used again, the most recently used first.
 */
export class DownstreamConnections {
  private readonly workers: number
  private readonly rng: Rng
  private readonly idle: number[] = []

  constructor(workers: number, rng: Rng) {
    this.workers = workers
    this.rng = rng
  }

  /** Worker of the connection that the next request uses. */
  take(): number {
    if (this.workers === 1) return 0
    return this.idle.pop() ?? this.fresh()
  }

  /** Worker of a connection that is for one use. */
  fresh(): number {
    return this.workers === 1 ? 0 : this.rng.uint32() % this.workers
  }

  /** The request is answered: its connection is free again. */
  giveBack(worker: number): void {
    if (this.workers > 1) this.idle.push(worker)
  }

  /** The caller is gone, and its connections with it. */
  closeAll(): void {
    this.idle.length = 0
  }
}
