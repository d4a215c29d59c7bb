import type { Rng } from '../../kernel/rng.ts'
import { FAILED_OUTLIER_CHECK, type HostTable } from '../host-table.ts'
import { mayEjectOneMore } from './ejection-cap.ts'
import { EjectionClock } from './ejection-clock.ts'
import { failurePercentageOutliers, IntervalCounts, successRateOutliers } from './interval-counts.ts'
import type { Detection, Judgement, OutlierEvent } from './outlier-event.ts'
import { enforcing, type OutlierSettings } from './settings.ts'

const NOBODY: readonly number[] = []

/**
 * Outlier detection of one proxy for one cluster (Envoy DetectorImpl): consecutive failures eject at once, the sweep
 * brings hosts back and, where configured, judges success rates. Counts are over all worker threads.
 * Known differences from Envoy: within one sweep hosts are judged in slot order, Envoy's order is that of a hash map;
 * success rate of local-origin errors (split mode) is not judged.
 */
export class OutlierDetector {
  /** outlier_detection.ejections_detected_* and ejections_enforced_*. */
  readonly detected = counters()
  readonly enforced = counters()
  /** ejections_active and ejections_overflow. */
  active = 0
  overflow = 0
  /** Hears what Envoy writes into its ejection event log. */
  onEvent: ((event: OutlierEvent) => void) | null = null
  /** Hears of hosts that the cap kept in. */
  onRefusal: ((slot: number, atNs: number) => void) | null = null

  readonly #settings: OutlierSettings
  readonly #hosts: HostTable
  readonly #rng: Rng
  readonly #healthChanged: (slot: number, nowNs: number) => void
  readonly #clock: EjectionClock
  readonly #interval: IntervalCounts | undefined
  readonly #startNs: number
  #errors = new Int32Array(0)
  #gatewayErrors = new Int32Array(0)
  #localErrors = new Int32Array(0)

  /** `healthChanged` is called after a host was ejected or brought back. Sweeps are at `startNs` + k intervals. */
  constructor(
    settings: OutlierSettings,
    hosts: HostTable,
    rng: Rng,
    startNs: number,
    healthChanged: (slot: number, nowNs: number) => void,
  ) {
    this.#settings = settings
    this.#hosts = hosts
    this.#rng = rng
    this.#startNs = startNs
    this.#healthChanged = healthChanged
    this.#clock = new EjectionClock(settings)
    if (settings.successRate || settings.failurePercentage) this.#interval = new IntervalCounts()
  }

  /** A response of the host, by HTTP status (gRPC: mapped to one). True if it ejected the host. */
  onResponse(slot: number, status: number, nowNs: number): boolean {
    this.#reserve(slot)
    this.#interval?.count(slot, status < 500)
    if (status < 500) {
      this.#errors[slot] = 0
      this.#gatewayErrors[slot] = 0
      return false
    }
    return this.#onError(slot, status >= 502 && status <= 504, nowNs)
  }

