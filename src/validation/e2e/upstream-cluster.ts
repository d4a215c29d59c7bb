import { parseGoDuration } from '../../config/go-duration.ts'
import type { BalancerPolicy, CircuitLimits, Cluster } from '../../dataplane/cluster.ts'
import type { RetryPolicy } from '../../dataplane/route.ts'
import { BY_HAND } from '../../engine/bed/tables.ts'
import { SECOND } from '../../kernel/time.ts'
import type { OutlierSettings } from '../../proxy/outlier/settings.ts'
import {
  entriesOf,
  field,
  isPresent,
  itemsOf,
  type JsonField,
  numberOf,
  oneOf,
  onlyFields,
  phrase,
  textOf,
  unreadable,
} from '../json-field.ts'
import type { ProxySettings } from './recording.ts'

/** Port of every service; the recording's real ones don't matter. */
export const PORT = 80

/** Envoy's default healthy_panic_threshold. */
const DEFAULT_PANIC = 50

export function clusterName(service: string): string {
  return `outbound|${PORT}||${service}`
}

/** A cluster of Envoy's configuration (`cluster`, `outlier_detection_by_cluster`) as the data plane has it. */
export function upstreamCluster(service: string, settings: ProxySettings): Cluster {
  const at = { path: 'cluster', value: settings.cluster }
  onlyFields(at, ['type', 'lb_policy', 'connect_timeout', 'circuit_breakers', 'max_requests_per_connection'])
  oneOf(field(at, 'type'), ['EDS'])
  const outlier = settings.outlier.get(service)
  const perConnection = field(at, 'max_requests_per_connection')
  return {
    name: clusterName(service),
    type: 'EDS',
    host: service,
    port: PORT,
    subset: '',
    balancer: { kind: balancerOf(field(at, 'lb_policy')), choiceCount: settings.choiceCount },
    limits: limitsOf(field(at, 'circuit_breakers')),
    ...(outlier && { outlier: outlierOf({ path: `outlier_detection of ${service}`, value: outlier }) }),
    panicThreshold: outlier ? settings.panicWithOutlier : DEFAULT_PANIC,
    localityWeighted: false,
    updateMergeWindowNs: settings.mergeWindowNs,
    connectTimeoutNs: durationOf(field(at, 'connect_timeout')),
    maxRequestsPerConnection: isPresent(perConnection) ? numberOf(perConnection) : 0,
    idleTimeoutNs: settings.idleTimeoutNs,
    http2: 'no',
    tls: { mode: 'none' },
    origin: BY_HAND,
  }
}

function balancerOf(policy: JsonField): BalancerPolicy['kind'] {
  return oneOf(policy, ['LEAST_REQUEST', 'ROUND_ROBIN', 'RANDOM'])
}

function limitsOf(breakers: JsonField): CircuitLimits {
  if (!isPresent(breakers)) return { maxConnections: 1024, maxPendingRequests: 1024, maxRequests: 1024, maxRetries: 3 }
  const [first, ...others] = itemsOf(field(breakers, 'thresholds'))
  if (others.length > 0) unreadable(others[0], 'thresholds of one priority')
  onlyFields(first, ['max_connections', 'max_pending_requests', 'max_requests', 'max_retries'])
  const limit = (name: string, otherwise: number): number => {
    const at = field(first, name)
    return isPresent(at) ? numberOf(at) : otherwise
  }
  return {
    maxConnections: limit('max_connections', 1024),
    maxPendingRequests: limit('max_pending_requests', 1024),
    maxRequests: limit('max_requests', 1024),
    maxRetries: limit('max_retries', 3),
  }
}

/** Envoy's defaults (envoy.config.cluster.v3.OutlierDetection), in its own names. */
const OUTLIER_DEFAULTS: Readonly<Record<string, number>> = {
  consecutive_5xx: 5,
  enforcing_consecutive_5xx: 100,
  consecutive_gateway_failure: 5,
  enforcing_consecutive_gateway_failure: 0,
  consecutive_local_origin_failure: 5,
  enforcing_consecutive_local_origin_failure: 100,
  interval: 10 * SECOND,
  base_ejection_time: 30 * SECOND,
  max_ejection_time: 300 * SECOND,
  max_ejection_percent: 10,
  max_ejection_time_jitter: 0,
  enforcing_success_rate: 100,
  success_rate_minimum_hosts: 5,
  success_rate_request_volume: 100,
  success_rate_stdev_factor: 1900,
  enforcing_failure_percentage: 0,
  failure_percentage_minimum_hosts: 5,
  failure_percentage_request_volume: 50,
  failure_percentage_threshold: 85,
}

