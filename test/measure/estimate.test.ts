import { describe, expect, it } from 'vitest'
import { estimateOf, relativeHalfWidth } from '../../src/measure/estimate.ts'

const of = (...values: readonly (number | undefined)[]) =>
  estimateOf(values.map(value => (value === undefined ? {} : { value })))

describe('an estimate', () => {
  it('is the mean with its Student interval', () => {
    // t(0.975; 3) = 3.182446, s = 1.290994 for 1, 2, 3, 4.
    const { n, mean, low, high } = of(1, 2, 3, 4)
    expect([n, mean]).toEqual([4, 2.5])
    expect(high).toBeCloseTo(2.5 + (3.182446 * 1.290994) / 2, 5)
    expect(low).toBeCloseTo(2.5 - (3.182446 * 1.290994) / 2, 5)
  })

  it('of equal values is that value, to the last bit', () => {
    // The sum of three 0.1 is not three times 0.1.
    expect(of(0.1, 0.1, 0.1)).toEqual({ n: 3, missing: 0, mean: 0.1, low: 0.1, high: 0.1 })
  })

  it('counts runs without the figure', () => {
    expect(of(undefined, 3, undefined)).toEqual({ n: 1, missing: 2, mean: 3 })
    expect(of()).toEqual({ n: 0, missing: 0 })
  })

  it('is as precise as its half-width says', () => {
    expect(relativeHalfWidth(of(5))).toBeUndefined()
    expect(relativeHalfWidth(of(5, 5))).toBe(0)
    expect(relativeHalfWidth(of(-1, 1))).toBeUndefined()
    expect(relativeHalfWidth(of(0, 0, 0))).toBeUndefined()
    expect(relativeHalfWidth(of(1, 2, 3, 4))).toBeCloseTo((3.182446 * 1.290994) / 2 / 2.5, 5)
  })
})
