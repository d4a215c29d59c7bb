import {
  type BalancerPolicy,
  type CircuitLimits,
  type Cluster,
  LOCAL_CLUSTER,
  type OutlierPolicy,
} from '../../dataplane/cluster.ts'
import type { LoadAssignment } from '../../dataplane/endpoint.ts'
import { type EndpointAddresses, ownAddresses } from './addresses.ts'
import { duration, type JsonObject, typed } from './json.ts'
import type { LeftOut } from './left-out.ts'
import { loadAssignment } from './load-assignment-json.ts'

/** envoy.config.cluster.v3.Cluster with its endpoints inside, since there is no control plane to send them. */
export function clusterJson(
  cluster: Cluster,
  assignment: LoadAssignment | undefined,
  addresses: EndpointAddresses,
  leftOut: LeftOut,
): JsonObject {
  const { name } = cluster
  tellLeftOut(cluster, assignment, leftOut)
  return {
    name,
    type: discovery(cluster, addresses),
    connect_timeout: duration(cluster.connectTimeoutNs),
    ...balancer(cluster.balancer),
    common_lb_config: commonBalancing(cluster),
    circuit_breakers: { thresholds: [thresholds(cluster.limits)] },
    ...(cluster.outlier && { outlier_detection: outlierDetection(cluster.outlier) }),
    typed_extension_protocol_options: {
      'envoy.extensions.upstreams.http.v3.HttpProtocolOptions': protocolOptions(cluster),
    },
    load_assignment: loadAssignment(name, assignment, addresses),
  }
}

/** The proxies of the own workload (istiod's bootstrap). Envoy only counts them, so they keep their addresses in the mesh. */
export function localClusterJson(assignment: LoadAssignment): JsonObject {
  return {
    name: LOCAL_CLUSTER,
    type: 'STATIC',
    load_assignment: loadAssignment(LOCAL_CLUSTER, assignment, ownAddresses()),
  }
}

function discovery({ type }: Cluster, addresses: EndpointAddresses): string {
  const byName = type === 'STRICT_DNS' || type === 'LOGICAL_DNS'
  return byName && !addresses.areMapped ? type : 'STATIC'
}

function tellLeftOut(cluster: Cluster, assignment: LoadAssignment | undefined, leftOut: LeftOut): void {
  const { name, type, tls } = cluster
  if (type === 'ORIGINAL_DST') leftOut.add(`${name}: goes where the client dialled, which one bootstrap cannot know`)
  const endpoints = assignment?.localities.flatMap(each => each.endpoints) ?? []
  const isSecured = tls.mode === 'auto' ? endpoints.some(({ mtls }) => mtls) : tls.mode !== 'none'
  if (isSecured)
    leftOut.add(`${name}: TLS to its endpoints (${tls.mode === 'auto' ? 'mutual, of the mesh' : tls.mode})`)
  if (cluster.balancer.fullScan) leftOut.add(`${name}: least request over all endpoints (full scan)`)
}

function balancer(policy: BalancerPolicy): JsonObject {
  const { slowStart } = policy
  const warmUp = slowStart && {
    slow_start_config: {
      slow_start_window: duration(slowStart.windowNs),
      aggression: { default_value: slowStart.aggression, runtime_key: 'slow_start.aggression' },
      min_weight_percent: { value: slowStart.minWeightPercent },
    },
  }
  switch (policy.kind) {
    case 'ROUND_ROBIN':
      return { lb_policy: policy.kind, ...(warmUp && { round_robin_lb_config: warmUp }) }
    case 'LEAST_REQUEST': {
      const { choiceCount, activeRequestBias: bias } = policy
      const settings = {
        ...(choiceCount !== undefined && { choice_count: choiceCount }),
        ...(bias !== undefined && { active_request_bias: { default_value: bias, runtime_key: 'least_request.bias' } }),
        ...warmUp,
      }
      return { lb_policy: policy.kind, ...(Object.keys(settings).length > 0 && { least_request_lb_config: settings }) }
    }
    case 'RING_HASH':
      return {
        lb_policy: policy.kind,
        ring_hash_lb_config: {
          ...(policy.minimumRingSize !== undefined && { minimum_ring_size: policy.minimumRingSize }),
          ...(policy.maximumRingSize !== undefined && { maximum_ring_size: policy.maximumRingSize }),
          ...(policy.hashFunction !== undefined && { hash_function: policy.hashFunction }),
        },
      }
    case 'MAGLEV':
      return {
        lb_policy: policy.kind,
        ...(policy.maglevTableSize !== undefined && { maglev_lb_config: { table_size: policy.maglevTableSize } }),
      }
    case 'RANDOM':
      return { lb_policy: policy.kind }
    case 'CLUSTER_PROVIDED':
      // Only clusters that go where the client dialled have it, and those are exported without endpoints.
      return { lb_policy: 'ROUND_ROBIN' }
  }
}

