import type { ProxyTables } from '../../dataplane/data-plane.ts'
import type {
  FaultPolicy,
  ForwardAction,
  HashPolicy,
  RetryPolicy,
  Route,
  WeightedCluster,
} from '../../dataplane/route.ts'
import { MILLISECOND } from '../../kernel/time.ts'
import { clusterFacts } from './cluster-facts.ts'
import type { EndpointStyle } from './endpoint-style.ts'
import type { Facts } from './recording.ts'

/** What a recording says of the route taken, independent of any draw. */
export function routeFacts(tables: ProxyTables, route: Route, style: EndpointStyle): Facts {
  const fault = route.fault ? { fault: faultFacts(route.fault) } : {}
  if (route.action.kind !== 'forward') return { action: route.action.kind, ...fault }
  return { ...splitFacts(tables, route.action.clusters, style), ...forwardFacts(route.action), ...fault }
}

/** Clusters and weights as configured, and what is known of the clusters that exist. */
export function splitFacts(tables: ProxyTables, clusters: readonly WeightedCluster[], style: EndpointStyle): Facts {
  const split: Record<string, number> = {}
  for (const { cluster, weight } of clusters) split[cluster] = (split[cluster] ?? 0) + weight
  const names = Object.keys(split)
  const existing = names.flatMap(name => tables.cluster(name) ?? [])
  const missing = names.filter(name => !tables.cluster(name))
  return {
    split,
    ...(names.length < clusters.length
      ? { splitEntries: clusters.map(({ cluster, weight }) => [cluster, weight]) }
      : {}),
    ...(missing.length > 0 ? { missingClusters: missing } : {}),
    ...(existing.length === 1 ? clusterFacts(tables, existing[0], style) : {}),
    ...(existing.length > 1
      ? { clusters: Object.fromEntries(existing.map(cluster => [cluster.name, clusterFacts(tables, cluster, style)])) }
      : {}),
  }
}

function forwardFacts(action: ForwardAction): Facts {
  return {
    timeoutMs: action.timeoutNs / MILLISECOND,
    ...(action.retry ? { retries: retryFacts(action.retry) } : {}),
    ...(action.hash.length > 0 ? { hash: action.hash.map(hashFacts) } : {}),
    ...(action.mirrors.length > 0
      ? { mirrorPolicy: action.mirrors.map(({ cluster, percent }) => ({ cluster, percent })) }
      : {}),
  }
}

function retryFacts(retry: RetryPolicy): Facts {
  return {
    on: retry.on,
    attempts: retry.attempts,
    ...(retry.perTryTimeoutNs > 0 ? { perTryMs: retry.perTryTimeoutNs / MILLISECOND } : {}),
    codes: retry.retriableStatusCodes,
    ...(retry.hostPredicates.length > 0 ? { hostPredicate: retry.hostPredicates } : {}),
    hostSelectionMax: retry.hostSelectionMaxAttempts,
    ...(retry.previousPrioritiesFrequency !== undefined ? { priority: 'previous_priorities' } : {}),
    ...(retry.backOffConfigured ? { backOffMs: { baseInterval: retry.backOffBaseNs / MILLISECOND } } : {}),
  }
}

function faultFacts({ delay, abort }: FaultPolicy): Facts {
  const kind = abort?.grpcStatus === undefined ? { httpStatus: abort?.status } : { grpcStatus: abort.grpcStatus }
  return {
    ...(delay ? { delay: { ms: delay.durationNs / MILLISECOND, percent: delay.percent } } : {}),
    ...(abort ? { abort: { ...kind, percent: abort.percent } } : {}),
  }
}

function hashFacts(policy: HashPolicy): Facts {
  switch (policy.kind) {
    case 'header':
      return { header: policy.name }
    case 'query':
      return { queryParameter: policy.name }
    case 'sourceIp':
      return { sourceIp: true }
    case 'cookie':
      return {
        cookie: {
          name: policy.name,
          ...(policy.ttlNs === undefined ? {} : { ttl: policy.ttlNs / MILLISECOND }),
          ...(policy.path === undefined ? {} : { path: policy.path }),
        },
      }
  }
}
