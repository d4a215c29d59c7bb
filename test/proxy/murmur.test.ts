import { expect, it } from 'vitest'
import { murmur2 } from '../../src/proxy/murmur.ts'

/** Vectors of Envoy's hash_test.cc. */
it.each([
  ['foo', 9631199822919835226n],
  ['bar', 11474628671133349555n],
  ['', 6142509188972423790n],
  ['longer than seven chars', 15194079855121201171n],
])('murmur2 of %j', (text, hash) => {
  expect(murmur2(text)).toBe(hash)
})
