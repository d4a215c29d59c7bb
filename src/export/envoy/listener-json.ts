import type { HttpFilter, LocalRateLimitPolicy, TcpFilter } from '../../dataplane/listener.ts'
import type { PathNormalisation } from '../../dataplane/server-side.ts'
import { ACCESS_FORMAT, ATTEMPT_FORMAT, CONNECTION_FORMAT, fileLog } from './access-log-json.ts'
import { duration, type JsonObject, percentage, typed } from './json.ts'

/** One way in of the exported proxy: a port of this machine for the listener and chain that a connection would meet. */
export interface ExportedListener {
  readonly name: string
  readonly port: number
  readonly filter: HttpFilter | TcpFilter
}

export interface ListenerSettings {
  readonly pathNormalisation: PathNormalisation
  /** Proxies in front whose x-forwarded-for is believed. */
  readonly trustedProxies: number
  readonly gateway: boolean
  /** Folder of the logs; absent = none are written. */
  readonly logs?: string
}

/**
 * envoy.config.listener.v3.Listener on the loopback address.
 * @param routes of an HTTP listener: static tables stand inside their connection manager
 */
export function listenerJson(
  { name, port, filter }: ExportedListener,
  routes: JsonObject,
  settings: ListenerSettings,
): JsonObject {
  const chain =
    filter.kind === 'http' ? httpManager(name, filter, routes, settings) : tcpProxy(name, filter, settings.logs)
  return {
    name,
    address: { socket_address: { address: '127.0.0.1', port_value: port } },
    filter_chains: [{ filters: [chain] }],
  }
}

/** envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager */
function httpManager(name: string, filter: HttpFilter, routes: JsonObject, settings: ListenerSettings): JsonObject {
  const { logs, gateway, trustedProxies, pathNormalisation } = settings
  return {
    name: 'envoy.filters.network.http_connection_manager',
    typed_config: typed('extensions.filters.network.http_connection_manager.v3.HttpConnectionManager', {
      stat_prefix: name,
      codec_type: 'AUTO',
      route_config: routes,
      ...clientsJson(filter, gateway, trustedProxies),
      ...pathJson(pathNormalisation),
      // Requests are told apart by the numbers that their client gives them.
      preserve_external_request_id: true,
      ...(logs !== undefined && { access_log: [fileLog(`${logs}/requests.log`, ACCESS_FORMAT)] }),
      http_filters: [
        ...(filter.localRateLimit ? [localRateLimit(name, filter.localRateLimit)] : []),
        { name: 'envoy.filters.http.cors', typed_config: typed('extensions.filters.http.cors.v3.Cors') },
        { name: 'envoy.filters.http.fault', typed_config: typed('extensions.filters.http.fault.v3.HTTPFault') },
        {
          name: 'envoy.filters.http.router',
          typed_config: typed('extensions.filters.http.router.v3.Router', {
            ...(logs !== undefined && { upstream_log: [fileLog(`${logs}/attempts.log`, ATTEMPT_FORMAT)] }),
          }),
        },
      ],
    }),
  }
}

/** Whom the connection manager takes its clients for decides whether x-envoy-* headers of a request are heeded. */
function clientsJson({ clients }: HttpFilter, gateway: boolean, trustedProxies: number): JsonObject {
  if (clients === 'internal') {
    const cidr_ranges = [{ address_prefix: '127.0.0.0', prefix_len: 8 }]
    return { use_remote_address: true, internal_address_config: { cidr_ranges } }
  }
  return {
    use_remote_address: gateway || clients === 'external',
    ...(trustedProxies > 0 && { xff_num_trusted_hops: trustedProxies }),
  }
}

function pathJson(normalisation: PathNormalisation): JsonObject {
  if (normalisation === 'NONE') return {}
  return {
    normalize_path: true,
    ...(normalisation !== 'BASE' && { merge_slashes: true }),
    ...(normalisation === 'DECODE_AND_MERGE_SLASHES' && {
      path_with_escaped_slashes_action: 'UNESCAPE_AND_FORWARD',
    }),
  }
}

function localRateLimit(name: string, policy: LocalRateLimitPolicy): JsonObject {
  const share = (percent: number) => ({ default_value: percentage(percent) })
  return {
    name: 'envoy.filters.http.local_ratelimit',
    typed_config: typed('extensions.filters.http.local_ratelimit.v3.LocalRateLimit', {
      stat_prefix: `${name}_local_rate_limit`,
      token_bucket: {
        max_tokens: policy.maxTokens,
        tokens_per_fill: policy.tokensPerFill,
        fill_interval: duration(policy.fillIntervalNs),
      },
      filter_enabled: share(policy.enabledPercent),
      filter_enforced: share(policy.enforcedPercent),
    }),
  }
}

function tcpProxy(name: string, { clusters, limits, hash }: TcpFilter, logs: string | undefined): JsonObject {
  const to =
    clusters.length === 1
      ? { cluster: clusters[0].cluster }
      : { weighted_clusters: { clusters: clusters.map(({ cluster, weight }) => ({ name: cluster, weight })) } }
  return {
    name: 'envoy.filters.network.tcp_proxy',
    typed_config: typed('extensions.filters.network.tcp_proxy.v3.TcpProxy', {
      stat_prefix: name,
      ...to,
      // Of those that Envoy knows, a TCP proxy takes this one.
      ...(hash.length > 0 && { hash_policy: [{ source_ip: {} }] }),
      ...(limits.idleTimeoutNs !== undefined && { idle_timeout: duration(limits.idleTimeoutNs) }),
      ...(limits.maxDurationNs !== undefined && { max_downstream_connection_duration: duration(limits.maxDurationNs) }),
      ...(logs !== undefined && { access_log: [fileLog(`${logs}/connections.log`, CONNECTION_FORMAT)] }),
    }),
  }
}
