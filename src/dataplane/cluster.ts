import type { Origin } from './origin.ts'

export type DiscoveryType = 'EDS' | 'STATIC' | 'STRICT_DNS' | 'LOGICAL_DNS' | 'ORIGINAL_DST'

/** envoy.config.cluster.v3.Cluster as istiod fills it: one destination of routes, with its policies. */
export interface Cluster {
  /** `outbound|<port>|<subset>|<fqdn>`, `PassthroughCluster`, `BlackHoleCluster`, ... */
  readonly name: string
  readonly type: DiscoveryType
  /** Service host, port and subset the name stands for; empty and 0 for the pass-through clusters. */
  readonly host: string
  readonly port: number
  readonly subset: string
  readonly balancer: BalancerPolicy
  readonly limits: CircuitLimits
  readonly outlier?: OutlierPolicy
  /** Envoy healthy_panic_threshold in percent. */
  readonly panicThreshold: number
  /** Pick a locality by weight first (Envoy locality_weighted_lb_config). */
  readonly localityWeighted: boolean
  /** Envoy zone_aware_lb_config; absent = Envoy's defaults. Of consequence only to a proxy that has LOCAL_CLUSTER. */
  readonly zoneAware?: ZoneRouting
  /** Envoy update_merge_window: how long news of ejections may wait; absent = Envoy's default of 1 s, 0 = no wait. */
  readonly updateMergeWindowNs?: number
  readonly connectTimeoutNs: number
  /** 0 = unlimited. */
  readonly maxRequestsPerConnection: number
  /** Absent = Envoy's default of one hour. */
  readonly idleTimeoutNs?: number
  /** After this a connection takes no further requests and closes with its last one; absent = never. */
  readonly maxConnectionDurationNs?: number
  /** From the first byte sent to the last one received, per attempt; absent = none. */
  readonly maxStreamDurationNs?: number
  readonly http2: 'no' | 'yes' | 'as downstream'
  /** Streams of one HTTP/2 connection; absent = 1024, Envoy's default. */
  readonly maxConcurrentStreams?: number
  readonly tls: UpstreamTls
  /** For STRICT_DNS and friends the endpoints are names; see LoadAssignment. */
  readonly origin: Origin
}

/**
 * Name of the load assignment of the proxies of the caller's own workload, for proxies that were told to discover it
 * (ISTIO_META_ENABLE_SELF_DISCOVERY): what Envoy's zone-aware routing compares the endpoints of other clusters with.
 */
export const LOCAL_CLUSTER = 'local_cluster'

export interface ZoneRouting {
  /** Envoy routing_enabled: 100 % or 0 %. */
  readonly enabled: boolean
  /** Healthy hosts from which on localities count; absent = 6, Envoy's default. */
  readonly minClusterSize?: number
}

export interface BalancerPolicy {
  readonly kind: 'ROUND_ROBIN' | 'LEAST_REQUEST' | 'RANDOM' | 'RING_HASH' | 'MAGLEV' | 'CLUSTER_PROVIDED'
  readonly minimumRingSize?: number
  readonly maximumRingSize?: number
  readonly maglevTableSize?: number
  /** RING_HASH; absent = xxHash64. */
  readonly hashFunction?: 'XX_HASH' | 'MURMUR_HASH_2'
  /** LEAST_REQUEST, equal weights: hosts drawn per pick; absent = 2. Istio never sets these three. */
  readonly choiceCount?: number
  /** LEAST_REQUEST, equal weights: every host is looked at instead. */
  readonly fullScan?: boolean
  /** LEAST_REQUEST, unequal weights: exponent of the active requests; absent = 1. */
  readonly activeRequestBias?: number
  /** RING_HASH and MAGLEV with bounded loads, in percent of the fair share; absent = unbounded. Istio never sets it. */
  readonly hashBalanceFactor?: number
  readonly slowStart?: { readonly windowNs: number; readonly aggression: number; readonly minWeightPercent: number }
}

/** Per client proxy and cluster (Envoy circuit_breakers, DEFAULT priority). Absent = unlimited in Istio. */
export interface CircuitLimits {
  readonly maxConnections?: number
  readonly maxPendingRequests?: number
  readonly maxRequests?: number
  readonly maxRetries?: number
  readonly retryBudget?: { readonly percent: number; readonly minConcurrency: number }
}

/** Envoy's OutlierDetection with every default filled in. */
export interface OutlierPolicy {
  readonly consecutive5xx: number
  readonly enforcingConsecutive5xx: number
  readonly consecutiveGatewayFailure: number
  readonly enforcingConsecutiveGatewayFailure: number
  readonly consecutiveLocalOriginFailure: number
  readonly enforcingConsecutiveLocalOriginFailure: number
  readonly splitExternalLocalOriginErrors: boolean
  readonly intervalNs: number
  readonly baseEjectionTimeNs: number
  readonly maxEjectionTimeNs: number
  readonly maxEjectionPercent: number
  /** Fields as written in the DestinationRule, in Envoy's names, durations in ms: what a recording shows. */
  readonly configured: Readonly<Record<string, number | boolean>>
}

export type UpstreamTls =
  | { readonly mode: 'none' }
  /** istiod's auto mTLS: per endpoint, where it has a proxy. */
  | { readonly mode: 'auto' }
  | { readonly mode: 'mesh'; readonly sni: string }
  | { readonly mode: 'tls'; readonly sni?: string; readonly clientCertificate: boolean }
