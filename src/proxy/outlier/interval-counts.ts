import type { Judgement } from './outlier-event.ts'
import type { OutlierSettings } from './settings.ts'

export interface HostRate {
  readonly slot: number
  readonly requests: number
  /** Success rate in percent. */
  readonly rate: number
}

/**
 * Requests and successes per host since the last sweep (Envoy SuccessRateAccumulator).
 * Known differences from Envoy: no second count of local-origin errors where the two origins are kept apart.
 */
export class IntervalCounts {
  readonly #requests = new Map<number, number>()
  readonly #successes = new Map<number, number>()

  count(slot: number, success: boolean): void {
    this.#requests.set(slot, (this.#requests.get(slot) ?? 0) + 1)
    if (success) this.#successes.set(slot, (this.#successes.get(slot) ?? 0) + 1)
  }

  forget(slot: number): void {
    this.#requests.delete(slot)
    this.#successes.delete(slot)
  }

  /** The rates of those of `slots` that had requests; counting starts over. */
  close(slots: readonly number[]): HostRate[] {
    const rates = slots
      .map(slot => ({ slot, requests: this.#requests.get(slot) ?? 0, successes: this.#successes.get(slot) ?? 0 }))
      .filter(({ requests }) => requests > 0)
      .map(({ slot, requests, successes }) => ({ slot, requests, rate: (100 * successes) / requests }))
    this.#requests.clear()
    this.#successes.clear()
    return rates
  }
}

export interface RateOutlier extends Judgement {
  readonly slot: number
}

/** Hosts whose success rate lies more than some standard deviations below the mean of all with enough requests. */
export function successRateOutliers(
  rates: readonly HostRate[],
  settings: NonNullable<OutlierSettings['successRate']>,
): RateOutlier[] {
  const judged = rates.filter(each => each.requests >= settings.requestVolume)
  if (judged.length === 0 || judged.length < settings.minimumHosts) return []
  const meanRate = meanOf(judged)
  const threshold = successRateThreshold(judged, settings.stdevFactor)
  return judged
    .filter(each => each.rate < threshold)
    .map(({ slot, rate }) => ({ slot, hostRate: rate, meanRate, threshold }))
}

/** Mean minus stdevFactor / 1000 population standard deviations. */
export function successRateThreshold(judged: readonly HostRate[], stdevFactor: number): number {
  const mean = meanOf(judged)
  const variance = judged.reduce((sum, each) => sum + (each.rate - mean) * (each.rate - mean), 0) / judged.length
  return mean - Math.sqrt(variance) * (stdevFactor / 1000)
}

export function failurePercentageOutliers(
  rates: readonly HostRate[],
  settings: NonNullable<OutlierSettings['failurePercentage']>,
): RateOutlier[] {
  const judged = rates.filter(each => each.requests >= settings.requestVolume)
  if (judged.length === 0 || judged.length < settings.minimumHosts) return []
  return judged
    .filter(each => 100 - each.rate >= settings.threshold)
    .map(({ slot, rate }) => ({ slot, hostRate: rate }))
}

function meanOf(rates: readonly HostRate[]): number {
  return rates.reduce((sum, each) => sum + each.rate, 0) / rates.length
}
