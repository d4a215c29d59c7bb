export interface PoolSettings {
  /** Streams that one connection carries at once: 1 for HTTP/1.1. */
  readonly streamsPerConnection: number
  /** 0 = unlimited. */
  readonly maxRequestsPerConnection: number
  /** NEVER = idle connections stay. */
  readonly idleTimeoutNs: number
  /** Connections older than this take no further streams (max_connection_duration); NEVER = they live on. */
  readonly maxConnectionDurationNs: number
}

/** Envoy's max_concurrent_streams for HTTP/2 upstreams. */
export const HTTP2_STREAMS = 1024
