import type { Cluster } from '../dataplane/cluster.ts'
import type { LoadAssignment } from '../dataplane/endpoint.ts'
import { type Locality, localityText, NO_LOCALITY } from '../kernel/locality.ts'
import type { Rng } from '../kernel/rng.ts'
import { NEVER } from '../kernel/time.ts'
import { NO_HOST } from './balance/balancer.ts'
import { HostPicker } from './balance/host-picker.ts'
import type { PriorityLoad } from './balance/priority-load.ts'
import { CircuitBreaker } from './breaker.ts'
import type { HashValue } from './hash.ts'
import { HostTable } from './host-table.ts'
import { HealthUpdates } from './outlier/health-updates.ts'
import { OutlierDetector } from './outlier/outlier-detector.ts'
import { ConnectionPools } from './pool/pools.ts'
import type { PoolRows } from './pool/rows.ts'
import { HTTP2_STREAMS } from './pool/settings.ts'
import { TcpConnections } from './pool/tcp-connections.ts'
import type { CompiledRetryPolicy } from './retry/policy.ts'

export interface UpstreamOptions {
  readonly cluster: Cluster
  /** Worker threads of the proxy: each has its own balancers and pools. */
  readonly workers: number
  /** Balancer and ejection draws of this proxy towards this cluster. */
  readonly rng: Rng
  /** Start of the outlier sweeps; the cluster is taken to be initialised now. */
  readonly nowNs: number
  /** Locality of the proxy: its own locality comes first where Envoy orders localities. */
  readonly locality?: Locality
  /** Shared by all upstreams of a simulation; without it this one has a table of its own. */
  readonly rows?: PoolRows
  /** Decides the protocol when the cluster speaks what its caller speaks. */
  readonly downstreamHttp2?: boolean
}

/**
 * What one proxy holds for one cluster: hosts, balancers, pools, breaker, ejections. Made on first use. It decides and
 * never schedules: the engine asks `pendingHealthUpdateNs` and `outlier.nextSweepNs` for the times it has to come back.
 * Envoy: ThreadLocalClusterManagerImpl::ClusterEntry.
 * Known differences from Envoy: it comes into being on first use; a proxy has all its clusters from the start.
 */
export class Upstream {
  readonly cluster: Cluster
  readonly hosts = new HostTable()
  readonly limits: CircuitBreaker
  readonly pools: ConnectionPools
  readonly tcp: TcpConnections
  readonly outlier: OutlierDetector | undefined
  /** Streams share connections: one that is reset leaves the others alone. */
  readonly http2: boolean
  /** upstream_cx_none_healthy: attempts that found no host. */
  noneHealthy = 0
  readonly #picker: HostPicker
  /** Of ejections, on its way to the balancers. */
  readonly news: HealthUpdates

  constructor(options: UpstreamOptions) {
    const { cluster, workers, rng, nowNs } = options
    this.cluster = cluster
    this.limits = new CircuitBreaker(cluster.limits)
    this.http2 = cluster.http2 === 'yes' || (cluster.http2 === 'as downstream' && options.downstreamHttp2 === true)
    const settings = {
      streamsPerConnection: this.http2 ? (cluster.maxConcurrentStreams ?? HTTP2_STREAMS) : 1,
      maxRequestsPerConnection: cluster.maxRequestsPerConnection,
      idleTimeoutNs: cluster.idleTimeoutNs ?? NEVER,
      maxConnectionDurationNs: cluster.maxConnectionDurationNs ?? NEVER,
    }
    this.pools = new ConnectionPools(workers, this.hosts, this.limits, settings, options.rows)
    this.tcp = new TcpConnections(this.limits, this.hosts)
    const locality = localityText(options.locality ?? NO_LOCALITY)
    this.#picker = new HostPicker(cluster, this.hosts, this.limits, workers, rng, locality)
    this.news = new HealthUpdates(atNs => this.#picker.refresh(atNs), cluster.updateMergeWindowNs)
    const { outlier } = cluster
    if (outlier)
      this.outlier = new OutlierDetector(outlier, this.hosts, rng, nowNs, (slot, atNs) => this.#flagged(slot, atNs))
  }

  /**
   * EDS push. Hosts are matched by address and keep slot and state; one that leaves is retired: its attempts in flight
   * finish, its idle connections close; one that comes back is new. Takes effect at once, and delivers a deferred
   * health update with it.
   * @param localCluster the proxies of the caller's own workload (LOCAL_CLUSTER), where the caller knows them
   */
  update(assignment: LoadAssignment, nowNs: number, localCluster?: LoadAssignment): void {
    const { removed } = this.hosts.update(assignment, nowNs)
    for (const slot of removed) {
      this.outlier?.retire(slot)
      this.pools.closeIdle(slot)
    }
    const first = !this.#picker.assigned
    this.#picker.assign(assignment, localCluster)
    // The hosts a cluster starts with are no update: the first ejection after them is never deferred (recorded).
    if (first) this.#picker.refresh(nowNs)
    else this.news.deliver(nowNs)
  }

  /** A slot for a first attempt, or NO_HOST (503 UH). */
  choose(worker: number, nowNs: number): number {
    return this.#counted(this.#picker.choose(worker, nowNs))
  }

  /** For RING_HASH and MAGLEV with a hash of the request; other policies ignore the hash. */
  chooseHashed(worker: number, hash: HashValue, nowNs: number): number {
    return this.#counted(this.#picker.chooseHashed(worker, hash, 0, nowNs))
  }

  /**
   * A slot for a retry: hosts in `attempted[0..attemptedCount)` are rejected as the policy's predicates say, up to its number
   * of re-picks, after which the last pick stands (Envoy ZoneAwareLoadBalancerBase::chooseHost).
   */
  chooseRetry(
    worker: number,
    attempted: ArrayLike<number>,
    attemptedCount: number,
    policy: CompiledRetryPolicy,
    nowNs: number,
    hash?: HashValue,
  ): number {
    return this.#counted(this.#picker.chooseRetry(worker, attempted, attemptedCount, policy, nowNs, hash))
  }

  /** lb_healthy_panic: picks in a priority that panics. */
  get healthyPanic(): number {
    return this.#picker.healthyPanic
  }

  /** How the priorities share the requests: another object whenever the balancers learned something. */
  get load(): PriorityLoad {
    return this.#picker.load
  }

  /** When the balancers learn of ejections they do not know yet; NEVER if they know all. */
  get pendingHealthUpdateNs(): number {
    return this.news.pendingNs
  }

  applyHealthUpdate(nowNs: number): void {
    if (this.news.pendingNs <= nowNs) this.news.merge(nowNs)
  }

  #counted(slot: number): number {
    if (slot === NO_HOST) this.noneHealthy++
    return slot
  }

  #flagged(slot: number, nowNs: number): void {
    if (!this.hosts.healthy(slot)) this.pools.closeIdle(slot)
    this.news.changed(nowNs)
  }
}
