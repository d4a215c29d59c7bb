import type { LocalityHosts } from '../host-lists.ts'
import { EdfScheduler } from './edf.ts'
import { OVERPROVISIONING } from './priority-load.ts'

/**
 * Picks a locality by weight within one priority (Envoy LocalityWrr), as a `distribute` rule asks: the weight of a
 * locality shrinks once fewer than 1 / 1.4 of its hosts are healthy. Built anew, with a new phase, at every host
 * update.
 * Known differences from Envoy: none.
 */
export class LocalityWrr {
  readonly #localities: readonly LocalityHosts[]
  readonly #schedule: EdfScheduler | undefined

  /** @param health whose hosts count: those of the list that is picked from afterwards */
  constructor(
    localities: readonly LocalityHosts[],
    phase: number,
    overprovisioning = OVERPROVISIONING,
    health: 'healthy' | 'degraded' = 'healthy',
  ) {
    const weightOf = (each: LocalityHosts) => effectiveWeight(each, overprovisioning, health)
    this.#localities = localities.filter(each => weightOf(each) > 0)
    const weights = this.#localities.map(weightOf)
    if (weights.length > 0) this.#schedule = new EdfScheduler(weights.length, entry => weights[entry], phase)
  }

  /** Undefined: no locality has both a weight and an eligible host. */
  pick(): LocalityHosts | undefined {
    return this.#schedule && this.#localities[this.#schedule.pick()]
  }
}

export function effectiveWeight(
  locality: LocalityHosts,
  overprovisioning = OVERPROVISIONING,
  health: 'healthy' | 'degraded' = 'healthy',
): number {
  const { weight, all } = locality
  if (all.slots.length === 0) return 0
  return weight * Math.min(1, ((overprovisioning / 100) * locality[health].slots.length) / all.slots.length)
}
