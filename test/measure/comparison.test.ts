import { describe, expect, it } from 'vitest'
import {
  type Change,
  type ComparedAssertion,
  type ComparedFigure,
  type ComparedSide,
  type ComparisonResult,
  comparedFigure,
  type Preference,
} from '../../src/measure/comparison.ts'
import type { Estimate } from '../../src/measure/estimate.ts'
import { describeSchema, type Keys, o, r } from './result-schema.ts'

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

const tables = {
  '': {
    ...{ schema: r, meshsim: r, a: r, b: r, seeds: r, figures: r, assertions: r, complete: r, passed: r },
  } satisfies Keys<ComparisonResult>,
  side: { name: r, title: r, pods: r, digests: r } satisfies Keys<ComparedSide>,
  figure: { text: r, unit: r, a: r, b: r, change: o, verdict: r, repeats: o } satisfies Keys<ComparedFigure>,
  change: { kind: r, value: r, low: o, high: o } satisfies Keys<Change>,
  assertion: {
    ...{ selector: r, condition: r, window: o, a: r, b: r, runs: r, isWorse: r },
  } satisfies Keys<ComparedAssertion>,
  estimate: { n: r, missing: r, mean: o, low: o, high: o } satisfies Keys<Estimate>,
}

const side = { name: 'before', title: 'Shop', pods: 3, digests: ['0123456789abcdef', 'fedcba9876543210'] }
const held: ComparedAssertion = {
  ...{ selector: 'errors{at=client}', condition: 'rate < 1%', window: 'canary', a: 2, b: 1, runs: 2, isWorse: true },
}
const comparison: ComparisonResult = {
  schema: 1,
  meshsim: '0.0.0',
  a: side,
  b: { ...side, name: 'after' },
  seeds: [1, 2],
  figures: [compared([100, 100], [80, 140]), compared([0.1], [0.2], 'fraction'), compared([1, undefined], [1, 2])],
  assertions: [held, { ...held, window: undefined }],
  complete: true,
  passed: false,
}

describeSchema(
  'compare.v1.json',
  tables,
  [comparison, { ...comparison, seeds: [], figures: [], assertions: [], complete: false }],
  [
    ['a missing key', { b: undefined }],
    ['an unknown key', { clock: '12:00' }],
    ['another schema', { schema: 2 }],
    ['a side without pods', { a: { ...side, pods: undefined } }],
    ['an unknown verdict', { figures: [{ ...comparison.figures[0], verdict: 'fine' }] }],
    ['an unknown kind of change', { figures: [{ ...comparison.figures[0], change: { kind: 'sum', value: 1 } }] }],
    ['half an assertion that held', { assertions: [{ ...held, a: 0.5 }] }],
  ],
)
