import type { Rng } from '../../kernel/rng.ts'
import type { HostList } from '../host-lists.ts'
import { type Balancer, NO_HOST } from './balancer.ts'

/**
 * RANDOM (Envoy RandomLoadBalancer): host = r % n, where r is the number that chose the priority too, so that with
 * several priorities the two are correlated. Host weights are ignored.
 * Known differences from Envoy: r has 32 bits, not 64.
 */
export class RandomBalancer implements Balancer {
  readonly #rng: Rng

  constructor(rng: Rng) {
    this.#rng = rng
  }

  refresh(): void {}

  pick(list: HostList, drawn: number): number {
    const { slots } = list
    if (slots.length === 0) return NO_HOST
    const r = drawn >= 0 ? drawn : this.#rng.uint32()
    return slots[r % slots.length]
  }
}
