import type {
  ForwardAction,
  HashPolicy,
  MirrorPolicy,
  PathRewrite,
  RateLimitedBackOff,
  RetryPolicy,
  WeightedCluster,
} from '../../dataplane/route.ts'
import { headerMutations } from './header-mutation-json.ts'
import { duration, durationOrNone, type Json, type JsonObject, percentage, typed } from './json.ts'
import type { LeftOut } from './left-out.ts'
import { fraction, headerMatcher } from './match-json.ts'

/** envoy.config.route.v3.RouteAction */
export function forwardAction(action: ForwardAction, leftOut: LeftOut): JsonObject {
  const { hostRewrite, autoHostRewrite, clusterNotFoundStatus: notFound, maxStreamDurationNs, hash, mirrors } = action
  return {
    ...destinations(action),
    timeout: durationOrNone(action.timeoutNs),
    ...(action.retry && { retry_policy: retryPolicy(action.retry, leftOut) }),
    ...(action.idleTimeoutNs !== undefined && { idle_timeout: duration(action.idleTimeoutNs) }),
    // The deprecated field, as istiod sets it: its successor inside max_stream_duration would switch `timeout` off.
    ...(action.maxGrpcTimeoutNs !== undefined && { max_grpc_timeout: duration(action.maxGrpcTimeoutNs) }),
    ...(maxStreamDurationNs && { max_stream_duration: { max_stream_duration: duration(maxStreamDurationNs) } }),
    ...(action.hedgeOnPerTryTimeout && { hedge_policy: { hedge_on_per_try_timeout: true } }),
    ...(action.rewrite && pathRewrite(action.rewrite)),
    ...(hostRewrite !== undefined && { host_rewrite_literal: hostRewrite }),
    ...(autoHostRewrite && { auto_host_rewrite: true }),
    ...(hash.length > 0 && { hash_policy: hash.map(hashPolicy) }),
    ...(mirrors.length > 0 && { request_mirror_policies: mirrors.map(mirrorPolicy) }),
    ...(notFound !== undefined && { cluster_not_found_response_code: NOT_FOUND_CODES[notFound] }),
  }
}

const NOT_FOUND_CODES: Readonly<Record<number, string>> = {
  404: 'NOT_FOUND',
  500: 'INTERNAL_SERVER_ERROR',
  503: 'SERVICE_UNAVAILABLE',
}

function destinations({ clusters, weighted }: ForwardAction): JsonObject {
  const [{ cluster, requestHeaders, responseHeaders }] = clusters
  const isPlain = Object.keys(headerMutations(requestHeaders, responseHeaders)).length === 0
  if (!weighted && isPlain) return { cluster }
  return { weighted_clusters: { clusters: clusters.map(weightedCluster) } }
}

function weightedCluster(each: WeightedCluster): JsonObject {
  return {
    name: each.cluster,
    weight: each.weight,
    ...headerMutations(each.requestHeaders, each.responseHeaders),
    ...(each.hostRewrite !== undefined && { host_rewrite_literal: each.hostRewrite }),
  }
}

function pathRewrite(rewrite: PathRewrite): JsonObject {
  if (rewrite.kind === 'prefix') return { prefix_rewrite: rewrite.value }
  const { pattern, substitution } = rewrite
  return { regex_rewrite: { pattern: { regex: pattern }, substitution } }
}

function hashPolicy(policy: HashPolicy): JsonObject {
  switch (policy.kind) {
    case 'header':
      return { header: { header_name: policy.name } }
    case 'cookie':
      return {
        cookie: {
          name: policy.name,
          ...(policy.path !== undefined && { path: policy.path }),
          ...(policy.ttlNs !== undefined && { ttl: duration(policy.ttlNs) }),
        },
      }
    case 'query':
      return { query_parameter: { name: policy.name } }
    case 'sourceIp':
      return { connection_properties: { source_ip: true } }
  }
}

function mirrorPolicy({ cluster, percent, denominator }: MirrorPolicy): JsonObject {
  const value =
    denominator === undefined
      ? percentage(percent)
      : fraction({ numerator: Math.round((percent / 100) * denominator), denominator })
  // Since 1.28 Istio lets copies keep their Host. It turns the tracing decision off too, which changes nothing that is simulated.
  return { cluster, runtime_fraction: { default_value: value }, disable_shadow_host_suffix_append: true }
}

/** envoy.config.route.v3.RetryPolicy */
function retryPolicy(retry: RetryPolicy, leftOut: LeftOut): JsonObject {
  const { retriableHeaders = [], retriableRequestHeaders = [], backOffMaxNs, rateLimitedBackOff } = retry
  const predicates = retry.hostPredicates.flatMap(name => hostPredicate(name, leftOut))
  return {
    retry_on: retry.on,
    num_retries: retry.attempts,
    ...(retry.retriableStatusCodes.length > 0 && { retriable_status_codes: retry.retriableStatusCodes }),
    ...(retry.perTryTimeoutNs > 0 && { per_try_timeout: duration(retry.perTryTimeoutNs) }),
    ...(retry.perTryIdleTimeoutNs && { per_try_idle_timeout: duration(retry.perTryIdleTimeoutNs) }),
    ...(retry.backOffConfigured && {
      retry_back_off: {
        base_interval: duration(retry.backOffBaseNs),
        ...(backOffMaxNs !== undefined && { max_interval: duration(backOffMaxNs) }),
      },
    }),
    ...(retriableHeaders.length > 0 && { retriable_headers: retriableHeaders.map(headerMatcher) }),
    ...(retriableRequestHeaders.length > 0 && {
      retriable_request_headers: retriableRequestHeaders.map(headerMatcher),
    }),
    ...(rateLimitedBackOff && { rate_limited_retry_back_off: rateLimited(rateLimitedBackOff) }),
    ...(predicates.length > 0 && { retry_host_predicate: predicates }),
    ...(retry.hostSelectionMaxAttempts > 0 && {
      host_selection_retry_max_attempts: retry.hostSelectionMaxAttempts,
    }),
    ...(retry.previousPrioritiesFrequency !== undefined && {
      retry_priority: previousPriorities(retry.previousPrioritiesFrequency),
    }),
  }
}

function hostPredicate(name: string, leftOut: LeftOut): readonly Json[] {
  if (name.endsWith('previous_hosts')) {
    return [
      {
        name: 'envoy.retry_host_predicates.previous_hosts',
        typed_config: typed('extensions.retry.host.previous_hosts.v3.PreviousHostsPredicate'),
      },
    ]
  }
  leftOut.add(`${name}: an unknown predicate of retries`)
  return []
}

function previousPriorities(updateFrequency: number): JsonObject {
  return {
    name: 'envoy.retry_priorities.previous_priorities',
    typed_config: typed('extensions.retry.priority.previous_priorities.v3.PreviousPrioritiesConfig', {
      update_frequency: updateFrequency,
    }),
  }
}

function rateLimited({ resetHeaders, maxNs }: RateLimitedBackOff): JsonObject {
  return {
    reset_headers: resetHeaders.map(({ name, format }) => ({
      name,
      format: format === 'seconds' ? 'SECONDS' : 'UNIX_TIMESTAMP',
    })),
    max_interval: duration(maxNs),
  }
}
