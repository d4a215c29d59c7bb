/**
 * Log-linear histogram of whole numbers from 0 to 2^52: each octave has 2^7 buckets of equal width, so a bucket is at
 * most 1/128 of its values wide and its middle is at most 0.4 % off. Count, mean, minimum and maximum are exact.
 * Merging commutes, so splitting the work cannot change a result.
 *
 * Only the span from the lowest to the highest bucket in use is held, in steps of a quarter octave (128 bytes): the
 * latencies of one status code usually lie within a few octaves.
 *
 * Same buckets as HdrHistogram (Gil Tene) with `highestTrackableValue` unbounded and 2^7 linear steps.
 */
export class Histogram {
  #counts = EMPTY
  /** Bucket that `#counts[0]` stands for. */
  #first = 0
  #count = 0
  #min = Number.POSITIVE_INFINITY
  #max = Number.NEGATIVE_INFINITY
  // The sum is #carry * 2^52 + #sum: a hundred million requests of 100 ms would leave the exact integers.
  #sum = 0
  #carry = 0

  record(value: number): void {
    this.recordAt(bucketOf(value), value)
  }

  /** As `record`, where the caller already knows `bucketOf(value)`. */
  recordAt(bucket: number, value: number): void {
    let index = bucket - this.#first
    if (index < 0 || index >= this.#counts.length) {
      this.#cover(bucket, bucket)
      index = bucket - this.#first
    }
    this.#counts[index]++
    this.#count++
    this.#add(value)
    if (value < this.#min) this.#min = value
    if (value > this.#max) this.#max = value
  }

  get count(): number {
    return this.#count
  }

  /** NaN when empty, as all figures. */
  get mean(): number {
    return (this.#carry / this.#count) * CARRY + this.#sum / this.#count
  }

  get min(): number {
    return this.#count === 0 ? Number.NaN : this.#min
  }

  get max(): number {
    return this.#count === 0 ? Number.NaN : this.#max
  }

  /**
   * The value of nearest rank ceil(q * count), at least the first: 0.4 % off at most, exact at both ends.
   * @param q fraction in [0, 1]
   */
  quantile(q: number): number {
    if (this.#count === 0) return Number.NaN
    // The small term undoes what binary fractions add: 0.07 * 100 is 7.000000000000001.
    const rank = Math.max(1, Math.ceil(q * this.#count - 1e-6))
    if (rank === 1) return this.#min
    if (rank >= this.#count) return this.#max
    let below = 0
    let index = -1
    while (below < rank) below += this.#counts[++index]
    return Math.min(this.#max, Math.max(this.#min, middleOf(this.#first + index)))
  }

  /** Adds all values of `other`. */
  merge(other: Histogram): void {
    if (other.#count === 0) return
    this.#cover(bucketOf(other.#min), bucketOf(other.#max))
    const shift = other.#first - this.#first
    for (let index = 0; index < other.#counts.length; index++) {
      if (other.#counts[index] > 0) this.#counts[index + shift] += other.#counts[index]
    }
    this.#count += other.#count
    this.#carry += other.#carry
    this.#add(other.#sum)
    this.#min = Math.min(this.#min, other.#min)
    this.#max = Math.max(this.#max, other.#max)
  }

  /** Forgets all values, keeps the memory. */
  reset(): void {
    this.#counts.fill(0)
    this.#count = 0
    this.#min = Number.POSITIVE_INFINITY
    this.#max = Number.NEGATIVE_INFINITY
    this.#sum = 0
    this.#carry = 0
  }

  /** Bytes held by the counters. */
  get byteLength(): number {
    return this.#counts.byteLength
  }

  #add(amount: number): void {
    this.#sum += amount
    if (this.#sum >= CARRY) {
      this.#sum -= CARRY
      this.#carry++
    }
  }

  /** Makes room for the buckets from `low` to `high`. */
  #cover(low: number, high: number): void {
    const empty = this.#counts.length === 0
    const end = this.#first + this.#counts.length
    const newFirst = Math.min(empty ? low : this.#first, low) & -STEP
    const newEnd = (Math.max(empty ? high : end - 1, high) | (STEP - 1)) + 1
    if (newFirst === this.#first && newEnd === end) return
    const counts = new Uint32Array(newEnd - newFirst)
    counts.set(this.#counts, empty ? 0 : this.#first - newFirst)
    this.#counts = counts
    this.#first = newFirst
  }
}

const EMPTY = new Uint32Array(0)
const CARRY = 2 ** 52
const STEP = 32
const OCTAVE = 128

/** Bucket of a whole number: the exponent picks the octave, the next seven bits the bucket in it. */
export function bucketOf(value: number): number {
  if (value < OCTAVE) return value
  if (value < 2 ** 32) {
    const shift = 24 - Math.clz32(value)
    return shift * OCTAVE + (value >>> shift)
  }
  const shift = 56 - Math.clz32(Math.floor(value / 2 ** 32))
  return shift * OCTAVE + Math.floor(value / 2 ** shift)
}

function middleOf(bucket: number): number {
  if (bucket < 2 * OCTAVE) return bucket
  const shift = Math.floor(bucket / OCTAVE) - 1
  const width = 2 ** shift
  return (bucket - shift * OCTAVE) * width + width / 2
}
