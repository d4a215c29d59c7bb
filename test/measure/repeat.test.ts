import { readFileSync } from 'node:fs'
import { type Schema, Validator } from '@cfworker/json-schema'
import { describe, expect, test } from 'vitest'
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

const schema: Schema = JSON.parse(readFileSync(new URL('../../schema/repeat.v1.json', import.meta.url), 'utf8'))
const validator = new Validator(schema, '2020-12')
const errors = (result: unknown) => validator.validate(JSON.parse(JSON.stringify(result))).errors

/** The compiler holds these tables to the types, the test holds the schema to the tables. */
type Keys<T> = { readonly [K in keyof T]-?: undefined extends T[K] ? 'optional' : 'required' }
const r = 'required'
const o = 'optional'

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

describe('schema/repeat.v1.json', () => {
  test.each(Object.entries(tables))('says of %s what the type says', (name, keys) => {
    const part: Schema = name === '' ? schema : (schema.$defs?.[name] ?? {})
    const entries = Object.entries(keys)
    expect(Object.keys(part.properties ?? {}).sort()).toEqual(entries.map(([key]) => key).sort())
    const required = entries.filter(([, kind]) => kind === r).map(([key]) => key)
    expect([...(part.required ?? [])].sort()).toEqual(required.sort())
    expect(part.additionalProperties).toBe(false)
  })

  test('takes a result', () => {
    expect(errors(sampleRepeat)).toEqual([])
    expect(errors({ ...sampleRepeat, until: undefined, warmup: undefined, assertions: [] })).toEqual([])
  })

  test.each([
    ['a missing key', { digest: undefined }],
    ['an unknown key', { clock: '12:00' }],
    ['a digest that is none', { digest: '123' }],
    ['a run without a verdict', { runs: [{ seed: 1, digest: '0123456789abcdef' }] }],
  ])('refuses %s', (_, change) => {
    expect(errors({ ...sampleRepeat, ...change })).not.toEqual([])
  })
})

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
