import alea from 'seedrandom/lib/alea.js'

/**
 * One named stream of random numbers. Every consumer has its own, keyed by seed + entity + purpose, so that adding a
 * consumer shifts no other, and two configurations run with one seed meet the same arrivals and service times.
 */
export interface Rng {
  /** Uniform in [0, 1), 32 bits. */
  next(): number
  /** Uniform integer in [0, 2^32): stands for Envoy's 64-bit random where it is only used modulo small numbers. */
  uint32(): number
  /** Uniform in [0, 1), 53 bits; takes two draws. */
  next53(): number
}

/**
 * The stream of `names` under `seed`. Alea only: xor128, xorwow and xorshift7 correlate between similar keys.
 * Names are joined with their lengths, so ('a', 'bc') and ('ab', 'c') differ.
 */
export function stream(seed: number, ...names: readonly (string | number)[]): Rng {
  let key = `meshsim/1:${seed}`
  for (const name of names) key += `/${String(name).length}:${name}`
  const next = alea(key)
  // Alea's numbers are multiples of 2^-32: the product is exact.
  return { next, uint32: () => next() * 4_294_967_296, next53: next.double }
}
