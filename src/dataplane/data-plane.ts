import type { Locality } from '../kernel/locality.ts'
import type { Cluster } from './cluster.ts'
import type { LoadAssignment } from './endpoint.ts'
import type { FilterChain, Listener } from './listener.ts'
import type { Origin } from './origin.ts'
import type { Pod } from './pod.ts'
import type { RouteConfiguration } from './route.ts'
import type { ServerSide } from './server-side.ts'

/** One Envoy: a sidecar beside a pod, or a gateway pod. */
export interface ProxyIdentity {
  readonly kind: 'sidecar' | 'gateway'
  /** The pod's name, without its namespace. */
  readonly name: string
  readonly namespace: string
  readonly workload: string
  readonly labels: Readonly<Record<string, string>>
  readonly locality: Locality
  readonly cluster: string
  readonly network: string
  readonly serviceAccount: string
  /** Node name, for trafficDistribution PreferSameNode and internalTrafficPolicy Local. */
  readonly node: string
}

/** What Envoy does not take, and the resource that it comes from. */
export interface Refusal {
  readonly reason: string
  readonly origin: Origin
}

/**
 * The immutable tables of every proxy, as the control plane of one moment would send them. Tables are made on first use,
 * once per class of proxy, so asking costs nothing for proxies that no request passes.
 */
export interface DataPlane {
  /** Same object for all proxies whose tables cannot differ (same class and locality). */
  tablesFor(proxy: ProxyIdentity): ProxyTables
  /** Identity, policies and, at a sidecar, the listener for what comes in. */
  serverSideOf(proxy: ProxyIdentity): ServerSide
  /** The same configuration over other pods: only load assignments are made again. */
  withPods(pods: readonly Pod[]): DataPlane
  readonly pods: readonly Pod[]
}

/** What one proxy was sent: listeners, route tables, clusters and endpoints (LDS, RDS, CDS, EDS). */
export interface ProxyTables {
  /** Where a connection to `host:port` goes (URL host as the application wrote it), after DNS as in the caller's pod. */
  connect(target: ConnectTarget): Connection
  /** Of the proxies that have them. */
  readonly locality: Locality
  routeConfig(name: string): RouteConfiguration | undefined
  cluster(name: string): Cluster | undefined
  /** Why Envoy does not take a cluster that istiod sends, so that there is none of that name; undefined for all others. */
  refusedCluster(name: string): Refusal | undefined
  loadAssignment(cluster: string): LoadAssignment | undefined
  /**
   * Whom applications dial by the name of a Service whose cluster is ORIGINAL_DST: DNS or kube-proxy chose among these before
   * the proxy saw the connection. Undefined for all other clusters, and where only the application knows.
   */
  originalDestinations(cluster: string): LoadAssignment | undefined
  /** All names, for listings and exports; making them may compile everything. */
  listenerNames(): readonly string[]
  routeConfigNames(): readonly string[]
  clusterNames(): readonly string[]
}

export interface ConnectTarget {
  readonly host: string
  readonly port: number
  /** TLS started by the client of this proxy, with its server name. */
  readonly tls?: { readonly sni: string }
}

/** Result of listener and filter-chain choice. */
export interface Connection {
  /** `10.96.0.2:80`, `external:80`, `gateway:80`. */
  readonly dialled: string
  /** Absent: nothing listens. */
  readonly listener?: Listener
  readonly filterChain?: FilterChain
  /** Why there is no listener or chain: `connection refused (gateway does not listen)`, ... */
  readonly error?: string
}