const OUTLIER_SWITCHES = ['split_external_local_origin_errors', 'always_eject_one_host']

export function outlierOf(at: JsonField): OutlierSettings {
  onlyFields(at, [...Object.keys(OUTLIER_DEFAULTS), ...OUTLIER_SWITCHES])
  const configured: Record<string, number | boolean> = {}
  const given: Record<string, number> = { ...OUTLIER_DEFAULTS }
  for (const [name, each] of entriesOf(at)) {
    if (OUTLIER_SWITCHES.includes(name)) continue
    given[name] = typeof each.value === 'string' ? durationOf(each) : numberOf(each)
    configured[name] = given[name]
  }
  const split = field(at, 'split_external_local_origin_errors')
  return {
    consecutive5xx: given.consecutive_5xx,
    enforcingConsecutive5xx: given.enforcing_consecutive_5xx,
    consecutiveGatewayFailure: given.consecutive_gateway_failure,
    enforcingConsecutiveGatewayFailure: given.enforcing_consecutive_gateway_failure,
    consecutiveLocalOriginFailure: given.consecutive_local_origin_failure,
    enforcingConsecutiveLocalOriginFailure: given.enforcing_consecutive_local_origin_failure,
    splitExternalLocalOriginErrors: split.value === true,
    intervalNs: given.interval,
    baseEjectionTimeNs: given.base_ejection_time,
    maxEjectionTimeNs: Math.max(given.max_ejection_time, given.base_ejection_time),
    maxEjectionPercent: given.max_ejection_percent,
    maxEjectionTimeJitterNs: given.max_ejection_time_jitter,
    alwaysEjectOneHost: field(at, 'always_eject_one_host').value === true,
    // Envoy judges these two at every sweep, also when nobody enforces what they find.
    successRate: {
      enforcing: given.enforcing_success_rate,
      minimumHosts: given.success_rate_minimum_hosts,
      requestVolume: given.success_rate_request_volume,
      stdevFactor: given.success_rate_stdev_factor,
    },
    failurePercentage: {
      enforcing: given.enforcing_failure_percentage,
      minimumHosts: given.failure_percentage_minimum_hosts,
      requestVolume: given.failure_percentage_request_volume,
      threshold: given.failure_percentage_threshold,
    },
    configured,
  }
}

export function retryOf(at: JsonField, backOffBaseNs: number): RetryPolicy {
  onlyFields(at, [
    'retry_on',
    'num_retries',
    'per_try_timeout',
    'retriable_status_codes',
    'retry_host_predicate',
    'host_selection_retry_max_attempts',
    'retry_back_off',
  ])
  const optional = <T>(name: string, read: (each: JsonField) => T, otherwise: T): T => {
    const each = field(at, name)
    return isPresent(each) ? read(each) : otherwise
  }
  const backOff = field(at, 'retry_back_off')
  return {
    on: textOf(field(at, 'retry_on')),
    attempts: optional('num_retries', numberOf, 1),
    retriableStatusCodes: optional('retriable_status_codes', each => itemsOf(each).map(numberOf), []),
    perTryTimeoutNs: optional('per_try_timeout', durationOf, 0),
    backOffBaseNs: isPresent(backOff) ? durationOf(field(backOff, 'base_interval')) : backOffBaseNs,
    backOffConfigured: isPresent(backOff),
    hostPredicates: optional('retry_host_predicate', each => itemsOf(each).map(predicateOf), []),
    hostSelectionMaxAttempts: optional('host_selection_retry_max_attempts', numberOf, 1),
  }
}

function predicateOf(at: JsonField): string {
  return phrase(at, /^previous_hosts$/)[0]
}

function durationOf(at: JsonField): number {
  return parseGoDuration(textOf(at)) ?? unreadable(at, 'a duration')
}
