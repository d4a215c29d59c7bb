import { WORLD } from './event-kinds.ts'
import type { World } from './world.ts'

/** A planned change of the world: an entry of the timeline, its end, or what follows from one. */
export interface WorldChange {
  /** For the digest and for what happened: says the same in every run of the same scenario. */
  readonly what: string
  readonly make: (world: World) => void
}

/** Plans a change; `atNs` may be beyond the end of the run, then it never comes. */
export function plan(world: World, atNs: number, kind: number, change: WorldChange): void {
  if (atNs >= world.durationNs) return
  world.queue.at(atNs, kind, world.changes.push(change) - 1)
}

/** A change of the world that follows from another one. */
export function later(world: World, delayNs: number, what: string, make: () => void): void {
  plan(world, world.queue.nowNs + delayNs, WORLD, { what, make })
}
