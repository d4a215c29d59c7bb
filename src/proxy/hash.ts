import xxhash, { type XXHashAPI } from 'xxhash-wasm'
import { assert } from '../kernel/assert.ts'

/** A 64-bit hash as two unsigned halves: made once per request shape, compared often. */
export interface HashValue {
  readonly high: number
  readonly low: number
}

let api: XXHashAPI | undefined

/** Loads the WebAssembly of xxHash64; await it once before anything hashes. */
export async function initHash(): Promise<void> {
  api ??= await xxhash()
}

/**
 * xxHash64 of the UTF-8 bytes of `text`, as Envoy's HashUtil::xxHash64.
 * Known differences from Envoy: none.
 */
export function hash64(text: string, seed = 0n): bigint {
  assert(api !== undefined, 'initHash() must have ended before anything is hashed')
  return api.h64(text, seed)
}

export function hashValue(hash: bigint): HashValue {
  return { high: Number(hash >> 32n), low: Number(hash & 0xffffffffn) }
}

/** `hash` modulo a number below 2^26, exactly. */
export function hashModulo(hash: HashValue, modulus: number): number {
  return ((hash.high % modulus) * (4_294_967_296 % modulus) + (hash.low % modulus)) % modulus
}
