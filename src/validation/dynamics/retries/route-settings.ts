import { parseGoDuration } from '../../../config/go-duration.ts'
import type { BalancerPolicy, Cluster } from '../../../dataplane/cluster.ts'
import type { FaultPolicy, ForwardAction, HashPolicy, RetryPolicy } from '../../../dataplane/route.ts'
import { BY_HAND } from '../../../engine/bed/tables.ts'
import { MILLISECOND, SECOND } from '../../../kernel/time.ts'
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
} from '../../json-field.ts'

/** A route of Envoy's configuration: everything but where it leads. Envoy's default timeout is not used in recordings. */
export function routeAction(at: JsonField, cluster: string, hash: readonly HashPolicy[] = []): ForwardAction {
  onlyFields(at, ['timeout', 'idle_timeout', 'max_stream_duration', 'hedge_policy', 'retry_policy'])
  const retry = field(at, 'retry_policy')
  const hedge = field(at, 'hedge_policy')
  const duration = field(at, 'max_stream_duration')
  return {
    kind: 'forward',
    clusters: [
      {
        cluster,
        weight: 1,
        requestHeaders: { set: [], add: [], remove: [] },
        responseHeaders: { set: [], add: [], remove: [] },
        origin: BY_HAND,
      },
    ],
    weighted: false,
    timeoutNs: optionalNs(field(at, 'timeout')) ?? 0,
    idleTimeoutNs: optionalNs(field(at, 'idle_timeout')) ?? 0,
    maxStreamDurationNs: isPresent(duration) ? durationNs(field(duration, 'max_stream_duration')) : 0,
    hedgeOnPerTryTimeout: isPresent(hedge) && field(hedge, 'hedge_on_per_try_timeout').value === true,
    ...(isPresent(retry) && { retry: retryPolicy(retry) }),
    hash,
    mirrors: [],
  }
}

const RETRY_FIELDS = [
  'retry_on',
  'num_retries',
  'per_try_timeout',
  'per_try_idle_timeout',
  'retriable_status_codes',
  'retriable_headers',
  'retry_back_off',
  'rate_limited_retry_back_off',
  'retry_host_predicate',
  'host_selection_retry_max_attempts',
]

export function retryPolicy(at: JsonField): RetryPolicy {
  onlyFields(at, RETRY_FIELDS)
  const retryOn = field(at, 'retry_on')
  const codes = field(at, 'retriable_status_codes')
  const headers = field(at, 'retriable_headers')
  const limited = field(at, 'rate_limited_retry_back_off')
  return {
    on: isPresent(retryOn) ? textOf(retryOn) : '',
    attempts: defaulted(field(at, 'num_retries'), 1),
    retriableStatusCodes: isPresent(codes) ? itemsOf(codes).map(numberOf) : [],
    ...(isPresent(headers) && { retriableHeaders: itemsOf(headers).map(presentHeader) }),
    perTryTimeoutNs: optionalNs(field(at, 'per_try_timeout')) ?? 0,
    perTryIdleTimeoutNs: optionalNs(field(at, 'per_try_idle_timeout')) ?? 0,
    ...backOff(field(at, 'retry_back_off')),
    ...(isPresent(limited) && { rateLimitedBackOff: rateLimitedBackOff(limited) }),
    hostPredicates: predicates(field(at, 'retry_host_predicate')),
    hostSelectionMaxAttempts: defaulted(field(at, 'host_selection_retry_max_attempts'), 1),
  }
}

function backOff(at: JsonField): Pick<RetryPolicy, 'backOffBaseNs' | 'backOffConfigured' | 'backOffMaxNs'> {
  if (!isPresent(at) || at.value === 'default') return { backOffBaseNs: 25 * MILLISECOND, backOffConfigured: false }
  onlyFields(at, ['base_interval', 'max_interval'])
  const maxNs = optionalNs(field(at, 'max_interval'))
  return {
    backOffBaseNs: durationNs(field(at, 'base_interval')),
    backOffConfigured: true,
    ...(maxNs !== undefined && { backOffMaxNs: maxNs }),
  }
}

