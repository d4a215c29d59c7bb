import type { UpstreamState } from './upstream-state.ts'

/**
 * Envoy's cluster statistics of one proxy and cluster, by their names without `cluster.<name>.`; what is 0 is left out, as
 * Envoy's dump leaves out what was never used. Retries and answers are counted per attempt's end, connections by the pools.
 */
export function clusterStatistics({ balancer, stats }: UpstreamState): ReadonlyMap<string, number> {
  const { pools, limits, tcp } = balancer
  const { statuses, retriedStatuses } = stats
  const counters = new Map([
    ['upstream_rq_total', stats.total],
    ['upstream_rq_completed', sum(statuses?.values() ?? [])],
    ['upstream_rq_pending_total', pools.queued],
    ['upstream_rq_pending_overflow', limits.pendingOverflows],
    ['upstream_rq_pending_failure_eject', pools.failedWaiting],
    ['upstream_rq_active_overflow', limits.requestOverflows],
    ['upstream_rq_cancelled', pools.cancelled],
    ['upstream_rq_timeout', stats.timeouts],
    ['upstream_rq_per_try_timeout', stats.perTryTimeouts],
    ['upstream_rq_per_try_idle_timeout', stats.perTryIdleTimeouts],
    ['upstream_rq_max_duration_reached', stats.maxDurations],
    ['upstream_rq_retry', stats.retries],
    ['upstream_rq_retry_success', stats.retrySuccesses],
    ['upstream_rq_retry_overflow', limits.retryOverflows],
    ['upstream_rq_retry_limit_exceeded', stats.retryLimitExceeded],
    ['upstream_cx_total', pools.opened + tcp.opened],
    ['upstream_cx_destroy', pools.opened + tcp.opened - limits.connections],
    ['upstream_cx_overflow', limits.connectionOverflows],
    ['upstream_cx_connect_fail', pools.connectFailures + tcp.connectFailures],
    ['upstream_cx_connect_timeout', pools.connectTimeouts + tcp.connectTimeouts],
    ['upstream_cx_max_requests', pools.exhausted],
  ])
  for (const [status, count] of statuses ?? []) counters.set(`upstream_rq_${status}`, count)
  for (const [status, count] of retriedStatuses) counters.set(`retry.upstream_rq_${status}`, count)
  for (const [name, count] of counters) if (count === 0) counters.delete(name)
  return counters
}

/** Envoy's gauges of a circuit breaker (`circuit_breakers.default.*`). */
export function breakerGauges({ balancer: { limits, pools } }: UpstreamState): Readonly<Record<string, number>> {
  const { maxConnections, maxPendingRequests, maxRequests, maxRetries } = limits
  return {
    cx_open: isOpen(limits.connections, maxConnections, pools.opened > 0),
    cx_pool_open: 0,
    rq_open: isOpen(limits.requests, maxRequests, false),
    rq_pending_open: isOpen(limits.pending, maxPendingRequests, false),
    rq_retry_open: isOpen(limits.retries, maxRetries, false),
    remaining_cx: Math.max(0, maxConnections - limits.connections),
    remaining_cx_pools: UNLIMITED_POOLS,
    remaining_pending: Math.max(0, maxPendingRequests - limits.pending),
    remaining_retries: Math.max(0, maxRetries - limits.retries),
    remaining_rq: Math.max(0, maxRequests - limits.requests),
  }
}

/** The largest uint64 as JSON readers get it. */
const UNLIMITED_POOLS = 2 ** 64

/** Envoy looks when the count changes (ManagedResourceImpl::inc): a limit of 0 under which nothing ever was is not open. */
function isOpen(count: number, limit: number, wasUsed: boolean): number {
  return count >= limit && (limit > 0 || wasUsed) ? 1 : 0
}

function sum(values: Iterable<number>): number {
  let total = 0
  for (const value of values) total += value
  return total
}
