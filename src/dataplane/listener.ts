import type { Origin } from './origin.ts'
import type { HashPolicy, WeightedCluster } from './route.ts'

/** What a proxy does with a connection to one address: an HTTP route table, or a TCP proxy by SNI or address. */
export interface Listener {
  /** `0.0.0.0_80`, `10.96.0.2_3306`, `virtualOutbound`, ... */
  readonly name: string
  /** `0.0.0.0` or a virtual IP. */
  readonly address: string
  readonly port: number
  readonly filterChains: readonly FilterChain[]
  readonly origin: Origin
}

export interface FilterChain {
  readonly name: string
  readonly match: FilterChainMatch
  readonly filter: HttpFilter | TcpFilter
  readonly origin: Origin
}

/** Empty lists and absent fields match everything. */
export interface FilterChainMatch {
  readonly serverNames: readonly string[]
  readonly transport?: 'tls' | 'raw_buffer'
  readonly applicationProtocols: readonly string[]
  readonly destinationPrefixes: readonly string[]
  readonly destinationPort?: number
}

/** HTTP connection manager. `tls` says that the listener terminates TLS itself (gateways). */
export interface HttpFilter {
  readonly kind: 'http'
  readonly routeConfig: string
  readonly terminatesTls: boolean
  /**
   * Whom the connection manager takes its clients for: an internal one may steer retries and timeouts by x-envoy-* headers,
   * an external one is named in x-envoy-external-address. Absent, as Istio leaves it: no steering, no header.
   */
  readonly clients?: 'internal' | 'external'
  /** Ahead of all that routes (Envoy's local_ratelimit filter). Absent, as Istio leaves it: no limit. */
  readonly localRateLimit?: LocalRateLimitPolicy
}

export interface LocalRateLimitPolicy {
  readonly maxTokens: number
  readonly tokensPerFill: number
  readonly fillIntervalNs: number
  /** Of the requests, how many the filter looks at, and of the surplus ones, how many it refuses. */
  readonly enabledPercent: number
  readonly enforcedPercent: number
}

export interface TcpFilter {
  readonly kind: 'tcp'
  readonly clusters: readonly WeightedCluster[]
  readonly limits: TcpLimits
  /** Only `sourceIp` makes sense here; empty = the balancer picks by chance. */
  readonly hash: readonly HashPolicy[]
  /**
   * At a gateway its policies judge the connection, by the caller's identity only where mutual TLS ends here. Absent = they are
   * not asked.
   */
  readonly policies?: { readonly knowsCaller: boolean }
}

/** One set for all clusters of a TCP proxy. */
export interface TcpLimits {
  /** Without a byte in either direction; absent = Envoy's default of one hour, 0 = none. */
  readonly idleTimeoutNs?: number
  /** Of the caller's connection; absent = none. */
  readonly maxDurationNs?: number
}
