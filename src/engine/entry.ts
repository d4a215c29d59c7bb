import type { Rng } from '../kernel/rng.ts'
import { DOWN, type PodState, UP } from './pod-state.ts'
import type { ProxyState } from './proxy-state.ts'

/** How the requests of a source come into the mesh. */
export type Entry = GatewayEntry | WorkloadEntry

/** Clients outside call a gateway over keep-alive connections, each to one gateway pod. */
export interface GatewayEntry {
  readonly kind: 'gateway'
  readonly pods: () => readonly PodState[]
  readonly connections: ClientConnections
  /** `namespace/name` of the gateway's workload. */
  readonly label: string
}

/** Pods of a workload call, each through its own proxy. */
export interface WorkloadEntry {
  readonly kind: 'workload'
  readonly pods: () => readonly PodState[]
  readonly rng: Rng
}

export function isReady(pod: PodState): boolean {
  return pod.condition === UP && pod.pod.ready && !pod.leaving
}

/** The pods of one workload; the list is made again only when a pod has come into the run. */
export function membersOf(pods: readonly PodState[], workload: string): () => readonly PodState[] {
  let members: readonly PodState[] = []
  let known = -1
  return () => {
    if (known !== pods.length) {
      known = pods.length
      members = pods.filter(pod => pod.workload === workload)
    }
    return members
  }
}

/**
 * A uniformly drawn ready pod; undefined when none is. One of all is drawn first: nearly always it is ready, and if not,
 * a second draw among the ready ones leaves every ready pod the same chance.
 */
export function drawReady(pods: () => readonly PodState[], rng: Rng): PodState | undefined {
  const all = pods()
  if (all.length === 0) return undefined
  const first = all.length === 1 ? all[0] : all[Math.floor(rng.next() * all.length)]
  if (isReady(first)) return first
  const ready = all.filter(isReady)
  return ready.length === 0 ? undefined : ready[Math.floor(rng.next() * ready.length)]
}

/**
 * Connections of the clients outside to a gateway: the most recently used idle one first, a new one to a uniformly drawn
 * ready pod if none is idle (settled.md 1). A connection to a pod that went away is closed when that is noticed.
 */
export class ClientConnections {
  private readonly pod: PodState[] = []
  private readonly worker: number[] = []
  private readonly idle: number[] = []
  private readonly rng: Rng

  constructor(rng: Rng) {
    this.rng = rng
  }

  /** A connection for one request; -1 when no pod is ready. */
  take(pods: () => readonly PodState[]): number {
    for (let last = this.idle.pop(); last !== undefined; last = this.idle.pop()) {
      const pod = this.pod[last]
      // A closed process is noticed (its end sent FIN or RST), a vanished node is not.
      if (pod.condition !== DOWN && !pod.leaving) return last
    }
    const pod = drawReady(pods, this.rng)
    if (pod === undefined) return -1
    const workers = (pod.proxy as ProxyState).workers
    this.worker.push(workers === 1 ? 0 : this.rng.uint32() % workers)
    return this.pod.push(pod) - 1
  }

  /** The processes behind these pods are gone: idle connections to them are closed. */
  closeIdle(pods: ReadonlySet<PodState>): void {
    const kept = this.idle.filter(connection => !pods.has(this.pod[connection]))
    this.idle.splice(0, this.idle.length, ...kept)
  }

  podOf(connection: number): PodState {
    return this.pod[connection]
  }

  workerOf(connection: number): number {
    return this.worker[connection]
  }

  /** @param broken the request failed by a reset or was given up: an HTTP/1.1 connection is then of no further use */
  giveBack(connection: number, broken: boolean): void {
    if (!broken) this.idle.push(connection)
  }
}
