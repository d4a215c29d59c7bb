import { describe, expect, it } from 'vitest'
import type { Estimate } from '../../src/measure/estimate.ts'
import {
  goalVerdict,
  type SweepGoal,
  type SweepMeasure,
  type SweepPoint,
  type SweepResult,
} from '../../src/measure/sweep.ts'
import { describeSchema, type Keys, o, r } from './result-schema.ts'

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

const tables = {
  '': {
    ...{ schema: r, meshsim: r, scenario: r, seeds: r, axes: r, measures: r, goals: r, points: r, first: o, knee: o },
    ...{ complete: r },
  } satisfies Keys<SweepResult>,
  axis: { path: r, values: r } satisfies Keys<SweepResult['axes'][number]>,
  measure: { text: r, unit: r } satisfies Keys<SweepMeasure>,
  goal: { text: r, measure: r, bound: r, limits: r } satisfies Keys<SweepGoal>,
  point: { values: r, figures: r, verdicts: r, digests: r } satisfies Keys<SweepPoint>,
  estimate: { n: r, missing: r, mean: o, low: o, high: o } satisfies Keys<Estimate>,
}

const point: SweepPoint = {
  values: ['3'],
  figures: [{ n: 2, missing: 0, mean: 4e6, low: 3e6, high: 5e6 }],
  verdicts: ['pass'],
  digests: ['0123456789abcdef', 'fedcba9876543210'],
}
const sweep: SweepResult = {
  schema: 1,
  meshsim: '0.0.0',
  scenario: { id: 'shop', title: 'Shop', file: 'shop/scenario.yaml' },
  seeds: [1, 2],
  axes: [{ path: 'topology.replicas.web', values: ['3'] }],
  measures: [{ text: 'p99{at=client}', unit: 'time' }],
  goals: [{ text: 'p99{at=client} < 10ms', measure: 0, bound: '< 10ms', limits: [10e6] }],
  points: [point],
  first: 0,
  knee: 0,
  complete: true,
}

describeSchema(
  'sweep.v1.json',
  tables,
  [sweep, { ...sweep, goals: [], first: undefined, knee: undefined, points: [], complete: false }],
  [
    ['a missing key', { seeds: undefined }],
    ['an unknown key', { clock: '12:00' }],
    ['another schema', { schema: 2 }],
    ['a place outside the grid', { first: -1 }],
    ['an axis without values', { axes: [{ path: 'a', values: [] }] }],
    ['an unknown verdict', { points: [{ ...point, verdicts: ['fine'] }] }],
    ['a digest that is none', { points: [{ ...point, digests: ['123'] }] }],
    ['a unit that is none', { measures: [{ text: 'p99', unit: 'ms' }] }],
  ],
)
