/** Words that make one attempt, see `Digest.attempts`. */
export const ATTEMPT_WORDS = 18
/** The first of them. */
export const ATTEMPT = 1
/** A number below 2^53 is two words: storing it keeps its low 32 bits, storing this multiple of it the rest. */
export const HIGH = 2 ** -32

/**
 * Fingerprint of a run: 64 bits over its observable facts in time order. Two runs with the same digest met the same
 * attempts and the same changes of the world. docs/digest.md defines every step, so that others can compute it too.
 *
 * The state is two 32-bit lanes; taking in a word is a bijection of the state for each word, so a change of a single
 * word always changes the digest. Not cryptographic.
 */
export class Digest {
  #a = 0x6d657368
  #b = 0x73696d31
  readonly #change = new Int32Array(5)

  /**
   * Attempts of hops have ended: for each of them the words ATTEMPT, source (2), request (2), hop, attempt, proxy (2),
   * endpoint (2), start (2), end (2), outcome and status, flags (2). Those of two are a number and its multiple by HIGH: `nameHash` of
   * names ('' for none), nanoseconds. The outcome is its position in `OUTCOMES`, times 2^16; with the HTTP status
   * goes the grpc-status of a gRPC error, times 2^20.
   * @param words a batch, since the words stay in the processor's caches, and this code too
   */
  attempts(words: Int32Array, count: number): void {
    this.#mix(words, count * ATTEMPT_WORDS)
  }

  /** The world has changed: an event of the timeline, an ejection, a push that reached its proxy, ... @param what in words */
  change(atNs: number, what: string): void {
    const words = this.#change
    const name = nameHash(what)
    words[0] = CHANGE
    words[1] = atNs
    words[2] = atNs * HIGH
    words[3] = name
    words[4] = name * HIGH
    this.#mix(words, 5)
  }

  /** 16 hex digits of what was taken in so far; more may follow. */
  hex(): string {
    const a = avalanche(this.#a ^ Math.imul(this.#b, 0x9e3779b1))
    const b = avalanche(this.#b ^ Math.imul(a, 0x85ebca77))
    return hex32(avalanche(a ^ b)) + hex32(b)
  }

  /** Takes in the first `count` words. */
  #mix(words: Int32Array, count: number): void {
    let a = this.#a
    let b = this.#b
    for (let i = 0; i < count; i++) {
      a = Math.imul(a ^ words[i], 0x9e3779b1)
      a ^= a >>> 15
      b = Math.imul((b ^ words[i]) + a, 0x85ebca77)
      b ^= b >>> 13
    }
    this.#a = a
    this.#b = b
  }
}

const CHANGE = 2

/** Outcomes in the order in which the digest numbers them. */
export const OUTCOMES = ['ok', 'degraded', 'error', 'timeout', 'rejected'] as const

/** 53-bit hash of a text by its UTF-16 code units: the same in every run, unlike the number of an interned name. */
export function nameHash(text: string): number {
  let a = 0x811c9dc5
  let b = text.length
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    a = Math.imul(a ^ unit, 0x9e3779b1)
    a ^= a >>> 15
    b = Math.imul((b ^ unit) + a, 0x85ebca77)
    b ^= b >>> 13
  }
  const low = avalanche(a ^ Math.imul(b, 0xc2b2ae3d)) >>> 0
  const high = avalanche(b ^ low) >>> 0
  return (high & 0x1fffff) * 2 ** 32 + low
}

/** Every input bit moves half of the output bits (MurmurHash3's fmix32, Austin Appleby). */
function avalanche(word: number): number {
  let h = word
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return h ^ (h >>> 16)
}

function hex32(word: number): string {
  return (word >>> 0).toString(16).padStart(8, '0')
}
