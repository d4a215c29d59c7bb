import type { OutlierSettings } from './settings.ts'

/**
 * How long hosts stay ejected (Envoy DetectorImpl::checkHostForUneject): base time x multiplier, at most the maximum,
 * plus jitter; ends at the first sweep after that. The multiplier grows with each ejection and decays by one per sweep
 * while the host stays in.
 * Known differences from Envoy: the clock stands still within a sweep (see returnLagNs).
 */
export class EjectionClock {
  readonly #settings: OutlierSettings
  /** By slot; absent = never ejected, or long forgotten. */
  readonly #ejections = new Map<number, Ejection>()
  /** By slot: how often it was ejected (Envoy num_ejections). */
  readonly #counts = new Map<number, number>()

  constructor(settings: OutlierSettings) {
    this.#settings = settings
  }

  /** Whether any host is out, or has a multiplier left. */
  get running(): boolean {
    return this.#ejections.size > 0
  }

  start(slot: number, nowNs: number, jitterNs: number): void {
    const { baseEjectionTimeNs } = this.#settings
    const before = this.#ejections.get(slot)
    const multiplier = before?.multiplier ?? 0
    const grows = multiplier * baseEjectionTimeNs < this.#maximumNs + baseEjectionTimeNs
    const ejection = { multiplier: grows ? multiplier + 1 : multiplier, ejectedNs: nowNs, returnedNs: 0, jitterNs }
    this.#ejections.set(slot, ejection)
    this.#counts.set(slot, this.ejections(slot) + 1)
  }

  /** How often the host was ejected so far. */
  ejections(slot: number): number {
    return this.#counts.get(slot) ?? 0
  }

  isOver(slot: number, nowNs: number): boolean {
    const ejection = this.#ejections.get(slot)!
    const lengthNs = Math.min(this.#settings.baseEjectionTimeNs * ejection.multiplier, this.#maximumNs)
    return nowNs - ejection.ejectedNs >= lengthNs + ejection.jitterNs
  }

  /** The host is back. Returns how long it was out. */
  end(slot: number, nowNs: number): number {
    const ejection = this.#ejections.get(slot)!
    ejection.returnedNs = nowNs + (this.#settings.returnLagNs ?? 0)
    return nowNs - ejection.ejectedNs
  }

  /** For a host that is in: one step of forgetting, once it has been in for an interval. */
  decay(slot: number, nowNs: number): void {
    const ejection = this.#ejections.get(slot)
    if (!ejection || nowNs - ejection.returnedNs < this.#settings.intervalNs) return
    if (--ejection.multiplier <= 0) this.#ejections.delete(slot)
  }

  forget(slot: number): void {
    this.#ejections.delete(slot)
    this.#counts.delete(slot)
  }

  get #maximumNs(): number {
    return Math.max(this.#settings.maxEjectionTimeNs, this.#settings.baseEjectionTimeNs)
  }
}

interface Ejection {
  multiplier: number
  ejectedNs: number
  returnedNs: number
  jitterNs: number
}
