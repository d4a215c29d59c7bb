import { expect, test } from 'vitest'
import type { Estimate } from '../../src/measure/estimate.ts'
import {
  type ReachedPrecision,
  type RepeatedAssertion,
  type RepeatResult,
  repeatedAssertions,
  type WarmUp,
} from '../../src/measure/repeat.ts'
import type { AssertionResult } from '../../src/measure/result.ts'
import { sampleRepeat } from '../report/repeat/sample-repeat.ts'
import { describeSchema, type Keys, o, r } from './result-schema.ts'

const tables = {
  '': {
    ...{ schema: r, meshsim: r, scenario: r, istio: r, durationNs: r, digest: r, runs: r, needed: r, passed: r },
    ...{ complete: r, assertions: r, until: o, warmup: o },
  } satisfies Keys<RepeatResult>,
  run: { seed: r, digest: r, passed: r } satisfies Keys<RepeatResult['runs'][number]>,
  assertion: {
    ...{ selector: r, condition: r, window: o, unit: r, limits: r, held: r, observed: r, figure: r },
  } satisfies Keys<RepeatedAssertion>,
  estimate: { n: r, missing: r, mean: o, low: o, high: o } satisfies Keys<Estimate>,
  until: {
    ...{ metric: r, unit: r, figure: r, within: r, halfWidth: o, reached: r, atMost: r },
  } satisfies Keys<ReachedPrecision>,
  warmup: { configuredNs: r, settlesNs: o } satisfies Keys<WarmUp>,
}

describeSchema(
  'repeat.v1.json',
  tables,
  [sampleRepeat, { ...sampleRepeat, until: undefined, warmup: undefined, assertions: [] }],
  [
    ['a missing key', { digest: undefined }],
    ['an unknown key', { clock: '12:00' }],
    ['a digest that is none', { digest: '123' }],
    ['a run without a verdict', { runs: [{ seed: 1, digest: '0123456789abcdef' }] }],
  ],
)

test('an assertion over runs: where it held, what was seen, what is missing', () => {
  const place = { file: 's.yaml', line: 1, column: 1 }
  const of = (observed: number | undefined, passed: boolean): AssertionResult => ({
    selector: 'recovery{metric=p99, after=m}',
    condition: 'time < 60s',
    ...(observed !== undefined && { observed }),
    unit: 'time',
    passed,
    place,
  })
  const [told] = repeatedAssertions([[of(50e9, true)], [of(undefined, false)], [of(70e9, false)]], [[60e9]])
  expect(told).toMatchObject({ held: 1, observed: [50e9, null, 70e9], limits: [60e9] })
  expect(told.figure).toMatchObject({ n: 2, missing: 1, mean: 60e9 })
})
