import { describe, expect, it } from 'vitest'
import { comparedFigure, type Preference } from '../../src/measure/comparison.ts'

const answers = (values: readonly (number | undefined)[]) => values.map(value => (value === undefined ? {} : { value }))

const compared = (
  a: readonly (number | undefined)[],
  b: readonly (number | undefined)[],
  unit: 'time' | 'fraction' | 'count' = 'time',
  preference: Preference = 'less',
) => comparedFigure({ text: 'x', unit }, answers(a), answers(b), preference)

describe('two sides over the same seeds', () => {
  it('are the same if every pair is', () => {
    const { change, verdict } = compared([5, 9, 7], [5, 9, 7])
    expect(change).toEqual({ kind: 'ratio', value: 1, low: 1, high: 1 })
    expect(verdict).toBe('same')
  })

  it('differ by the geometric mean of the ratios of the pairs', () => {
    // ln 2, ln 2, ln 4: mean 0.924196, s = 0.400188, t(0.975; 2) = 4.302653.
    const { change } = compared([10, 20, 10], [20, 40, 40])
    expect(change?.value).toBeCloseTo(2 ** (4 / 3), 10)
    expect(change?.low).toBeCloseTo(Math.exp(0.924196 - (4.302653 * 0.400188) / Math.sqrt(3)), 4)
    expect(change?.high).toBeCloseTo(Math.exp(0.924196 + (4.302653 * 0.400188) / Math.sqrt(3)), 4)
  })

  it('are told apart by their pairs, though the runs overlap', () => {
    expect(compared([100, 200, 300], [110, 221, 329]).verdict).toBe('worse')
    expect(compared([110, 221, 329], [100, 200, 300]).verdict).toBe('better')
    expect(compared([100, 200, 300], [110, 221, 329], 'time', 'more').verdict).toBe('better')
    expect(compared([100, 200, 300], [110, 221, 329], 'time', 'neither').verdict).toBe('changed')
  })

  it('differ in percentage points where the figure is a fraction', () => {
    const { change, verdict } = compared([0.116, 0.118, 0.114], [0.004, 0.006, 0.002], 'fraction')
    expect(change).toMatchObject({ kind: 'difference' })
    expect(change?.value).toBeCloseTo(-0.112, 10)
    expect(verdict).toBe('better')
  })

  it('are the same within 2 %, or 0.05 percentage points of a share', () => {
    expect(compared([100, 101, 99], [101, 102, 100]).verdict).toBe('same')
    expect(compared([0, 0, 0], [0.0004, 0.0004, 0.0004], 'fraction').verdict).toBe('same')
    expect(compared([0, 0, 0], [0.0006, 0.0006, 0.0006], 'fraction').verdict).toBe('worse')
  })

  it('are unclear where the interval has no change in it and more besides, and say how many pairs would tell', () => {
    // Logs -0.223, 0.336, 0.095: mean 0.0695, half-width 0.698. (0.698 / 0.0695)^2 * 3 = 302.
    const { verdict, repeats } = compared([100, 100, 100], [80, 140, 110])
    expect(verdict).toBe('unclear')
    expect(repeats).toBeGreaterThan(290)
    expect(repeats).toBeLessThan(315)
  })

  it('are unclear with a single pair that differs, or a run without the figure', () => {
    expect(compared([5], [6])).toMatchObject({ verdict: 'unclear', repeats: 10, change: { value: 1.2 } })
    expect(compared([5], [5]).verdict).toBe('same')
    expect(compared([5, undefined], [6, 7])).not.toHaveProperty('change')
    expect(compared([5, undefined], [6, 7]).verdict).toBe('unclear')
  })

  it('differ by a difference where a side has a zero', () => {
    expect(compared([0, 4], [2, 6], 'count').change).toMatchObject({ kind: 'difference', value: 2 })
  })
})
