import type { HostList } from '../host-lists.ts'
import type { HostTable } from '../host-table.ts'
import { type Balancer, NO_HOST } from './balancer.ts'
import type { SlowStart } from './slow-start.ts'
import { WeightedLists } from './weighted-lists.ts'

/**
 * ROUND_ROBIN (Envoy RoundRobinLoadBalancer). Equal weights: one position per list that starts at the seed and is never
 * set back, so a change of the list only changes the modulus. Unequal weights: an EDF schedule that does start over.
 * Known differences from Envoy: none.
 */
export class RoundRobinBalancer implements Balancer {
  readonly #hosts: HostTable
  readonly #seed: number
  readonly #weighted: WeightedLists
  /** By list id. */
  #position = new Uint32Array(0)

  constructor(hosts: HostTable, seed: number, slowStart?: SlowStart) {
    this.#hosts = hosts
    this.#seed = seed
    this.#weighted = new WeightedLists(seed, slot => hosts.weight[slot], slowStart)
  }

  refresh(lists: readonly HostList[], nowNs: number): void {
    const ids = Math.max(this.#position.length, ...lists.map(list => list.id + 1))
    if (ids > this.#position.length) {
      const position = new Uint32Array(ids).fill(this.#seed)
      position.set(this.#position)
      this.#position = position
    }
    this.#weighted.refresh(lists, this.#hosts.weight, nowNs)
  }

  pick(list: HostList, _drawn: number, nowNs: number): number {
    if (this.#weighted.weighted) {
      const scheduled = this.#weighted.pick(list, nowNs)
      if (scheduled !== undefined) return scheduled
    }
    const { slots } = list
    return slots.length === 0 ? NO_HOST : slots[this.#position[list.id]++ % slots.length]
  }
}
