import type { ProxyIdentity, ProxyTables } from '../dataplane/data-plane.ts'
import type { ServerSide } from '../dataplane/server-side.ts'
import type { Rng } from '../kernel/rng.ts'
import type { Sampler } from '../kernel/sampler.ts'
import type { LocalRateLimit } from '../proxy/local-rate-limit.ts'
import type { DownstreamConnections } from './connections.ts'
import type { Decision } from './decision.ts'
import type { PodState } from './pod-state.ts'
import type { UpstreamState } from './upstream-state.ts'

/** Tables of one class of proxies, with what was decided from them so far. */
export interface TableState {
  readonly tables: ProxyTables
  /** Configuration they come from; endpoint changes keep the number. */
  readonly config: number
  /** By shape. */
  readonly decisions: (Decision | undefined)[]
}

/**
 * One Envoy of the run. Everything mutable of it is made on first use: a proxy that no request passes costs a few
 * objects, and a thousand services do not mean a thousand clusters at every sidecar.
 */
export interface ProxyState {
  readonly index: number
  readonly pod: PodState
  readonly identity: ProxyIdentity
  /** What this proxy was last sent; another proxy may still have older tables. */
  table: TableState
  /** A pod without sidecar: no proxy at all, only the network between it and a Service. */
  readonly plain: boolean
  /** Worker threads (Istio's default 2): each has its own balancers and pools. */
  readonly workers: number
  /** By cluster number (see World.clusterNumber). */
  readonly upstreams: (UpstreamState | undefined)[]
  /** Its bucket, once a request asked; null in every scenario. */
  rateLimit: LocalRateLimit | null
  /** The proxy as a server, by configuration `serverConfig`; null until asked for. */
  serverSide: ServerSide | null
  serverConfig: number
  /** Of the local application. */
  readonly connections: DownstreamConnections
  /** Latency of one traversal. */
  readonly traversal: Sampler
  readonly traversalRng: Rng
  /** Weighted clusters, fault percentages, mirrors. */
  readonly routeRng: Rng
  /** Start of balancers, draws of random ones. */
  balanceRng: Rng
  readonly backOffRng: Rng
  /** Workers of connections that other proxies open to this one. */
  readonly connectionRng: Rng
  readonly pushRng: Rng
  /** Instant of the last push that is on its way or has arrived: pushes to one proxy never overtake each other. */
  pushedNs: number
  /** Outlier sweeps happen at this instant and a whole number of intervals before and after it; absent = drawn per cluster. */
  sweepsAtNs?: number
}
