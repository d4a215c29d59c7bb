import type { Cluster } from '../../dataplane/cluster.ts'
import type { LoadAssignment } from '../../dataplane/endpoint.ts'
import type { Rng } from '../../kernel/rng.ts'
import type { CircuitBreaker } from '../breaker.ts'
import { type HashValue, hashModulo } from '../hash.ts'
import { type HostList, hostLists, ListIds, type LocalityHosts, listsOf, type PriorityHosts } from '../host-lists.ts'
import type { HostTable } from '../host-table.ts'
import type { CompiledRetryPolicy } from '../retry/policy.ts'
import { type Balancer, NO_HOST } from './balancer.ts'
import { BoundedLoad } from './bounded-load.ts'
import { type HashTable, hashedHosts, hashedHostsByLocality } from './hash-table.ts'
import { LeastRequestBalancer } from './least-request.ts'
import { LocalityWrr } from './locality-wrr.ts'
import { Maglev } from './maglev.ts'
import {
  chooseDegradedPriority,
  choosePriority,
  OVERPROVISIONING,
  type PriorityLoad,
  priorityHealth,
  priorityLoad,
} from './priority-load.ts'
import { RandomBalancer } from './random.ts'
import { retryPriorityLoad } from './retry-priorities.ts'
import { RingHash } from './ring-hash.ts'
import { RoundRobinBalancer } from './round-robin.ts'
import { SlowStart } from './slow-start.ts'
import { chooseLocality, type ZonePlan, zonePlan } from './zone-aware.ts'

/**
 * From a cluster to a host: priority, then panic or locality, then the policy (Envoy LoadBalancerBase::chooseHostSet,
 * ZoneAwareLoadBalancerBase::hostSourceToUse, ThreadAwareLoadBalancerBase for hashes).
 * Known differences from Envoy: no subsets, no overridden hosts, no fail_traffic_on_panic; a sure priority needs no draw.
 */
export class HostPicker {
  /** lb_healthy_panic: picks in a priority that panics. */
  healthyPanic = 0
  readonly #cluster: Cluster
  readonly #hosts: HostTable
  readonly #limits: CircuitBreaker
  readonly #rng: Rng
  readonly #ownLocality: string
  readonly #ids = new ListIds()
  readonly #balancers: readonly Balancer[]
  #assignment: LoadAssignment | undefined
  #localCluster: LoadAssignment | undefined
  #priorities: readonly PriorityHosts[] = []
  #health: readonly number[] = []
  #load: PriorityLoad = { healthy: [], degraded: [], panic: [] }
  #zones: ZonePlan | undefined
  /** The list of every pick, where it is certain. */
  #only: HostList | undefined
  #onlyPanics = false
  /** By worker, then priority. */
  #localities: readonly (readonly LocalityChoice[])[] = []
  /** By priority. */
  #tables: readonly HashTable[] = []

  constructor(
    cluster: Cluster,
    hosts: HostTable,
    limits: CircuitBreaker,
    workers: number,
    rng: Rng,
    ownLocality: string,
  ) {
    this.#cluster = cluster
    this.#limits = limits
    this.#hosts = hosts
    this.#rng = rng
    this.#ownLocality = ownLocality
    this.#balancers = Array.from({ length: workers }, () => balancerOf(cluster, hosts, rng))
  }

  /** How the priorities share the requests at present. */
  get load(): PriorityLoad {
    return this.#load
  }

  get assigned(): boolean {
    return this.#assignment !== undefined
  }

  /**
   * Takes the localities and their weights; nobody picks from them before the next refresh.
   * @param localCluster the proxies of the caller's workload, for zone-aware routing
   */
  assign(assignment: LoadAssignment, localCluster?: LoadAssignment): void {
    this.#assignment = assignment
    this.#localCluster = localCluster
  }

