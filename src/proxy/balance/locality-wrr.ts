import type { LocalityHosts } from '../host-lists.ts'
import { EdfScheduler } from './edf.ts'
import { OVERPROVISIONING } from './priority-load.ts'

/**
 * Picks a locality by weight within one priority (Envoy LocalityWrr), as a `distribute` rule asks: the weight of a
 * locality shrinks once fewer than 1 / 1.4 of its hosts are healthy. Built anew, with a new phase, at every host update.
 */
export class LocalityWrr {
  readonly #localities: readonly LocalityHosts[]
  readonly #schedule: EdfScheduler | undefined

  constructor(localities: readonly LocalityHosts[], phase: number) {
    this.#localities = localities.filter(each => effectiveWeight(each) > 0)
    const weights = this.#localities.map(effectiveWeight)
    if (weights.length > 0) this.#schedule = new EdfScheduler(weights.length, entry => weights[entry], phase)
  }

  /** Undefined: no locality has both a weight and a healthy host. */
  pick(): LocalityHosts | undefined {
    return this.#schedule && this.#localities[this.#schedule.pick()]
  }
}

export function effectiveWeight({ weight, all, healthy }: LocalityHosts): number {
  if (all.slots.length === 0) return 0
  return weight * Math.min(1, ((OVERPROVISIONING / 100) * healthy.slots.length) / all.slots.length)
}