  /**
   * No response: connection refused or lost, stream reset, timeout. Not for refusals by the circuit breaker and not for a
   * caller that left. True if it ejected the host. Envoy books 503, or what a timeout is answered with, as if it were a
   * response, unless it keeps the two apart.
   */
  onLocalOrigin(slot: number, nowNs: number, status = 503): boolean {
    if (!this.#settings.splitExternalLocalOriginErrors) return this.onResponse(slot, status, nowNs)
    this.#reserve(slot)
    if (++this.#localErrors[slot] !== this.#settings.consecutiveLocalOriginFailure) return false
    const ejected = this.#detect(slot, 'consecutive_local_origin_failure', nowNs)
    if (ejected !== undefined) this.#localErrors[slot] = 0
    return ejected === true
  }

  /** A stream got its connection. */
  onConnectSuccess(slot: number): void {
    if (!this.#settings.splitExternalLocalOriginErrors) return
    this.#reserve(slot)
    this.#localErrors[slot] = 0
  }

  /**
   * Whether a sweep could change anything: while a host is ejected or a multiplier has not decayed, and always when
   * success rates are judged.
   */
  get needsSweep(): boolean {
    return this.#interval !== undefined || this.#clock.running
  }

  /** The first sweep after `nowNs`. */
  nextSweepNs(nowNs: number): number {
    const { intervalNs } = this.#settings
    return this.#startNs + (Math.floor((nowNs - this.#startNs) / intervalNs) + 1) * intervalNs
  }

  /** Returns the slots that it ejected. */
  sweep(nowNs: number): readonly number[] {
    const members = this.#hosts.current
    for (const slot of members) {
      this.#reserve(slot)
      if (this.#isEjected(slot) && this.#clock.isOver(slot, nowNs)) this.#unEject(slot, nowNs)
    }
    const ejected = this.#interval ? this.#judge(this.#interval, nowNs) : NOBODY
    for (const slot of members) if (!this.#isEjected(slot)) this.#clock.decay(slot, nowNs)
    return ejected
  }

  /** The host left the assignment. */
  retire(slot: number): void {
    if (this.#isEjected(slot)) this.active--
    this.#hosts.flags[slot] &= ~FAILED_OUTLIER_CHECK
    this.#clock.forget(slot)
    this.#interval?.forget(slot)
  }

  #onError(slot: number, gateway: boolean, nowNs: number): boolean {
    const settings = this.#settings
    let ejected = false
    if (!gateway) this.#gatewayErrors[slot] = 0
    else if (++this.#gatewayErrors[slot] === settings.consecutiveGatewayFailure) {
      const answer = this.#detect(slot, 'consecutive_gateway_failure', nowNs)
      if (answer !== undefined) this.#gatewayErrors[slot] = 0
      ejected = answer === true
    }
    if (++this.#errors[slot] === settings.consecutive5xx) {
      const answer = this.#detect(slot, 'consecutive_5xx', nowNs)
      if (answer !== undefined) this.#errors[slot] = 0
      ejected ||= answer === true
    }
    return ejected
  }

  /** Undefined: the host is ejected already or gone, nothing was counted. Else whether it was ejected now. */
  #detect(slot: number, detection: Detection, nowNs: number, judged?: Judgement): boolean | undefined {
    if (this.#isEjected(slot) || this.#hosts.alive[slot] === 0) return undefined
    this.detected[detection]++
    if (!this.#mayEject(slot, detection, nowNs, judged)) return false
    this.active++
    this.enforced[detection]++
    this.#hosts.flags[slot] |= FAILED_OUTLIER_CHECK
    this.#clock.start(slot, nowNs, this.#jitterNs())
    this.#healthChanged(slot, nowNs)
    const ejections = this.#clock.ejections(slot)
    this.onEvent?.({ action: 'eject', slot, atNs: nowNs, detection, ejections, judged })
    return true
  }

  /** The cap comes first, and counts detections that nobody enforces, too. */
  #mayEject(slot: number, detection: Detection, nowNs: number, judged: Judgement | undefined): boolean {
    if (!mayEjectOneMore(this.active, this.#hosts.current.length, this.#settings)) {
      this.overflow++
      this.onRefusal?.(slot, nowNs)
      return false
    }
    if (this.#isEnforced(detection)) return true
    const ejections = this.#clock.ejections(slot)
    this.onEvent?.({ action: 'detected_not_enforced', slot, atNs: nowNs, detection, ejections, judged })
    return false
  }

  #unEject(slot: number, nowNs: number): void {
    this.active--
    this.#hosts.flags[slot] &= ~FAILED_OUTLIER_CHECK
    const ejectedForNs = this.#clock.end(slot, nowNs)
    this.#errors[slot] = 0
    this.#gatewayErrors[slot] = 0
    this.#localErrors[slot] = 0
    this.#healthChanged(slot, nowNs)
    this.onEvent?.({ action: 'uneject', slot, atNs: nowNs, ejections: this.#clock.ejections(slot), ejectedForNs })
  }

  #judge(interval: IntervalCounts, nowNs: number): readonly number[] {
    const { successRate, failurePercentage } = this.#settings
    const ejected: number[] = []
    const idle = this.#hosts.current.filter(slot => !this.#isEjected(slot))
    const rates = interval.close(idle)
    const slow = successRate ? successRateOutliers(rates, successRate) : []
    for (const each of slow) if (this.#detect(each.slot, 'success_rate', nowNs, each)) ejected.push(each.slot)
    const failing = failurePercentage ? failurePercentageOutliers(rates, failurePercentage) : []
    for (const each of failing) {
      const { slot } = each
      if (!this.#isEjected(slot)) {
        if (this.#detect(slot, 'failure_percentage', nowNs, each)) ejected.push(slot)
        continue
      }
      // One that the success rate ejected a moment ago is counted again, but cannot be ejected twice.
      this.detected.failure_percentage++
      this.#mayEject(slot, 'failure_percentage', nowNs, each)
    }
    return ejected
  }

  #isEnforced(detection: Detection): boolean {
    const percent = enforcing(this.#settings, detection)
    return percent >= 100 || (percent > 0 && this.#rng.uint32() % 100 < percent)
  }

  #jitterNs(): number {
    const jitterMs = (this.#settings.maxEjectionTimeJitterNs ?? 0) / 1_000_000
    return jitterMs > 0 ? (this.#rng.uint32() % (jitterMs + 1)) * 1_000_000 : 0
  }

  #isEjected(slot: number): boolean {
    return (this.#hosts.flags[slot] & FAILED_OUTLIER_CHECK) !== 0
  }

  #reserve(slot: number): void {
    if (slot < this.#errors.length) return
    const capacity = this.#hosts.active.length
    this.#errors = widened(this.#errors, capacity)
    this.#gatewayErrors = widened(this.#gatewayErrors, capacity)
    this.#localErrors = widened(this.#localErrors, capacity)
  }
}

function counters(): Record<Detection, number> {
  return {
    consecutive_5xx: 0,
    consecutive_gateway_failure: 0,
    consecutive_local_origin_failure: 0,
    success_rate: 0,
    failure_percentage: 0,
  }
}

function widened(from: Int32Array, capacity: number): Int32Array<ArrayBuffer> {
  const to = new Int32Array(capacity)
  to.set(from)
  return to
}
