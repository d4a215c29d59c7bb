import type { CircuitLimits, Cluster } from '../../../dataplane/cluster.ts'
import { type Fields, fields, numberOr, optionalDurationNs } from '../field.ts'
import { isHttp, isHttp2, type Protocol } from '../registry/service.ts'

/** Mesh default of connectTimeout (pkg/config/mesh:DefaultMeshConfig). */
const CONNECT_TIMEOUT_NS = 10_000_000_000

/** What a connectionPool decides about a cluster besides HTTP/2. */
export type ConnectionSettings = Pick<
  Cluster,
  'limits' | 'connectTimeoutNs' | 'maxRequestsPerConnection' | 'idleTimeoutNs' | 'maxConnectionDurationNs'
>

/**
 * connectionPool over the mesh's connectTimeout; a figure of 0 means "not set", which is unlimited
 * (core/cluster_traffic_policy.go:applyConnectionPool).
 */
export function connectionSettings(
  connectionPool: Fields | undefined,
  retryBudget: Fields | undefined,
  meshConfig: Fields,
): ConnectionSettings {
  const http = fields(connectionPool?.http)
  const tcp = fields(connectionPool?.tcp)
  return {
    limits: circuitLimits(http, tcp, retryBudget),
    connectTimeoutNs: optionalDurationNs(tcp.connectTimeout) ?? meshConnectTimeoutNs(meshConfig),
    maxRequestsPerConnection: numberOr(http.maxRequestsPerConnection, 0),
    idleTimeoutNs: optionalDurationNs(http.idleTimeout) ?? optionalDurationNs(tcp.idleTimeout),
    maxConnectionDurationNs: optionalDurationNs(tcp.maxConnectionDuration),
  }
}

export function meshConnectTimeoutNs(meshConfig: Fields): number {
  return optionalDurationNs(meshConfig.connectTimeout) ?? CONNECT_TIMEOUT_NS
}

function circuitLimits(http: Fields, tcp: Fields, retryBudget: Fields | undefined): CircuitLimits {
  const limits: { -readonly [K in keyof CircuitLimits]: CircuitLimits[K] } = {}
  const maxConnections = numberOr(tcp.maxConnections, 0)
  const maxPendingRequests = numberOr(http.http1MaxPendingRequests, 0)
  const maxRequests = numberOr(http.http2MaxRequests, 0)
  const maxRetries = numberOr(http.maxRetries, 0)
  if (maxConnections > 0) limits.maxConnections = maxConnections
  if (maxPendingRequests > 0) limits.maxPendingRequests = maxPendingRequests
  if (maxRequests > 0) limits.maxRequests = maxRequests
  if (maxRetries > 0) limits.maxRetries = maxRetries
  if (retryBudget) {
    limits.retryBudget = {
      percent: numberOr(retryBudget.percent, 20),
      minConcurrency: numberOr(retryBudget.minRetryConcurrency, 3),
    }
  }
  return limits
}

/**
 * HTTP version towards the endpoints: of the port, unless the pool follows the client or upgrades
 * (core/cluster_builder.go:setUpstreamProtocol, cluster_traffic_policy.go:shouldH2Upgrade).
 */
export function upstreamHttp2(
  protocol: Protocol,
  connectionPool: Fields | undefined,
  meshConfig: Fields,
  gateway: boolean,
): Cluster['http2'] {
  const http = fields(connectionPool?.http)
  const upgrade = http.h2UpgradePolicy
  if (upgrade === 'UPGRADE') return 'yes'
  if (upgrade !== 'DO_NOT_UPGRADE' && isHttp(protocol) && meshConfig.h2UpgradePolicy === 'UPGRADE') return 'yes'
  if (http.useClientProtocol === true) return 'as downstream'
  if (isHttp2(protocol)) return 'yes'
  return protocol === 'Unsupported' && !gateway ? 'as downstream' : 'no'
}
