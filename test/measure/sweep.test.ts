import { describe, expect, it } from 'vitest'
import { goalVerdict } from '../../src/measure/sweep.ts'

const below5 = (value: number) => value < 5
const within = (value: number) => value >= 4 && value <= 6

describe('a goal', () => {
  it.each([
    [{ n: 3, missing: 0, mean: 4, low: 3, high: 4.9 }, 'pass'],
    [{ n: 3, missing: 0, mean: 4, low: 3, high: 5.1 }, 'unclear'],
    [{ n: 3, missing: 0, mean: 6, low: 4.9, high: 7 }, 'unclear'],
    [{ n: 3, missing: 0, mean: 6, low: 5, high: 7 }, 'fail'],
    [{ n: 1, missing: 0, mean: 4 }, 'pass'],
    [{ n: 1, missing: 0, mean: 6 }, 'fail'],
    [{ n: 2, missing: 1, mean: 4, low: 4, high: 4 }, 'fail'],
    [{ n: 0, missing: 3 }, 'fail'],
  ] as const)('%j: %s', (estimate, verdict) => {
    expect(goalVerdict(estimate, below5)).toBe(verdict)
  })

  it('of a range wider than the bounds is unclear', () => {
    expect(goalVerdict({ n: 3, missing: 0, mean: 5, low: 3, high: 7 }, within)).toBe('unclear')
  })
})
