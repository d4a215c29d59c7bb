import { type Cluster, LOCAL_CLUSTER } from '../dataplane/cluster.ts'
import type { Endpoint } from '../dataplane/endpoint.ts'
import { stream } from '../kernel/rng.ts'
import { Upstream } from '../proxy/upstream.ts'
import type { Dealings } from './causes/dealings.ts'
import { type ClusterRef, endpointsOf, plainCluster } from './cluster-refs.ts'
import { AT_SERVER, RESPONSE } from './event-kinds.ts'
import { podOfEndpoint } from './external-pods.ts'
import { scheduleHealth, watchOutliers } from './health.ts'
import type { Inbound } from './inbound.ts'
import type { PodState } from './pod-state.ts'
import type { ProxyState } from './proxy-state.ts'
import { RequestStats } from './request-stats.ts'
import type { World } from './world.ts'

/** One proxy's dealings with one cluster: Envoy's part (`balancer`), and what the run needs to know of each host. */
export interface UpstreamState {
  readonly index: number
  readonly proxy: ProxyState
  readonly ref: ClusterRef
  readonly cluster: Cluster
  readonly balancer: Upstream
  readonly stats: RequestStats
  /** Shared with the other proxies of the workload. */
  readonly dealings: Dealings
  /** By slot. */
  readonly hosts: UpstreamHost[]
  /** Sweep and health update that are in the queue, -1 = none. */
  sweepNs: number
  healthNs: number
}

/** One host of a cluster, as the run sees it; an object, since a request looks at most of it. */
export interface UpstreamHost {
  readonly pod: PodState
  /** Lane of a request or a response whose delay never varies, else -1. */
  readonly requestLane: number
  readonly responseLane: number
  /** The connection is TLS, so its handshake takes a round trip more. */
  readonly encrypted: boolean
  /** What its server's policies say; absent until asked, and after every push. */
  inbound: Inbound | undefined
  /** By worker of the caller: worker of the host, when it is a gateway, that the connection belongs to. */
  readonly workers: number[]
  /** By source and kind of caller: cell of the recorder (see books). */
  readonly cells: number[]
}

/** The proxy's state for a cluster, made on first use; null when the proxy has no such cluster (503 NC). */
export function upstreamOf(world: World, proxy: ProxyState, ref: ClusterRef): UpstreamState | null {
  const known = proxy.upstreams[ref.number]
  if (known !== undefined) return known
  const { tables } = proxy.table
  const cluster = tables.cluster(ref.name)
  if (cluster === undefined) return null
  const made = makeUpstream(world, proxy, ref, proxy.plain ? plainCluster(cluster) : cluster)
  proxy.upstreams[ref.number] = made
  return made
}

export function makeUpstream(world: World, proxy: ProxyState, ref: ClusterRef, cluster: Cluster): UpstreamState {
  const { queue, upstreams } = world
  const intervalNs = cluster.outlier?.intervalNs ?? 0
  const state: UpstreamState = {
    index: upstreams.length,
    proxy,
    ref,
    cluster,
    balancer: new Upstream({
      cluster,
      workers: proxy.workers,
      rng: proxy.balanceRng,
      nowNs: proxy.sweepsAtNs ?? queue.nowNs - Math.round(drawnPhase(world, proxy, ref) * intervalNs),
      locality: proxy.identity.locality,
      rows: world.poolRows,
    }),
    stats: new RequestStats(world.hops !== null),
    dealings: world.causes.of(proxy, ref),
    hosts: [],
    sweepNs: -1,
    healthNs: -1,
  }
  upstreams.push(state)
  watchOutliers(world, state)
  assign(world, state)
  scheduleHealth(world, state)
  return state
}

/** Each cluster began its sweeps at some moment before the run: drawn, so that proxies do not sweep as one. Below 1. */
function drawnPhase({ seed }: World, { identity }: ProxyState, ref: ClusterRef): number {
  return stream(seed, 'outlier phase', identity.namespace, identity.name, ref.name).next()
}

/** Endpoints as the proxy's tables have them now. */
export function assign(world: World, upstream: UpstreamState): void {
  const { balancer, ref, proxy } = upstream
  for (const host of upstream.hosts) host.inbound = undefined
  const { tables } = proxy.table
  const localCluster = proxy.plain ? undefined : tables.loadAssignment(LOCAL_CLUSTER)
  balancer.update(endpointsOf(tables, ref), world.queue.nowNs, localCluster)
  const { hosts } = balancer
  world.causes.ejections.membersChanged(upstream, world.queue.nowNs)
  world.causes.healthChanged(upstream, world.queue.nowNs)
  for (let slot = upstream.hosts.length; slot < hosts.size; slot++) addHost(world, upstream, slot, hosts.endpoint[slot])
}

/** Also for a host that another pod stands behind from now on. */
export function addHost(world: World, upstream: UpstreamState, slot: number, endpoint: Endpoint): void {
  const { proxy, cluster } = upstream
  const { hosts } = upstream.balancer
  const pod = podOfEndpoint(world, proxy, cluster, endpoint, hosts.localityNames[hosts.locality[slot]])
  const { mode } = cluster.tls
  const oneWayNs = world.network.constantNs(proxy.pod.place, pod.place)
  const clientNs = traversalOf(proxy)
  const serverNs = pod.role === 'gateway' ? 0 : traversalOf(pod.proxy)
  const constant = oneWayNs >= 0 && clientNs >= 0 && serverNs >= 0
  const backNs = world.network.constantNs(pod.place, proxy.pod.place)
  upstream.hosts[slot] = {
    pod,
    requestLane: constant ? world.queue.laneFor(AT_SERVER, oneWayNs + clientNs + serverNs) : -1,
    responseLane: backNs >= 0 ? world.queue.laneFor(RESPONSE, backNs) : -1,
    encrypted: mode === 'auto' ? endpoint.mtls : mode !== 'none',
    inbound: undefined,
    workers: upstream.hosts[slot]?.workers ?? [],
    cells: [],
  }
}

/** Constant part of a traversal, -1 if it varies; a plain caller has no proxy to traverse. */
function traversalOf(proxy: ProxyState | null): number {
  return proxy === null || proxy.plain ? 0 : proxy.traversal.constantNs
}

/**
 * One request on its way: through the caller's proxy, over the network, through the server's proxy. A gateway's own
 * traversal is counted where it calls on.
 */
export function requestDelayNs(world: World, upstream: UpstreamState, slot: number): number {
  const { pod } = upstream.hosts[slot]
  const server = pod.role === 'gateway' ? 0 : traversalNs(pod.proxy)
  return traversalNs(upstream.proxy) + messageDelayNs(world, upstream.proxy.pod, pod) + server
}

/** One way over the network. */
export function messageDelayNs(world: World, from: PodState, to: PodState): number {
  return world.network.delayNs(from.place, to.place)
}

function traversalNs(proxy: ProxyState | null): number {
  return proxy === null || proxy.plain ? 0 : proxy.traversal.sample(proxy.traversalRng)
}
