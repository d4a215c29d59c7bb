import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { hash64, hashModulo, hashValue, initHash } from '../../src/proxy/hash.ts'

beforeAll(initHash)

/** Expectations of Envoy's test/common/common/hash_test.cc. */
describe('xxHash64', () => {
  it.each([
    ['', 17241709254077376921n],
    ['foo', 3728699739546630719n],
    ['bar', 5234164152756840025n],
    ['lyft', 4400747396090729504n],
    ['foo\nbar', 8917841378505826757n],
    ['alice', 8332761332120969289n],
    ['user-1', 11633770265628666856n],
  ])('%j', (text, hash) => {
    expect(hash64(text)).toBe(hash)
  })

  it('chains over several values, as Envoy hashes a header on several lines', () => {
    expect(hash64('bar', hash64('foo'))).toBe(17745830980996999794n)
    expect(hash64('foo', hash64('bar'))).toBe(6648465492906218751n)
  })
})

describe('a hash in two halves', () => {
  it('keeps all 64 bits', () => {
    expect(hashValue(0xfedcba9876543210n)).toEqual({ high: 0xfedcba98, low: 0x76543210 })
  })

  it('has the remainder of the whole number', () => {
    const property = fc.property(fc.bigInt(0n, 2n ** 64n - 1n), fc.integer({ min: 1, max: 2 ** 26 - 1 }), (hash, m) => {
      expect(hashModulo(hashValue(hash), m)).toBe(Number(hash % BigInt(m)))
    })
    fc.assert(property)
  })
})