function commonBalancing(cluster: Cluster): JsonObject {
  const { panicThreshold, localityWeighted, zoneAware, updateMergeWindowNs, balancer: policy } = cluster
  return {
    healthy_panic_threshold: { value: panicThreshold },
    ...(localityWeighted && { locality_weighted_lb_config: {} }),
    ...(zoneAware && {
      zone_aware_lb_config: {
        routing_enabled: { value: zoneAware.enabled ? 100 : 0 },
        ...(zoneAware.minClusterSize !== undefined && { min_cluster_size: zoneAware.minClusterSize }),
      },
    }),
    ...(updateMergeWindowNs !== undefined && { update_merge_window: duration(updateMergeWindowNs) }),
    ...(policy.hashBalanceFactor !== undefined && {
      consistent_hashing_lb_config: { hash_balance_factor: policy.hashBalanceFactor },
    }),
  }
}

/** What Istio sends where nothing limits: Envoy's own defaults are far lower. */
const UNLIMITED = 4_294_967_295

function thresholds({
  maxConnections = UNLIMITED,
  maxPendingRequests = UNLIMITED,
  maxRequests = UNLIMITED,
  maxRetries = UNLIMITED,
  retryBudget,
}: CircuitLimits): JsonObject {
  return {
    max_connections: maxConnections,
    max_pending_requests: maxPendingRequests,
    max_requests: maxRequests,
    max_retries: maxRetries,
    track_remaining: true,
    ...(retryBudget && {
      retry_budget: {
        budget_percent: { value: retryBudget.percent },
        min_retry_concurrency: retryBudget.minConcurrency,
      },
    }),
  }
}

/** Every field is written, defaults too: what was simulated is what is read here. */
function outlierDetection(policy: OutlierPolicy): JsonObject {
  return {
    consecutive_5xx: policy.consecutive5xx,
    enforcing_consecutive_5xx: policy.enforcingConsecutive5xx,
    consecutive_gateway_failure: policy.consecutiveGatewayFailure,
    enforcing_consecutive_gateway_failure: policy.enforcingConsecutiveGatewayFailure,
    consecutive_local_origin_failure: policy.consecutiveLocalOriginFailure,
    enforcing_consecutive_local_origin_failure: policy.enforcingConsecutiveLocalOriginFailure,
    split_external_local_origin_errors: policy.splitExternalLocalOriginErrors,
    enforcing_success_rate: 0,
    enforcing_local_origin_success_rate: 0,
    interval: duration(policy.intervalNs),
    base_ejection_time: duration(policy.baseEjectionTimeNs),
    max_ejection_time: duration(policy.maxEjectionTimeNs),
    max_ejection_percent: policy.maxEjectionPercent,
  }
}

function protocolOptions(cluster: Cluster): JsonObject {
  const { http2, maxConcurrentStreams, maxRequestsPerConnection, idleTimeoutNs, maxStreamDurationNs } = cluster
  const { maxConnectionDurationNs: maxDurationNs } = cluster
  const http2Options = { ...(maxConcurrentStreams !== undefined && { max_concurrent_streams: maxConcurrentStreams }) }
  const common = {
    ...(maxRequestsPerConnection > 0 && { max_requests_per_connection: maxRequestsPerConnection }),
    ...(idleTimeoutNs !== undefined && { idle_timeout: duration(idleTimeoutNs) }),
    ...(maxDurationNs !== undefined && { max_connection_duration: duration(maxDurationNs) }),
    ...(maxStreamDurationNs !== undefined && { max_stream_duration: duration(maxStreamDurationNs) }),
  }
  return typed('extensions.upstreams.http.v3.HttpProtocolOptions', {
    ...(http2 === 'yes'
      ? { explicit_http_config: { http2_protocol_options: http2Options } }
      : http2 === 'no'
        ? { explicit_http_config: { http_protocol_options: {} } }
        : { use_downstream_protocol_config: { http_protocol_options: {}, http2_protocol_options: http2Options } }),
    ...(Object.keys(common).length > 0 && { common_http_protocol_options: common }),
  })
}
