/** Numbers that make one attempt, see `Digest.attempts`. */
export const FACTS = 11

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
  /** A batch of one, for `attempt`. */
  readonly #one = new Float64Array(FACTS)
  /** One fact, as words. */
  readonly #words = new Int32Array(18)

  /**
   * One attempt of a hop has ended.
   * @param source, proxy, endpoint, flags `nameHash` of the names ('' for none); caching them is up to the caller
   * @param outcome position in `OUTCOMES` @param status of HTTP, with the grpc-status of a gRPC error times 2^20
   */
  attempt(
    source: number,
    request: number,
    hop: number,
    attempt: number,
    proxy: number,
    endpoint: number,
    startNs: number,
    endNs: number,
    outcome: number,
    status: number,
    flags: number,
  ): void {
    const facts = this.#one
    facts[0] = source
    facts[1] = request
    facts[2] = hop
    facts[3] = attempt
    facts[4] = proxy
    facts[5] = endpoint
    facts[6] = startNs
    facts[7] = endNs
    facts[8] = outcome
    facts[9] = status
    facts[10] = flags
    this.attempts(facts, 1)
  }

  /**
   * As `attempt` for the first `count` attempts of a batch: its arguments in their order, FACTS of them for each. Numbers this
   * large would be boxed on every call, and a batch stays in the processor's caches.
   */
  attempts(batch: Float64Array, count: number): void {
    const words = this.#words
    for (let at = 0; at < count * FACTS; at += FACTS) {
      words[0] = ATTEMPT
      words[1] = batch[at]
      words[2] = batch[at] * HIGH
      words[3] = batch[at + 1]
      words[4] = batch[at + 1] * HIGH
      words[5] = batch[at + 2]
      words[6] = batch[at + 3]
      words[7] = batch[at + 4]
      words[8] = batch[at + 4] * HIGH
      words[9] = batch[at + 5]
      words[10] = batch[at + 5] * HIGH
      words[11] = batch[at + 6]
      words[12] = batch[at + 6] * HIGH
      words[13] = batch[at + 7]
      words[14] = batch[at + 7] * HIGH
      words[15] = (batch[at + 8] << 16) | batch[at + 9]
      words[16] = batch[at + 10]
      words[17] = batch[at + 10] * HIGH
      this.#mix(18)
    }
  }

  /** The world has changed: an event of the timeline, an ejection, a push that reached its proxy, ... @param what in words */
  change(atNs: number, what: string): void {
    const words = this.#words
    const name = nameHash(what)
    words[0] = CHANGE
    words[1] = atNs
    words[2] = atNs * HIGH
    words[3] = name
    words[4] = name * HIGH
    this.#mix(5)
  }

  /** 16 hex digits of what was taken in so far; more may follow. */
  hex(): string {
    const a = avalanche(this.#a ^ Math.imul(this.#b, 0x9e3779b1))
    const b = avalanche(this.#b ^ Math.imul(a, 0x85ebca77))
    return hex32(avalanche(a ^ b)) + hex32(b)
  }

  /** Takes in the first `count` words. */
  #mix(count: number): void {
    const words = this.#words
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

/** A number below 2^53 is two words: storing it keeps its low 32 bits, storing this multiple of it the rest. */
const HIGH = 2 ** -32
const ATTEMPT = 1
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
