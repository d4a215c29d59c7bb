import { expect, it } from 'vitest'
import { shareBand } from '../../../src/validation/live/band.ts'

it('of a split of 90 to 10: envoy.md 11.3 has 2.7 points for 2,000 requests against the exact share', () => {
  const exact = 1e12
  expect(shareBand({ count: 200, of: 2000 }, { count: exact / 10, of: exact })).toBeCloseTo(0.0268, 4)
})

it('is wider by the square root of two when both sides have as many requests', () => {
  const one = { count: 200, of: 2000 }
  expect(shareBand(one, one)).toBeCloseTo(0.02683 * Math.SQRT2, 4)
})

it('is 0 where nothing is left to chance', () => {
  expect(shareBand({ count: 0, of: 2000 }, { count: 0, of: 9000 })).toBe(0)
  expect(shareBand({ count: 2000, of: 2000 }, { count: 9000, of: 9000 })).toBe(0)
})
