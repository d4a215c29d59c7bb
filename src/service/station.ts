import { assert, fault } from '../kernel/assert.ts'

/** Answers of {@link Stations.arrive}. */
export const STARTED = 0
export const QUEUED = 1
export const REJECTED = 2

/**
 * Every pod's station: `concurrency` workers and one FIFO queue of limited length (G/G/c/K with K = workers + queue).
 * Struct of arrays by pod; a waiting request is a row in a list linked through one array, so queueing allocates nothing.
 * Keeps the integrals of busy workers and of queue length, from which utilisation and mean queue follow.
 */
export class Stations {
  busy = new Int32Array(16)
  waiting = new Int32Array(16)
  /** Integral of busy workers (worker-ns) and of waiting requests (request-ns) since the last `drainIntegrals`. */
  busyNs = new Float64Array(16)
  waitingNs = new Float64Array(16)
  /** Longest queue since the last `drainIntegrals`. */
  longest = new Int32Array(16)

  private workers = new Int32Array(16)
  private places = new Float64Array(16)
  private changedNs = new Float64Array(16)
  private firstWaiting = new Int32Array(16)
  private lastWaiting = new Int32Array(16)
  private nextWaiting = new Int32Array(1024)
  private count = 0

  /** Adds the station of the next pod and returns its index. @param places waiting places, Infinity = unbounded */
  add(workers: number, places: number): number {
    assert(workers >= 1 && places >= 0, `a station needs a worker: ${workers} workers, ${places} places`)
    if (this.count === this.busy.length) this.grow()
    const pod = this.count++
    this.workers[pod] = workers
    this.places[pod] = places
    this.firstWaiting[pod] = -1
    this.lastWaiting[pod] = -1
    return pod
  }

  workersOf(pod: number): number {
    return this.workers[pod]
  }

  /** A request reaches the pod: a worker takes it, it waits, or all places are taken. */
  arrive(pod: number, row: number, nowNs: number): number {
    if (this.busy[pod] < this.workers[pod]) {
      this.integrate(pod, nowNs)
      this.busy[pod]++
      return STARTED
    }
    if (this.waiting[pod] >= this.places[pod]) return REJECTED
    this.integrate(pod, nowNs)
    this.append(pod, row)
    return QUEUED
  }

  /** Whether a processor that `present` requests share takes one more: STARTED or REJECTED. */
  admit(pod: number, present: number): number {
    return present < this.workers[pod] + this.places[pod] ? STARTED : REJECTED
  }

  /** `present` requests share the workers from now on: as many are busy as there is work for, the rest counts as waiting. */
  share(pod: number, present: number, nowNs: number): void {
    this.integrate(pod, nowNs)
    this.busy[pod] = Math.min(present, this.workers[pod])
    this.waiting[pod] = present - this.busy[pod]
    if (this.waiting[pod] > this.longest[pod]) this.longest[pod] = this.waiting[pod]
  }

  /** A worker is done; returns the row it takes next, or -1 and the worker rests. */
  leave(pod: number, nowNs: number): number {
    this.integrate(pod, nowNs)
    const next = this.firstWaiting[pod]
    if (next < 0) {
      this.busy[pod]--
      if (this.busy[pod] < 0) fault(`pod ${pod} freed a worker that was not busy`)
      return -1
    }
    this.firstWaiting[pod] = this.nextWaiting[next]
    if (this.firstWaiting[pod] < 0) this.lastWaiting[pod] = -1
    this.waiting[pod]--
    return next
  }

  /** The pod died: nobody is served or waiting any more. The caller deals with the rows. */
  clear(pod: number, nowNs: number): void {
    this.integrate(pod, nowNs)
    this.busy[pod] = 0
    this.waiting[pod] = 0
    this.firstWaiting[pod] = -1
    this.lastWaiting[pod] = -1
  }

  /** Brings the integrals up to `nowNs`; read `busyNs`, `waitingNs`, `longest`, then call `resetIntegrals`. */
  integrate(pod: number, nowNs: number): void {
    const elapsedNs = nowNs - this.changedNs[pod]
    this.changedNs[pod] = nowNs
    this.busyNs[pod] += this.busy[pod] * elapsedNs
    this.waitingNs[pod] += this.waiting[pod] * elapsedNs
  }

  resetIntegrals(pod: number): void {
    this.busyNs[pod] = 0
    this.waitingNs[pod] = 0
    this.longest[pod] = this.waiting[pod]
  }

  private append(pod: number, row: number): void {
    while (row >= this.nextWaiting.length) this.nextWaiting = doubled(this.nextWaiting)
    this.nextWaiting[row] = -1
    const last = this.lastWaiting[pod]
    if (last < 0) this.firstWaiting[pod] = row
    else this.nextWaiting[last] = row
    this.lastWaiting[pod] = row
    const waiting = ++this.waiting[pod]
    if (waiting > this.longest[pod]) this.longest[pod] = waiting
  }

  private grow(): void {
    this.busy = doubled(this.busy)
    this.waiting = doubled(this.waiting)
    this.busyNs = doubledFloat(this.busyNs)
    this.waitingNs = doubledFloat(this.waitingNs)
    this.longest = doubled(this.longest)
    this.workers = doubled(this.workers)
    this.places = doubledFloat(this.places)
    this.changedNs = doubledFloat(this.changedNs)
    this.firstWaiting = doubled(this.firstWaiting)
    this.lastWaiting = doubled(this.lastWaiting)
  }
}

function doubled(old: Int32Array): Int32Array<ArrayBuffer> {
  const grown = new Int32Array(old.length * 2)
  grown.set(old)
  return grown
}

function doubledFloat(old: Float64Array): Float64Array<ArrayBuffer> {
  const grown = new Float64Array(old.length * 2)
  grown.set(old)
  return grown
}
