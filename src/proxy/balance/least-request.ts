import type { Rng } from '../../kernel/rng.ts'
import type { HostList } from '../host-lists.ts'
import type { HostTable } from '../host-table.ts'
import { type Balancer, NO_HOST } from './balancer.ts'
import type { SlowStart } from './slow-start.ts'
import { WeightedLists } from './weighted-lists.ts'

/**
 * LEAST_REQUEST (Envoy LeastRequestLoadBalancer), Istio's default. Equal weights: of two hosts drawn with replacement the
 * one with fewer active requests; the first on a tie. Unequal weights: an EDF schedule of weight / (active + 1), where
 * the weight is taken when the host goes back in, before the new request counts.
 * Known differences: a draw is a scaled fraction where Envoy takes a 64-bit number modulo n; choice_count,
 * active_request_bias and FULL_SCAN are fixed at Envoy's defaults (2, 1, off), since Istio sets none of them.
 */
export class LeastRequestBalancer implements Balancer {
  readonly #hosts: HostTable
  readonly #rng: Rng
  readonly #weighted: WeightedLists

  constructor(hosts: HostTable, seed: number, rng: Rng, slowStart?: SlowStart) {
    this.#hosts = hosts
    this.#rng = rng
    this.#weighted = new WeightedLists(seed, slot => hosts.weight[slot] / (hosts.active[slot] + 1), slowStart)
  }

  refresh(lists: readonly HostList[], nowNs: number): void {
    this.#weighted.refresh(lists, this.#hosts.weight, nowNs)
  }

  pick(list: HostList, _drawn: number, nowNs: number): number {
    if (this.#weighted.weighted) {
      const scheduled = this.#weighted.pick(list, nowNs)
      if (scheduled !== undefined) return scheduled
    }
    const { slots } = list
    const count = slots.length
    if (count < 2) return count === 1 ? slots[0] : NO_HOST
    const { active } = this.#hosts
    const first = slots[(this.#rng.next() * count) | 0]
    const second = slots[(this.#rng.next() * count) | 0]
    return active[second] < active[first] ? second : first
  }
}
