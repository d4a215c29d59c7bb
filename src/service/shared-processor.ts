/**
 * Egalitarian processor sharing on `workers` processors: n requests each progress at rate min(1, workers / n), as threads of
 * one process do (Kleinrock, "Queueing Systems" vol. 2, 1976, ch. 4). Work is booked in virtual time, which runs at that
 * rate, so an arrival or a departure changes one number instead of every request's remaining work.
 */
export class SharedProcessor {
  private readonly workers: number
  /** Heap of requests by the virtual time at which their work is done; ties in order of arrival. */
  private readonly heap: { readonly row: number; readonly doneAt: number; readonly order: number }[] = []
  private virtualNs = 0
  private sinceNs = 0
  private arrived = 0

  constructor(workers: number) {
    this.workers = workers
  }

  get count(): number {
    return this.heap.length
  }

  /** A request with `workNs` of work begins at once. */
  add(row: number, workNs: number, nowNs: number): void {
    this.progress(nowNs)
    const { heap } = this
    const entry = { row, doneAt: this.virtualNs + workNs, order: this.arrived++ }
    let hole = heap.push(entry) - 1
    while (hole > 0) {
      const parent = (hole - 1) >> 1
      if (isBefore(heap[parent], entry)) break
      heap[hole] = heap[parent]
      hole = parent
    }
    heap[hole] = entry
  }

  /** When the next request is done if nothing else arrives, rounded up to a whole ns; Infinity without any. */
  nextDoneNs(nowNs: number): number {
    this.progress(nowNs)
    if (this.heap.length === 0) return Number.POSITIVE_INFINITY
    const workLeft = Math.max(0, this.heap[0].doneAt - this.virtualNs)
    return nowNs + Math.ceil(workLeft / this.rate())
  }

  /** Takes out the request that is done; the caller knows that one is (see `nextDoneNs`). */
  takeDone(nowNs: number): number {
    this.progress(nowNs)
    const { heap } = this
    const { row, doneAt } = heap[0]
    // Rounding to whole ns may have let virtual time run a little past the end.
    this.virtualNs = Math.max(this.virtualNs, doneAt)
    const last = heap.pop()
    if (last === undefined || heap.length === 0) return row
    let hole = 0
    for (;;) {
      let child = 2 * hole + 1
      if (child >= heap.length) break
      if (child + 1 < heap.length && isBefore(heap[child + 1], heap[child])) child++
      if (isBefore(last, heap[child])) break
      heap[hole] = heap[child]
      hole = child
    }
    heap[hole] = last
    return row
  }

  clear(): void {
    this.heap.length = 0
  }

  private rate(): number {
    return Math.min(1, this.workers / this.heap.length)
  }

  private progress(nowNs: number): void {
    if (this.heap.length > 0) this.virtualNs += (nowNs - this.sinceNs) * this.rate()
    this.sinceNs = nowNs
  }
}

function isBefore(
  a: { readonly doneAt: number; readonly order: number },
  b: { readonly doneAt: number; readonly order: number },
): boolean {
  return a.doneAt < b.doneAt || (a.doneAt === b.doneAt && a.order < b.order)
}
