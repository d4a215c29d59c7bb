import type { PriorityStep } from '../../measure/causes.ts'
import type { PriorityLoad } from '../../proxy/balance/priority-load.ts'

/** Steps that are kept; a cluster that changes in more buckets than this is not read step by step any more. */
const MOST_STEPS = 500

interface Noted {
  readonly loads: readonly number[]
  readonly panics: boolean
  readonly hosts: number
  readonly healthy: number
}

/**
 * How the proxies of one workload spread their requests to one cluster over its priorities, as steps: at most one per
 * bucket of the time series, so that memory is bounded by the length of the run.
 */
export class LoadHistory {
  stepsLeftOut = 0
  readonly #bucketNs: number
  readonly #byProxy = new Map<number, Noted>()
  readonly #seen = new Set<number>()
  readonly #steps: PriorityStep[] = []
  /** Sums over the proxies; whole numbers, so that what was added can be taken away again. */
  readonly #loads: number[] = []
  #hosts = 0
  #healthy = 0
  #panicking = 0
  #panicNs = 0
  #sinceNs = 0
  #leftFirst = false

  constructor(bucketNs: number) {
    this.#bucketNs = bucketNs
  }

  /** How many proxies were ever heard of. */
  get proxies(): number {
    return this.#seen.size
  }

  get steps(): readonly PriorityStep[] {
    return this.#steps
  }

  /** Whether a request could ever go elsewhere than to a healthy host of the first priority. */
  get isWorthTelling(): boolean {
    return this.#leftFirst || this.#panicNs > 0 || this.#panicking > 0
  }

  panicNs(nowNs: number): number {
    return this.#panicNs + this.#panicking * (nowNs - this.#sinceNs)
  }

  /** What a proxy's balancers know now. */
  note(proxy: number, load: PriorityLoad, hosts: number, healthy: number, nowNs: number): void {
    const loads = load.healthy.map((percent, priority) => percent + load.degraded[priority])
    const panics = load.panic.some((panic, priority) => panic && hosts > 0 && loads[priority] > 0)
    const before = this.#byProxy.get(proxy)
    const noted = { loads, panics, hosts, healthy }
    if (before !== undefined && isSame(before, noted)) return
    this.#panicNs = this.panicNs(nowNs)
    this.#sinceNs = nowNs
    if (before !== undefined) this.#add(before, -1)
    this.#add(noted, 1)
    this.#byProxy.set(proxy, noted)
    this.#seen.add(proxy)
    if (loads.some((percent, priority) => percent > 0 && priority > 0)) this.#leftFirst = true
    this.#step(nowNs)
  }

  /** The proxy died. */
  forget(proxy: number, nowNs: number): void {
    const noted = this.#byProxy.get(proxy)
    if (noted === undefined) return
    this.#panicNs = this.panicNs(nowNs)
    this.#sinceNs = nowNs
    this.#add(noted, -1)
    this.#byProxy.delete(proxy)
    this.#step(nowNs)
  }

  #add({ loads, panics, hosts, healthy }: Noted, sign: 1 | -1): void {
    loads.forEach((percent, priority) => {
      this.#loads[priority] = (this.#loads[priority] ?? 0) + sign * percent
    })
    this.#hosts += sign * hosts
    this.#healthy += sign * healthy
    if (panics) this.#panicking += sign
  }

  #step(atNs: number): void {
    const proxies = this.#byProxy.size
    const mean = (sum: number) => Math.round((100 * sum) / Math.max(1, proxies)) / 100
    const step = {
      atNs,
      proxies,
      loads: this.#loads.map(mean),
      panicking: this.#panicking,
      hosts: mean(this.#hosts),
      healthy: mean(this.#healthy),
    }
    const last = this.#steps.at(-1)
    const isSameBucket =
      last !== undefined && Math.floor(last.atNs / this.#bucketNs) === Math.floor(atNs / this.#bucketNs)
    if (isSameBucket) this.#steps[this.#steps.length - 1] = step
    else if (this.#steps.length < MOST_STEPS) this.#steps.push(step)
    else this.stepsLeftOut++
  }
}

function isSame(a: Noted, b: Noted): boolean {
  if (a.panics !== b.panics || a.hosts !== b.hosts || a.healthy !== b.healthy) return false
  return a.loads.length === b.loads.length && a.loads.every((percent, priority) => percent === b.loads[priority])
}
