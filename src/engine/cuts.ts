import type { PodState } from './pod-state.ts'
import type { Row } from './row.ts'
import type { World } from './world.ts'

/** Packets from pods of one set to pods of another are lost, both ways. */
export interface Cut {
  readonly from: ReadonlySet<PodState>
  readonly to: ReadonlySet<PodState>
}

export function isCut(world: World, a: PodState, b: PodState): boolean {
  return world.cuts.some(({ from, to }) => (from.has(a) && to.has(b)) || (from.has(b) && to.has(a)))
}

/** Between the caller of an attempt and its server. */
export function liesAcrossCut(world: World, { upstream, target }: Row): boolean {
  return upstream !== null && target !== null && isCut(world, upstream.proxy.pod, target)
}
