import type { UpstreamState } from './upstream-state.ts'

/** What is still to come for one worker's pool towards one host: a connection, or the handing out of free ones. */
export interface Opening {
  readonly upstream: UpstreamState
  readonly worker: number
  readonly slot: number
  /** Known at once, since the world is: refused by a dead process, or timed out towards a dead node (engine/reset). */
  readonly failure: number
}

/** Connections being opened, numbered for the event queue; numbers are used again. */
export class Openings {
  private readonly all: (Opening | undefined)[] = []
  private readonly free: number[] = []

  add(opening: Opening): number {
    const index = this.free.pop() ?? this.all.length
    this.all[index] = opening
    return index
  }

  take(index: number): Opening {
    const opening = this.all[index] as Opening
    this.all[index] = undefined
    this.free.push(index)
    return opening
  }
}
