import { parseGoDuration } from '../../config/go-duration.ts'
import type { BalancerPolicy, Cluster } from '../../dataplane/cluster.ts'
import { BY_HAND } from '../../engine/bed/tables.ts'
import { SECOND } from '../../kernel/time.ts'
import { outlierOf } from '../e2e/upstream-cluster.ts'
import {
  field,
  isPresent,
  itemsOf,
  type JsonField,
  numberOf,
  oneOf,
  onlyFields,
  textOf,
  unreadable,
} from '../json-field.ts'

/** Fields of a cluster in Envoy's configuration that `clusterOf` reads. */
export const CLUSTER_FIELDS = [
  'lb_policy',
  'outlier_detection',
  'common_lb_config',
  'least_request_lb_config',
  'round_robin_lb_config',
  'ring_hash_lb_config',
  'maglev_lb_config',
  'load_balancing_policy',
]

const DEFAULT_PANIC = 50

/** The cluster of a recording; Envoy's defaults for what is not listed. */
export function clusterOf(at: JsonField): Cluster {
  const common = field(at, 'common_lb_config')
  const outlier = field(at, 'outlier_detection')
  const { mergeWindow, panic, localityWeighted, bounded } = commonConfig(common)
  return {
    name: 'recorded',
    type: 'EDS',
    host: 'recorded',
    port: 80,
    subset: '',
    balancer: { ...balancerOf(at), ...bounded },
    limits: { maxConnections: 1024, maxPendingRequests: 1024, maxRequests: 1024, maxRetries: 3 },
    ...(isPresent(outlier) && { outlier: outlierOf(outlier) }),
    panicThreshold: panic,
    localityWeighted,
    ...(mergeWindow !== undefined && { updateMergeWindowNs: mergeWindow }),
    connectTimeoutNs: 5 * SECOND,
    maxRequestsPerConnection: 0,
    http2: 'no',
    tls: { mode: 'none' },
    origin: BY_HAND,
  }
}

function commonConfig(at: JsonField) {
  if (!isPresent(at)) return { panic: DEFAULT_PANIC, localityWeighted: false, mergeWindow: undefined, bounded: {} }
  onlyFields(at, [
    'update_merge_window',
    'healthy_panic_threshold',
    'locality_weighted_lb_config',
    'consistent_hashing_lb_config',
  ])
  const hashing = field(at, 'consistent_hashing_lb_config')
  if (isPresent(hashing)) onlyFields(hashing, ['hash_balance_factor'])
  return {
    panic: optional(at, 'healthy_panic_threshold', wrappedValue) ?? DEFAULT_PANIC,
    localityWeighted: isPresent(field(at, 'locality_weighted_lb_config')),
    mergeWindow: optional(at, 'update_merge_window', durationOf),
    bounded: isPresent(hashing) ? { hashBalanceFactor: numberOf(field(hashing, 'hash_balance_factor')) } : {},
  }
}

function balancerOf(at: JsonField): BalancerPolicy {
  const policy = field(at, 'load_balancing_policy')
  if (isPresent(policy)) return extensionOf(policy)
  const named = field(at, 'lb_policy')
  const kind = isPresent(named)
    ? oneOf(named, ['ROUND_ROBIN', 'LEAST_REQUEST', 'RANDOM', 'RING_HASH', 'MAGLEV'])
    : 'ROUND_ROBIN'
  return { kind, ...leastRequest(at), ...roundRobin(at), ...ringHash(at), ...maglev(at) }
}

function leastRequest(at: JsonField): Partial<BalancerPolicy> {
  const own = field(at, 'least_request_lb_config')
  if (!isPresent(own)) return {}
  onlyFields(own, ['choice_count', 'active_request_bias', 'slow_start_config'])
  return {
    choiceCount: optional(own, 'choice_count', numberOf),
    activeRequestBias: optional(own, 'active_request_bias', runtimeValue),
    ...slowStart(own),
  }
}

function roundRobin(at: JsonField): Partial<BalancerPolicy> {
  const own = field(at, 'round_robin_lb_config')
  if (!isPresent(own)) return {}
  onlyFields(own, ['slow_start_config'])
  return slowStart(own)
}

function slowStart(at: JsonField): Partial<BalancerPolicy> {
  const own = field(at, 'slow_start_config')
  if (!isPresent(own)) return {}
  onlyFields(own, ['slow_start_window', 'aggression', 'min_weight_percent'])
  return {
    slowStart: {
      windowNs: durationOf(field(own, 'slow_start_window')),
      aggression: optional(own, 'aggression', runtimeValue) ?? 1,
      minWeightPercent: optional(own, 'min_weight_percent', wrappedValue) ?? 10,
    },
  }
}

function ringHash(at: JsonField): Partial<BalancerPolicy> {
  const own = field(at, 'ring_hash_lb_config')
  if (!isPresent(own)) return {}
  onlyFields(own, ['minimum_ring_size', 'maximum_ring_size', 'hash_function'])
  return {
    minimumRingSize: optional(own, 'minimum_ring_size', numberOf),
    maximumRingSize: optional(own, 'maximum_ring_size', numberOf),
    hashFunction: optional(own, 'hash_function', each => oneOf(each, ['XX_HASH', 'MURMUR_HASH_2'])),
  }
}

function maglev(at: JsonField): Partial<BalancerPolicy> {
  const own = field(at, 'maglev_lb_config')
  if (!isPresent(own)) return {}
  onlyFields(own, ['table_size'])
  return { maglevTableSize: optional(own, 'table_size', numberOf) }
}

/** The one extension that recordings use: least request, which alone can look at all hosts. */
function extensionOf(at: JsonField): BalancerPolicy {
  const [first, ...others] = itemsOf(field(at, 'policies'))
  if (others.length > 0) unreadable(others[0], 'one policy')
  const config = field(field(first, 'typed_extension_config'), 'typed_config')
  onlyFields(config, ['@type', 'selection_method', 'choice_count', 'active_request_bias'])
  const type = textOf(field(config, '@type'))
  if (!type.endsWith('.LeastRequest')) unreadable(field(config, '@type'), 'a type that ends in .LeastRequest')
  const method = optional(config, 'selection_method', each => oneOf(each, ['FULL_SCAN', 'N_CHOICES']))
  return {
    kind: 'LEAST_REQUEST',
    fullScan: method === 'FULL_SCAN',
    choiceCount: optional(config, 'choice_count', numberOf),
    activeRequestBias: optional(config, 'active_request_bias', runtimeValue),
  }
}

function optional<T>(at: JsonField, name: string, read: (each: JsonField) => T): T | undefined {
  const each = field(at, name)
  return isPresent(each) ? read(each) : undefined
}

/** `{ "value": 30 }`. */
function wrappedValue(at: JsonField): number {
  onlyFields(at, ['value'])
  return numberOf(field(at, 'value'))
}

/** `{ "default_value": 2, "runtime_key": ... }`. */
function runtimeValue(at: JsonField): number {
  onlyFields(at, ['default_value', 'runtime_key'])
  return numberOf(field(at, 'default_value'))
}

function durationOf(at: JsonField): number {
  return parseGoDuration(textOf(at)) ?? unreadable(at, 'a duration')
}