  /** The balancers learn of hosts, weights and health as they are now. */
  refresh(nowNs: number): void {
    if (!this.#assignment) return
    const { panicThreshold, localityWeighted, zoneAware } = this.#cluster
    const { overprovisioning = OVERPROVISIONING } = this.#assignment
    this.#priorities = hostLists(this.#hosts, this.#assignment, this.#ownLocality, this.#ids)
    const counts = this.#priorities.map(({ all, healthy, degraded }) => ({
      hosts: all.slots.length,
      healthy: healthy.slots.length,
      degraded: degraded.slots.length,
    }))
    this.#health = priorityHealth(counts, overprovisioning)
    this.#load = priorityLoad(counts, panicThreshold, overprovisioning)
    const callers = { localCluster: this.#localCluster, ownLocality: this.#ownLocality }
    this.#zones = localityWeighted ? undefined : zonePlan(this.#priorities[0], callers, panicThreshold, zoneAware)
    const certain = this.#load.healthy.indexOf(100)
    this.#only = certain >= 0 && !localityWeighted && !this.#zones ? this.#listOf(certain, 'healthy') : undefined
    this.#onlyPanics = this.#load.panic[certain] ?? false
    const lists = this.#priorities.flatMap(listsOf)
    for (const balancer of this.#balancers) balancer.refresh(lists, nowNs)
    if (localityWeighted) {
      this.#localities = this.#balancers.map(() =>
        this.#priorities.map(each => this.#localityChoice(each, overprovisioning)),
      )
    }
    this.#tables = this.#makeTables()
  }

  choose(worker: number, nowNs: number): number {
    if (this.#tables.length > 0) return this.chooseHashed(worker, this.#randomHash(), 0, nowNs)
    const only = this.#only
    if (only !== undefined) {
      if (this.#onlyPanics) this.healthyPanic++
      return this.#balancers[worker].pick(only, -1, nowNs)
    }
    return this.#pick(worker, this.#load, nowNs)
  }

  chooseHashed(worker: number, hash: HashValue, attempt: number, nowNs: number): number {
    if (this.#tables.length === 0) return this.choose(worker, nowNs)
    return this.#lookup(hash, attempt, this.#load)
  }

  chooseRetry(
    worker: number,
    attempted: ArrayLike<number>,
    attemptedCount: number,
    policy: CompiledRetryPolicy,
    nowNs: number,
    hash?: HashValue,
  ): number {
    const load = policy.previousPrioritiesFrequency
      ? retryPriorityLoad(
          this.#hosts,
          attempted,
          attemptedCount,
          policy.previousPrioritiesFrequency,
          this.#health,
          this.#load,
        )
      : this.#load
    const picks = policy.rejectsPreviousHosts ? policy.hostSelectionMaxAttempts + 1 : 1
    const hashed = this.#tables.length > 0 ? (hash ?? this.#randomHash()) : undefined
    let slot = NO_HOST
    for (let attempt = 0; attempt < picks; attempt++) {
      slot = hashed ? this.#lookup(hashed, attempt, load) : this.#pick(worker, load, nowNs)
      if (slot === NO_HOST || !includes(attempted, attemptedCount, slot)) return slot
    }
    return slot
  }

  #pick(worker: number, load: PriorityLoad, nowNs: number): number {
    const r = this.#rng.uint32()
    const p = (r % 100) + 1
    const first = choosePriority(load.healthy, p)
    const health = first >= 0 ? 'healthy' : 'degraded'
    const priority = first >= 0 ? first : chooseDegradedPriority(load, p)
    if (priority < 0) return NO_HOST
    const panics = this.#load.panic[priority]
    if (panics) this.healthyPanic++
    const locality = panics ? undefined : this.#locality(worker, priority, health)
    return this.#balancers[worker].pick(locality?.[health] ?? this.#listOf(priority, health), r, nowNs)
  }

  /** Undefined = all localities of the priority alike. */
  #locality(worker: number, priority: number, health: 'healthy' | 'degraded'): LocalityHosts | undefined {
    if (this.#cluster.localityWeighted) return this.#localities[worker][priority][health].pick()
    return this.#zones && priority === 0
      ? this.#priorities[0].localities[chooseLocality(this.#zones, this.#rng)]
      : undefined
  }

  #lookup(hash: HashValue, attempt: number, load: PriorityLoad): number {
    const p = hashModulo(hash, 100) + 1
    const first = choosePriority(load.healthy, p)
    // A table knows healthy hosts only, also where degraded ones were to carry the request.
    const priority = first >= 0 ? first : chooseDegradedPriority(load, p)
    if (priority < 0) return NO_HOST
    if (this.#load.panic[priority]) this.healthyPanic++
    return this.#tables[priority].lookup(hash, attempt)
  }

  #listOf(priority: number, health: 'healthy' | 'degraded'): HostList {
    const hosts = this.#priorities[priority]
    return this.#load.panic[priority] ? hosts.all : hosts[health]
  }

  #localityChoice({ localities, degraded }: PriorityHosts, overprovisioning: number): LocalityChoice {
    const healthy = new LocalityWrr(localities, this.#rng.uint32(), overprovisioning, 'healthy')
    // Istio never sends degraded hosts: no draw is spent on them.
    if (degraded.slots.length === 0) return { healthy, degraded: healthy }
    return { healthy, degraded: new LocalityWrr(localities, this.#rng.uint32(), overprovisioning, 'degraded') }
  }

  #makeTables(): readonly HashTable[] {
    const { balancer, localityWeighted } = this.#cluster
    if (balancer.kind !== 'RING_HASH' && balancer.kind !== 'MAGLEV') return []
    return this.#priorities.map((priority, index) => {
      const members = localityWeighted
        ? hashedHostsByLocality(this.#hosts, priority.localities, this.#load.panic[index])
        : hashedHosts(this.#hosts, this.#listOf(index, 'healthy').slots)
      const table =
        balancer.kind === 'MAGLEV' ? new Maglev(members, balancer.maglevTableSize) : new RingHash(members, balancer)
      const { hashBalanceFactor } = balancer
      return hashBalanceFactor ? new BoundedLoad(table, members, hashBalanceFactor, this.#hosts, this.#limits) : table
    })
  }

  #randomHash(): HashValue {
    return { high: this.#rng.uint32(), low: this.#rng.uint32() }
  }
}

interface LocalityChoice {
  readonly healthy: LocalityWrr
  readonly degraded: LocalityWrr
}

function balancerOf({ balancer }: Cluster, hosts: HostTable, rng: Rng): Balancer {
  const slowStart = balancer.slowStart && new SlowStart(hosts, balancer.slowStart)
  switch (balancer.kind) {
    case 'ROUND_ROBIN':
      return new RoundRobinBalancer(hosts, rng.uint32(), slowStart)
    case 'LEAST_REQUEST':
      return new LeastRequestBalancer(hosts, rng.uint32(), rng, balancer, slowStart)
    // A hash policy has tables instead; an original destination is known before anyone picks.
    case 'RANDOM':
    case 'RING_HASH':
    case 'MAGLEV':
    case 'CLUSTER_PROVIDED':
      return new RandomBalancer(rng)
  }
}

function includes(slots: ArrayLike<number>, count: number, slot: number): boolean {
  for (let i = 0; i < count; i++) if (slots[i] === slot) return true
  return false
}
