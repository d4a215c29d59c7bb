import { describe, expect, test } from 'vitest'
import { exp, ln, pow } from '../../src/kernel/fdlibm.ts'
import { stream } from '../../src/kernel/rng.ts'

const bits = new BigInt64Array(1)
const asDouble = new Float64Array(bits.buffer)

/** Distance in units in the last place, for numbers of one sign. */
function ulps(a: number, b: number): number {
  if (Object.is(a, b)) return 0
  asDouble[0] = a
  const first = bits[0]
  asDouble[0] = b
  return Math.abs(Number(first - bits[0]))
}

function fromBits(high: number, low: number): number {
  bits[0] = (BigInt(high) << 32n) | BigInt(low >>> 0)
  return asDouble[0]
}

/** Most units in the last place between two functions, over random arguments. */
function worst<T>(count: number, draw: () => T, ours: (x: T) => number, theirs: (x: T) => number): number {
  let most = 0
  for (let i = 0; i < count; i++) {
    const x = draw()
    most = Math.max(most, ulps(ours(x), theirs(x)))
  }
  return most
}

const rng = stream(1, 'fdlibm test')
const anyMagnitude = () => 2 ** (rng.next() * 2000 - 1000) * (1 + rng.next53())

describe('ln', () => {
  test('special values', () => {
    expect(ln(0)).toBe(Number.NEGATIVE_INFINITY)
    expect(ln(-0)).toBe(Number.NEGATIVE_INFINITY)
    expect(ln(-1)).toBeNaN()
    expect(ln(Number.NaN)).toBeNaN()
    expect(ln(1)).toBe(0)
    expect(ln(Number.POSITIVE_INFINITY)).toBe(Number.POSITIVE_INFINITY)
  })

  test('known values to the last bit', () => {
    // ln 2 = 0x3fe62e42_fefa39ef, ln 10 = 0x40026bb1_bbb55516, ln 2^-1074 = -1074 ln 2
    expect(ln(2)).toBe(fromBits(0x3fe62e42, 0xfefa39ef))
    expect(ln(10)).toBe(fromBits(0x40026bb1, 0xbbb55516))
    expect(ln(Number.MIN_VALUE)).toBe(-744.4400719213812)
    expect(ulps(ln(Math.E), 1)).toBeLessThanOrEqual(1)
  })

  test('within 1 ulp of the engine over all magnitudes and near 1', () => {
    const draws = [anyMagnitude, () => 0.5 + rng.next53(), () => 1 + (rng.next53() - 0.5) * 2 ** -18, rng.next]
    for (const draw of draws) expect(worst(20_000, draw, ln, Math.log)).toBeLessThanOrEqual(1)
  })
})

describe('exp', () => {
  test('special values and limits', () => {
    expect(exp(0)).toBe(1)
    expect(exp(1)).toBe(Math.E)
    expect(exp(Number.NaN)).toBeNaN()
    expect(exp(Number.POSITIVE_INFINITY)).toBe(Number.POSITIVE_INFINITY)
    expect(exp(Number.NEGATIVE_INFINITY)).toBe(0)
    expect(ulps(exp(709.782712893384), Math.exp(709.782712893384))).toBeLessThanOrEqual(1)
    expect(exp(709.79)).toBe(Number.POSITIVE_INFINITY)
    expect(exp(-745.13)).toBe(Number.MIN_VALUE)
    expect(exp(-745.14)).toBe(0)
  })

  test('within 1 ulp of the engine', () => {
    const draws = [() => rng.next53() * 1454 - 745, () => rng.next53() * 4 - 2, () => (rng.next53() - 0.5) * 2 ** -20]
    for (const draw of draws) expect(worst(20_000, draw, exp, Math.exp)).toBeLessThanOrEqual(1)
  })
})

describe('pow', () => {
  test('follows ECMAScript in every special case', () => {
    const values = [0, -0, 1, -1, 0.5, -0.5, 2, -2, 3, -3, 1e300, -1e300, 2 ** 53, Infinity, -Infinity, NaN, 2.5, -2.5]
    for (const x of values) for (const y of values) expect([x, y, pow(x, y)]).toEqual([x, y, x ** y])
  })

  test('exact where the result is exact', () => {
    expect(pow(3, 3)).toBe(27)
    expect(pow(10, 15)).toBe(1e15)
    expect(pow(2, -1074)).toBe(Number.MIN_VALUE)
    expect(pow(2, 0.5)).toBe(Math.SQRT2)
    expect(pow(-2, 3)).toBe(-8)
    expect(pow(1.0000000001, 1e10)).toBeCloseTo(Math.E, 5)
  })

  test('within 1 ulp of the engine: usual, vast and tiny, near 1 with a huge exponent, below the normal range', () => {
    const draws: readonly (() => readonly [number, number])[] = [
      () => [0.001 + rng.next53() * 100, rng.next53() * 20 - 10],
      () => [anyMagnitude(), rng.next53() * 2 - 1],
      () => [1 + (rng.next53() - 0.5) * 2 ** -24, rng.next53() * 2 ** 32],
      () => [2.000000001, -1023 - rng.next53() * 50],
    ]
    const ours = ([x, y]: readonly [number, number]) => pow(x, y)
    const theirs = ([x, y]: readonly [number, number]) => x ** y
    for (const draw of draws) expect(worst(20_000, draw, ours, theirs)).toBeLessThanOrEqual(1)
  })
})
