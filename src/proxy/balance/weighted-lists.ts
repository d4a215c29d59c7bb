import type { HostList } from '../host-lists.ts'
import { EdfScheduler } from './edf.ts'
import type { SlowStart } from './slow-start.ts'

/**
 * The schedules of ROUND_ROBIN and LEAST_REQUEST (Envoy EdfLoadBalancerBase::refresh): a list has one only while the
 * weights of its hosts differ or one of them is in slow start. Every refresh builds them anew with the same phase, so
 * a weighted sequence starts over at each change of health.
 * Known differences from Envoy: none.
 */
export class WeightedLists {
  readonly #phase: number
  readonly #weightOf: (slot: number) => number
  readonly #slowStart: SlowStart | undefined
  #schedules: (EdfScheduler | undefined)[] = []
  #nowNs = 0
  /** False while no list has a schedule: the common case need not look further. */
  weighted = false

  /** `weightOf` is the weight before slow start, as the policy wants it at this moment. */
  constructor(phase: number, weightOf: (slot: number) => number, slowStart: SlowStart | undefined) {
    this.#phase = phase
    this.#weightOf = weightOf
    this.#slowStart = slowStart
  }

  refresh(lists: readonly HostList[], weights: Uint32Array, nowNs: number): void {
    this.#nowNs = nowNs
    this.#schedules = []
    for (const list of lists) this.#schedules[list.id] = this.#schedule(list.slots, weights)
    this.weighted = this.#schedules.some(schedule => schedule !== undefined)
  }

  /** Undefined: the list's hosts are equal, pick without a schedule. */
  pick(list: HostList, nowNs: number): number | undefined {
    const schedule = this.#schedules[list.id]
    if (schedule === undefined) return undefined
    this.#nowNs = nowNs
    return list.slots[schedule.pick()]
  }

  #schedule(slots: Int32Array, weights: Uint32Array): EdfScheduler | undefined {
    if (slots.length < 2) return undefined
    const equal = slots.every(slot => weights[slot] === weights[slots[0]])
    if (equal && !slots.some(slot => this.#slowStart?.includes(slot, this.#nowNs))) return undefined
    const slowStart = this.#slowStart
    const weight = slowStart
      ? (entry: number) => this.#weightOf(slots[entry]) * slowStart.factor(slots[entry], this.#nowNs)
      : (entry: number) => this.#weightOf(slots[entry])
    return new EdfScheduler(slots.length, weight, this.#phase)
  }
}
