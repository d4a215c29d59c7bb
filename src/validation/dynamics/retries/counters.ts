import type { UpstreamState } from '../../../engine/upstream-state.ts'
import { entriesOf, type JsonField, unreadable } from '../../json-field.ts'

/** The cluster statistics that a recording lists, under Envoy's names. */
export function countersOf(at: JsonField, upstream: UpstreamState | undefined): Readonly<Record<string, number>> {
  return Object.fromEntries(entriesOf(at).map(([name, each]) => [name, counterOf(each, name, upstream)]))
}

function counterOf(at: JsonField, name: string, upstream: UpstreamState | undefined): number {
  if (upstream === undefined) return 0
  const { stats, balancer } = upstream
  const { statuses, retriedStatuses } = stats
  const status = /^(retry\.)?upstream_rq_(\d{3})$/.exec(name)
  if (status !== null) return (status[1] ? retriedStatuses : statuses)?.get(Number(status[2])) ?? 0
  switch (name) {
    case 'upstream_rq_total':
      return stats.total
    case 'upstream_rq_completed':
      return [...(statuses?.values() ?? [])].reduce((sum, count) => sum + count, 0)
    case 'upstream_rq_retry':
      return stats.retries
    case 'upstream_rq_retry_limit_exceeded':
      return stats.retryLimitExceeded
    case 'upstream_rq_retry_success':
      return stats.retrySuccesses
    case 'upstream_rq_retry_overflow':
      return balancer.limits.retryOverflows
    case 'upstream_rq_timeout':
      return stats.timeouts
    case 'upstream_rq_per_try_timeout':
      return stats.perTryTimeouts
    case 'upstream_rq_per_try_idle_timeout':
      return stats.perTryIdleTimeouts
    case 'upstream_rq_max_duration_reached':
      return stats.maxDurations
    case 'upstream_cx_total':
      return balancer.pools.opened
    case 'upstream_cx_destroy':
      return balancer.pools.opened - balancer.limits.connections
    case 'upstream_rq_pending_total':
      return balancer.pools.queued
    default:
      return unreadable(at, 'a counter that is kept')
  }
}
