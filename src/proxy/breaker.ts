import type { CircuitLimits } from '../dataplane/cluster.ts'

/** What istiod sends for a limit nobody set: the largest uint32, which no run reaches. */
const UNLIMITED = 0xffffffff

/**
 * Circuit breaker of one proxy towards one cluster, shared by all worker threads (Envoy ResourceManagerImpl, DEFAULT
 * priority): four counts, each with a limit; something may be created while its count is below the limit. Counts are
 * plain fields because every attempt touches them; the pools and the retry code are the only writers.
 * Known differences from Envoy: workers do not race for the last place, so that a count never overshoots; no HIGH
 * priority, no max_connection_pools.
 */
export class CircuitBreaker {
  readonly maxConnections: number
  readonly maxPendingRequests: number
  readonly maxRequests: number
  readonly #maxRetries: number
  readonly #budget: CircuitLimits['retryBudget']
  connections = 0
  pending = 0
  requests = 0
  retries = 0
  /** upstream_cx_overflow, upstream_rq_pending_overflow, upstream_rq_active_overflow, upstream_rq_retry_overflow. */
  connectionOverflows = 0
  pendingOverflows = 0
  requestOverflows = 0
  retryOverflows = 0

  constructor(limits: CircuitLimits) {
    this.maxConnections = limits.maxConnections ?? UNLIMITED
    this.maxPendingRequests = limits.maxPendingRequests ?? UNLIMITED
    this.maxRequests = limits.maxRequests ?? UNLIMITED
    this.#maxRetries = limits.maxRetries ?? UNLIMITED
    this.#budget = limits.retryBudget
  }

  /** Retries that may be outstanding at this moment: a budget, if there is one, replaces the fixed limit. */
  get maxRetries(): number {
    const budget = this.#budget
    if (!budget) return this.#maxRetries
    return Math.max(budget.minConcurrency, Math.floor((budget.percent / 100) * (this.requests + this.pending)))
  }

  /**
   * Takes a retry slot, which is held from the decision through the back-off and the retried attempt, or counts an
   * overflow and answers false: then the first answer stands and the flag UO is added.
   */
  takeRetry(): boolean {
    if (this.retries >= this.maxRetries) {
      this.retryOverflows++
      return false
    }
    this.retries++
    return true
  }

  /** At the next decision of the same request, or at its end. */
  releaseRetry(): void {
    this.retries--
  }
}
