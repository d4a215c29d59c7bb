/**
 * A binary heap of events: time, order among equal times, and a number that says what is due. Times are apart, since nearly
 * every comparison needs nothing else; the other two are side by side in one array, as each array costs three loads before its
 * first element is reached.
 */
export class EventHeap {
  /** The first place stays empty, so that the children of the entry at `i` are at `2i` and `2i + 1`. */
  private times = new Float64Array(1024).fill(Number.POSITIVE_INFINITY, 0, 2)
  /** Order and number of the entry at `i`: at `2i` and `2i + 1`. */
  private rests = new Float64Array(2048)
  size = 0

  /** Infinity when the heap is empty. */
  get firstTime(): number {
    return this.times[1]
  }

  /** Of no meaning when the heap is empty, as `firstWhat`. */
  get firstOrder(): number {
    return this.rests[2]
  }

  get firstWhat(): number {
    return this.rests[3]
  }

  /** @param order no two entries have the same @param what a whole number */
  push(time: number, order: number, what: number): void {
    const hole = ++this.size
    if (hole === this.times.length) this.grow()
    this.rise(hole, time, order, what)
  }

  /** Removes the first entry; there is one. */
  removeFirst(): void {
    const { times, rests } = this
    const last = this.size--
    const time = times[last]
    const order = rests[2 * last]
    const what = rests[2 * last + 1]
    // Nothing comes after it from now on, so that a child without a sibling needs no question.
    times[last] = Number.POSITIVE_INFINITY
    if (last === 1) return
    // Down along the earlier children to the bottom, then up to where the last entry belongs: it usually belongs near the
    // bottom, so this compares half as often as looking for its place on the way down.
    let hole = 1
    for (let child = 2; child < last; child = 2 * hole) {
      let childTime = times[child]
      const rightTime = times[child + 1]
      if (rightTime < childTime || (rightTime === childTime && rests[2 * child + 2] < rests[2 * child])) {
        child++
        childTime = rightTime
      }
      times[hole] = childTime
      rests[2 * hole] = rests[2 * child]
      rests[2 * hole + 1] = rests[2 * child + 1]
      hole = child
    }
    this.rise(hole, time, order, what)
  }

  /** Puts an entry into the hole, or above it where later ones stand. */
  private rise(from: number, time: number, order: number, what: number): void {
    const { times, rests } = this
    let hole = from
    while (hole > 1) {
      const parent = hole >> 1
      const parentTime = times[parent]
      if (parentTime < time || (parentTime === time && rests[2 * parent] < order)) break
      times[hole] = parentTime
      rests[2 * hole] = rests[2 * parent]
      rests[2 * hole + 1] = rests[2 * parent + 1]
      hole = parent
    }
    times[hole] = time
    rests[2 * hole] = order
    rests[2 * hole + 1] = what
  }

  private grow(): void {
    const times = new Float64Array(this.times.length * 2)
    times.set(this.times)
    this.times = times
    const rests = new Float64Array(times.length * 2)
    rests.set(this.rests)
    this.rests = rests
  }
}
