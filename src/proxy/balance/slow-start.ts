import type { BalancerPolicy } from '../../dataplane/cluster.ts'
import { pow } from '../../kernel/fdlibm.ts'
import { MILLISECOND } from '../../kernel/time.ts'
import type { HostTable } from '../host-table.ts'

/**
 * Slow start (Envoy EdfLoadBalancerBase::applySlowStartFactor): a host added less than a window ago counts with a
 * weight that grows with its age, so that a cold pod is not flooded. Round robin and least request only.
 * Known differences from Envoy: age counts from when the host was added; there are no active health checks that it
 * could have passed.
 */
export class SlowStart {
  readonly #hosts: HostTable
  readonly #windowNs: number
  readonly #aggression: number
  readonly #minimum: number

  constructor(hosts: HostTable, policy: NonNullable<BalancerPolicy['slowStart']>) {
    this.#hosts = hosts
    this.#windowNs = policy.windowNs
    this.#aggression = policy.aggression
    this.#minimum = policy.minWeightPercent / 100
  }

  includes(slot: number, nowNs: number): boolean {
    return nowNs - this.#hosts.addedNs[slot] <= this.#windowNs
  }

  /** What the weight is multiplied by: 1 once the window is over. */
  factor(slot: number, nowNs: number): number {
    const ageNs = nowNs - this.#hosts.addedNs[slot]
    if (ageNs >= this.#windowNs) return 1
    // Envoy measures age in whole milliseconds, at least one.
    const share = Math.max(MILLISECOND, ageNs - (ageNs % MILLISECOND)) / this.#windowNs
    const grown = this.#aggression === 1 ? share : pow(share, 1 / this.#aggression)
    return Math.max(grown, this.#minimum)
  }
}
