/**
 * What Envoy's cluster statistics count of requests, retries and timeouts (source/common/router/router.cc,
 * retry_state_impl.cc), for one proxy and cluster.
 */
export class RequestStats {
  /** upstream_rq_retry: second and further attempts begun. */
  retries = 0
  /** upstream_rq_retry_limit_exceeded, upstream_rq_retry_success. */
  retryLimitExceeded = 0
  retrySuccesses = 0
  /** upstream_rq_timeout: attempts that the route's timeout found under way. */
  timeouts = 0
  /** upstream_rq_per_try_timeout, upstream_rq_per_try_idle_timeout, upstream_rq_max_duration_reached. */
  perTryTimeouts = 0
  perTryIdleTimeouts = 0
  maxDurations = 0
  /** upstream_rq_total: attempts that got a connection. Only counted with `statuses`. */
  total = 0
  /** upstream_rq_<status> and retry.upstream_rq_<status>; null unless somebody asked for them. */
  readonly statuses: Map<number, number> | null
  readonly retriedStatuses = new Map<number, number>()
  /** Numbers of causes of retries in the recorder, see causes/retries. */
  readonly retryIds = new Map<number, number>()

  constructor(countsStatuses: boolean) {
    this.statuses = countsStatuses ? new Map() : null
  }

  /** An answer for the client, made by the server or by the proxy in its stead. */
  answered(status: number): void {
    const { statuses } = this
    statuses?.set(status, (statuses.get(status) ?? 0) + 1)
  }

  retried(status: number): void {
    if (this.statuses !== null) this.retriedStatuses.set(status, (this.retriedStatuses.get(status) ?? 0) + 1)
  }
}
