import type { World } from '../../engine/world.ts'

/**
 * Counts at chosen instants how many hosts proxies took out and back since the last one. Envoy's event log says nothing
 * of an ejected host that leaves the assignment: changes of endpoints are therefore followed by `forget`.
 */
export class EjectionCounts {
  readonly ejectsNs: number[] = []
  readonly unejectsNs: number[] = []
  private readonly world: World
  private ejected = 0
  private out = 0

  constructor(world: World) {
    this.world = world
  }

  /** Books what happened since the last look at the present instant. */
  count(): void {
    const { ejected, out } = this.look()
    const taken = ejected - this.ejected
    const returned = taken - (out - this.out)
    const { nowNs } = this.world.queue
    for (let i = 0; i < taken; i++) this.ejectsNs.push(nowNs)
    for (let i = 0; i < returned; i++) this.unejectsNs.push(nowNs)
    this.ejected = ejected
    this.out = out
  }

  /** Hosts that are out no more since the last look are gone, not back. */
  forget(): void {
    this.out = this.look().out
  }

  private look(): { ejected: number; out: number } {
    let ejected = 0
    let out = 0
    for (const { balancer } of this.world.upstreams) {
      if (balancer.outlier === undefined) continue
      for (const count of Object.values(balancer.outlier.enforced)) ejected += count
      out += balancer.outlier.active
    }
    return { ejected, out }
  }
}