function rateLimitedBackOff(at: JsonField): RetryPolicy['rateLimitedBackOff'] {
  onlyFields(at, ['reset_headers', 'max_interval'])
  return {
    resetHeaders: itemsOf(field(at, 'reset_headers')).map(each => {
      const format = oneOf(field(each, 'format'), ['SECONDS', 'UNIX_TIMESTAMP'])
      return {
        name: textOf(field(each, 'name')).toLowerCase(),
        format: format === 'SECONDS' ? ('seconds' as const) : ('unix timestamp' as const),
      }
    }),
    maxNs: optionalNs(field(at, 'max_interval')) ?? 300 * SECOND,
  }
}

function presentHeader(at: JsonField) {
  onlyFields(at, ['name', 'present_match'])
  const name = textOf(field(at, 'name')).toLowerCase()
  const invert = field(at, 'present_match').value === false
  return { name, match: 'present' as const, invert, treatMissingAsEmpty: false }
}

/** `previous_hosts`, `none`, or a list. */
function predicates(at: JsonField): readonly string[] {
  if (!isPresent(at) || at.value === 'none') return []
  if (Array.isArray(at.value)) return itemsOf(at).map(each => oneOf(each, ['previous_hosts']))
  return [oneOf(at, ['previous_hosts'])]
}

/** A number, or a sentence such as `default 1`. */
function defaulted(at: JsonField, otherwise: number): number {
  if (!isPresent(at)) return otherwise
  if (typeof at.value === 'number') return at.value
  const parts = /^default (\d+)$/.exec(textOf(at))
  return parts === null ? unreadable(at, 'a number or `default n`') : Number(parts[1])
}

/** A percentage that is not given is 100: recordings name it only where it matters. */
export function faultPolicy(at: JsonField): FaultPolicy {
  onlyFields(at, ['delay', 'abort'])
  const delay = field(at, 'delay')
  const abort = field(at, 'abort')
  return {
    ...(isPresent(delay) && {
      delay: {
        durationNs: durationNs(field(delay, 'fixed_delay')),
        percent: defaulted(field(delay, 'percentage'), 100),
      },
    }),
    ...(isPresent(abort) && {
      abort: { status: numberOf(field(abort, 'http_status')), percent: defaulted(field(abort, 'percentage'), 100) },
    }),
  }
}

export interface ClusterSettings {
  readonly name: string
  readonly http2?: boolean
  readonly balancer?: BalancerPolicy
  readonly maxRequests?: number
  readonly maxRetries?: number
  readonly idleTimeoutNs?: number
  readonly maxStreamDurationNs?: number
}

/** Envoy's defaults for all that the settings do not say. */
export function clusterOf(settings: ClusterSettings): Cluster {
  const { name, http2 = false, balancer = { kind: 'ROUND_ROBIN' }, idleTimeoutNs, maxStreamDurationNs } = settings
  return {
    name,
    type: 'EDS',
    host: name,
    port: 80,
    subset: '',
    balancer,
    limits: {
      maxConnections: 1024,
      maxPendingRequests: 1024,
      maxRequests: settings.maxRequests ?? 1024,
      maxRetries: settings.maxRetries ?? 3,
    },
    panicThreshold: 50,
    localityWeighted: false,
    connectTimeoutNs: 5 * SECOND,
    maxRequestsPerConnection: 0,
    ...(idleTimeoutNs !== undefined && { idleTimeoutNs }),
    ...(maxStreamDurationNs !== undefined && { maxStreamDurationNs }),
    http2: http2 ? 'yes' : 'no',
    tls: { mode: 'none' },
    origin: BY_HAND,
  }
}

/** `config.cluster` of a row: what differs from the defaults. */
export function clusterChanges(at: JsonField): Pick<ClusterSettings, 'idleTimeoutNs' | 'maxStreamDurationNs'> {
  onlyFields(at, ['common_http_protocol_options'])
  const options = field(at, 'common_http_protocol_options')
  onlyFields(options, ['idle_timeout', 'max_stream_duration'])
  const idleTimeoutNs = optionalNs(field(options, 'idle_timeout'))
  const maxStreamDurationNs = optionalNs(field(options, 'max_stream_duration'))
  return {
    ...(idleTimeoutNs !== undefined && { idleTimeoutNs }),
    ...(maxStreamDurationNs !== undefined && { maxStreamDurationNs }),
  }
}

export function durationNs(at: JsonField): number {
  return parseGoDuration(textOf(at)) ?? unreadable(at, 'a duration')
}

function optionalNs(at: JsonField): number | undefined {
  return isPresent(at) ? durationNs(at) : undefined
}
