import type { BalancerPolicy } from '../../dataplane/cluster.ts'
import { pow } from '../../kernel/fdlibm.ts'
import type { Rng } from '../../kernel/rng.ts'
import type { HostList } from '../host-lists.ts'
import type { HostTable } from '../host-table.ts'
import { type Balancer, NO_HOST } from './balancer.ts'
import type { SlowStart } from './slow-start.ts'
import { WeightedLists } from './weighted-lists.ts'

type LeastRequestPolicy = Pick<BalancerPolicy, 'choiceCount' | 'fullScan' | 'activeRequestBias'>

/**
 * LEAST_REQUEST (Envoy LeastRequestLoadBalancer), Istio's default. Equal weights: of two hosts drawn with replacement
 * the one with fewer active requests; the first on a tie. Unequal weights: an EDF schedule of weight / (active + 1),
 * where the weight is taken when the host goes back in, before the new request counts.
 * Known differences from Envoy: a draw is a scaled fraction where Envoy takes a 64-bit number modulo n.
 */
export class LeastRequestBalancer implements Balancer {
  readonly #hosts: HostTable
  readonly #rng: Rng
  readonly #weighted: WeightedLists
  readonly #choices: number
  readonly #fullScan: boolean

  constructor(hosts: HostTable, seed: number, rng: Rng, policy: LeastRequestPolicy = {}, slowStart?: SlowStart) {
    const { choiceCount = 2, fullScan = false, activeRequestBias = 1 } = policy
    this.#hosts = hosts
    this.#rng = rng
    this.#choices = choiceCount
    this.#fullScan = fullScan
    this.#weighted = new WeightedLists(seed, weightBy(hosts, activeRequestBias), slowStart)
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
    if (this.#fullScan) return this.#scan(slots)
    const { active } = this.#hosts
    if (this.#choices !== 2) return this.#leastOf(this.#choices, slots)
    const first = slots[(this.#rng.next() * count) | 0]
    const second = slots[(this.#rng.next() * count) | 0]
    return active[second] < active[first] ? second : first
  }

  #leastOf(choices: number, slots: Int32Array): number {
    const { active } = this.#hosts
    let least = slots[(this.#rng.next() * slots.length) | 0]
    for (let choice = 1; choice < choices; choice++) {
      const other = slots[(this.#rng.next() * slots.length) | 0]
      if (active[other] < active[least]) least = other
    }
    return least
  }

  /** Of those that tie, each with the same probability (reservoir sampling). */
  #scan(slots: Int32Array): number {
    const { active } = this.#hosts
    let least = slots[0]
    let ties = 1
    for (let at = 1; at < slots.length; at++) {
      const slot = slots[at]
      if (active[slot] > active[least]) continue
      ties = active[slot] < active[least] ? 1 : ties + 1
      if (ties === 1 || this.#rng.uint32() % ties === 0) least = slot
    }
    return least
  }
}

/** Weight of a host by its active requests, the new one not among them. */
function weightBy(hosts: HostTable, bias: number): (slot: number) => number {
  if (bias === 1) return slot => hosts.weight[slot] / (hosts.active[slot] + 1)
  if (bias === 0) return slot => hosts.weight[slot]
  return slot => hosts.weight[slot] / pow(hosts.active[slot] + 1, bias)
}
