import { assert } from '../kernel/assert.ts'
import { namesMatch } from './selector.ts'

/** What one caller's routes sent to one destination of a service, per segment. */
export interface Split {
  readonly at: string
  readonly service: string
  /** Subset or destination as the route names it. */
  readonly destination: string
  readonly counts: Float64Array
}

/** Weighted routing by caller: what was configured, and what was chosen. */
export class Splits {
  readonly all: Split[] = []
  readonly #segmentCount: number
  readonly #ids = new Map<string, number>()
  readonly #configured = new Map<string, { atNs: number; shares: Readonly<Record<string, number>> }[]>()

  constructor(segmentCount: number) {
    this.#segmentCount = segmentCount
  }

  /** Interned: the same triple gives the same number. */
  id(at: string, service: string, destination: string): number {
    const key = `${at}\n${service}\n${destination}`
    let id = this.#ids.get(key)
    if (id === undefined) {
      id = this.all.push({ at, service, destination, counts: new Float64Array(this.#segmentCount) }) - 1
      this.#ids.set(key, id)
    }
    return id
  }

  /** Services that a name stands for where it is none itself: the destinations of the routes for it, all services. */
  meantBy(name: string | undefined): ReadonlySet<string> {
    const ofName = name === undefined ? [] : this.all.filter(({ service }) => namesMatch(name, service))
    return new Set(ofName.filter(({ destination }) => destination.includes('/')).map(({ destination }) => destination))
  }

  count(split: number, segment: number): void {
    this.all[split].counts[segment]++
  }

  /** @see Recorder.configure */
  configure(at: string, service: string, shares: Readonly<Record<string, number>>, atNs: number): void {
    const key = `${at}\n${service}`
    const history = this.#configured.get(key) ?? []
    this.#configured.set(key, history)
    assert(history.length === 0 || history[history.length - 1].atNs <= atNs, 'configurations come in time order')
    history.push({ atNs, shares })
    for (const destination of Object.keys(shares)) this.id(at, service, destination)
  }

  /** The share in force all through [fromNs, toNs); undefined when it was never set or changed inside. */
  configured(split: Split, fromNs: number, toNs: number): number | undefined {
    let share: number | undefined
    for (const entry of this.#configured.get(`${split.at}\n${split.service}`) ?? []) {
      const next = entry.shares[split.destination] ?? 0
      if (entry.atNs <= fromNs) share = next
      else if (entry.atNs < toNs && next !== share) return undefined
    }
    return share
  }
}
