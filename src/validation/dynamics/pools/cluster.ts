import type { Cluster, OutlierPolicy } from '../../../dataplane/cluster.ts'
import { BY_HAND } from '../../../engine/bed/tables.ts'
import { SECOND } from '../../../kernel/time.ts'
import {
  field,
  isPresent,
  itemsOf,
  type JsonField,
  numberOf,
  onlyFields,
  textOf,
  unreadable,
} from '../../json-field.ts'
import { durationNs } from '../retries/route-settings.ts'

/** Fields of `config` that say something about the cluster; the others are for other readers. */
export function clusterOf(name: string, config: JsonField): Cluster {
  const { http2, maxConcurrentStreams } = protocolOf(config)
  const common = field(config, 'common_http_protocol_options')
  const connectTimeout = field(config, 'connect_timeout')
  const policy = field(config, 'lb_policy')
  const outlier = field(config, 'outlier_detection')
  return {
    name,
    type: 'EDS',
    host: name,
    port: 80,
    subset: '',
    balancer: { kind: isPresent(policy) ? roundRobin(policy) : 'ROUND_ROBIN' },
    limits: limitsOf(field(config, 'circuit_breakers')),
    ...(isPresent(outlier) && { outlier: outlierPolicy(outlier) }),
    panicThreshold: 50,
    localityWeighted: false,
    connectTimeoutNs: isPresent(connectTimeout) ? durationNs(connectTimeout) : 5 * SECOND,
    maxRequestsPerConnection: isPresent(common) ? maxRequests(common) : 0,
    http2: http2 ? 'yes' : 'no',
    ...(maxConcurrentStreams !== undefined && { maxConcurrentStreams }),
    tls: { mode: 'none' },
    origin: BY_HAND,
  }
}

function roundRobin(at: JsonField): 'ROUND_ROBIN' {
  return textOf(at) === 'ROUND_ROBIN' ? 'ROUND_ROBIN' : unreadable(at, 'ROUND_ROBIN')
}

/** `HTTP/2 upstream (peer SETTINGS {"maxConcurrentStreams":2})`: the last part is about the servers. */
function protocolOf(config: JsonField): { http2: boolean; maxConcurrentStreams?: number } {
  const protocol = field(config, 'protocol')
  const http2 = isPresent(protocol) && /^HTTP\/2\b/.test(textOf(protocol))
  const options = field(config, 'http_protocol_options')
  if (!isPresent(options)) return { http2 }
  onlyFields(options, ['explicit_http_config'])
  const explicit = field(options, 'explicit_http_config')
  onlyFields(explicit, ['http2_protocol_options'])
  const own = field(explicit, 'http2_protocol_options')
  onlyFields(own, ['max_concurrent_streams'])
  return { http2: true, maxConcurrentStreams: numberOf(field(own, 'max_concurrent_streams')) }
}

/** What the servers' SETTINGS allow; undefined = as many streams as anybody wants. */
export function peerStreams(config: JsonField): number | undefined {
  const protocol = field(config, 'protocol')
  if (!isPresent(protocol)) return undefined
  const text = textOf(protocol)
  if (/^HTTP\/(?:1\.1|2)(?: upstream)?$/.test(text)) return undefined
  const settings = /^HTTP\/2 upstream \(peer SETTINGS \{"maxConcurrentStreams":(\d+)\}\)$/.exec(text)
  return settings === null ? unreadable(protocol, 'a known protocol') : Number(settings[1])
}

function maxRequests(at: JsonField): number {
  onlyFields(at, ['max_requests_per_connection'])
  return numberOf(field(at, 'max_requests_per_connection'))
}

/** Envoy's own defaults, which istiod replaces by no limit. */
const DEFAULT_LIMITS = { maxConnections: 1024, maxPendingRequests: 1024, maxRequests: 1024, maxRetries: 3 }

export function limitsOf(at: JsonField): Cluster['limits'] {
  if (!isPresent(at)) return DEFAULT_LIMITS
  onlyFields(at, ['thresholds'])
  const thresholds = itemsOf(field(at, 'thresholds'))
  return thresholds.length === 1 ? thresholdsOf(thresholds[0]) : unreadable(at, 'thresholds of one priority')
}

export function thresholdsOf(at: JsonField): Cluster['limits'] {
  onlyFields(at, ['max_connections', 'max_pending_requests', 'max_requests', 'max_retries', 'retry_budget'])
  const limit = (name: string, otherwise: number) => optionalNumber(field(at, name), otherwise)
  const budget = field(at, 'retry_budget')
  return {
    maxConnections: limit('max_connections', DEFAULT_LIMITS.maxConnections),
    maxPendingRequests: limit('max_pending_requests', DEFAULT_LIMITS.maxPendingRequests),
    maxRequests: limit('max_requests', DEFAULT_LIMITS.maxRequests),
    maxRetries: limit('max_retries', DEFAULT_LIMITS.maxRetries),
    ...(isPresent(budget) && { retryBudget: budgetOf(budget) }),
  }
}

function budgetOf(at: JsonField): { percent: number; minConcurrency: number } {
  onlyFields(at, ['budget_percent', 'min_retry_concurrency'])
  const percent = field(at, 'budget_percent')
  return {
    percent: isPresent(percent) ? numberOf(field(percent, 'value')) : 20,
    minConcurrency: optionalNumber(field(at, 'min_retry_concurrency'), 3),
  }
}

/** The detectors that count failures in a row. */
function outlierPolicy(at: JsonField): OutlierPolicy {
  onlyFields(at, ['consecutive_5xx', 'max_ejection_percent', 'interval', 'base_ejection_time', 'max_ejection_time'])
  const time = (name: string, otherwise: number) => {
    const given = field(at, name)
    return isPresent(given) ? durationNs(given) : otherwise
  }
  const baseEjectionTimeNs = time('base_ejection_time', 30 * SECOND)
  return {
    consecutive5xx: optionalNumber(field(at, 'consecutive_5xx'), 5),
    enforcingConsecutive5xx: 100,
    consecutiveGatewayFailure: 5,
    enforcingConsecutiveGatewayFailure: 0,
    consecutiveLocalOriginFailure: 5,
    enforcingConsecutiveLocalOriginFailure: 100,
    splitExternalLocalOriginErrors: false,
    intervalNs: time('interval', 10 * SECOND),
    baseEjectionTimeNs,
    maxEjectionTimeNs: time('max_ejection_time', Math.max(300 * SECOND, baseEjectionTimeNs)),
    maxEjectionPercent: optionalNumber(field(at, 'max_ejection_percent'), 10),
    configured: {},
  }
}

function optionalNumber(at: JsonField, otherwise: number): number {
  return isPresent(at) ? numberOf(at) : otherwise
}
