import { describe, expect, it } from 'vitest'
import { kneeOf } from '../../src/measure/knee.ts'

describe('the knee', () => {
  it('is where the curve bends most', () => {
    expect(kneeOf([3, 4, 5, 6, 7, 8], [550, 548, 545, 104, 102, 92])).toBe(3)
    expect(kneeOf([0, 1, 2, 3, 4], [10, 5, 4, 3.5, 3])).toBe(1)
    expect(kneeOf([100, 200, 300, 400, 500], [20, 21, 22, 30, 90])).toBe(3)
    expect(kneeOf([1, 2, 3, 4, 5], [100, 200, 300, 310, 312], 'concave')).toBe(2)
  })

  it('of 1/x over 0.1..1 is at the square root of the product of its ends', () => {
    const xs = Array.from({ length: 91 }, (_, i) => (i + 10) / 100)
    // The slope of 1/x equals the slope of the chord, -1/(ab), at sqrt(ab).
    expect(
      xs[
        kneeOf(
          xs,
          xs.map(x => 1 / x),
        ) ?? 0
      ],
    ).toBeCloseTo(Math.sqrt(0.1), 2)
  })

  it('is not found in lines, flat curves and few points', () => {
    expect(kneeOf([1, 2, 3, 4], [1, 2, 3, 4])).toBeUndefined()
    expect(kneeOf([1, 2, 3, 4], [5, 5, 5, 5])).toBeUndefined()
    expect(kneeOf([1, 2, 3], [9, 1, 1])).toBeUndefined()
  })
})
