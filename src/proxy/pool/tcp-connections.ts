import type { CircuitBreaker } from '../breaker.ts'
import type { HostTable } from '../host-table.ts'

/**
 * Connections that a TCP proxy opens towards one cluster, one for each connection of a caller and never used again
 * (Envoy TcpProxy::Filter over Tcp::ConnPoolImpl). They count as connections from the start, as pending until they are
 * up, and as active requests of their host from then on, in the circuit breaker that the cluster's HTTP pools share;
 * max_requests is not looked at.
 * Known differences from Envoy: a connection that came up for a caller that is gone is handed to nobody.
 */
export class TcpConnections {
  /** upstream_cx_total, upstream_cx_connect_fail, upstream_cx_connect_timeout, of connections of this kind. */
  opened = 0
  connectFailures = 0
  connectTimeouts = 0
  readonly #limits: CircuitBreaker
  readonly #hosts: HostTable

  constructor(limits: CircuitBreaker, hosts: HostTable) {
    this.#limits = limits
    this.#hosts = hosts
  }

  /** Asked before a host is: false is max_connections (UO), since a queued caller would wait for good. */
  admit(): boolean {
    const limits = this.#limits
    if (limits.connections < limits.maxConnections) return true
    limits.connectionOverflows++
    return false
  }

  /** Starts to open a connection; false is max_pending_requests. */
  open(): boolean {
    const limits = this.#limits
    if (limits.pending >= limits.maxPendingRequests) {
      limits.pendingOverflows++
      return false
    }
    limits.pending++
    limits.connections++
    this.opened++
    return true
  }

  /** It is up. */
  up(slot: number): void {
    this.#limits.pending--
    this.#limits.requests++
    this.#hosts.active[slot]++
  }

  /** It did not come up. */
  failed(timedOut: boolean): void {
    this.connectFailures++
    if (timedOut) this.connectTimeouts++
    this.abandoned()
  }

  /** Nobody waits for it any more. */
  abandoned(): void {
    this.#limits.pending--
    this.#limits.connections--
  }

  /** A connection that was up is closed, by whomever. */
  closed(slot: number): void {
    this.#limits.requests--
    this.#limits.connections--
    this.#hosts.active[slot]--
  }
}
