import { expect, test } from 'vitest'
import { summaryJson } from '../../src/report/json.ts'
import { sampleResult } from './sample-result.ts'

test('reads back to the same result and ends in a line break', () => {
  const text = summaryJson(sampleResult)
  expect(text.endsWith('}\n')).toBe(true)
  expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(sampleResult)))
})

test('the order in which a result was put together does not show', () => {
  const backwards = Object.fromEntries(Object.entries(sampleResult).reverse()) as unknown as typeof sampleResult
  const hops = sampleResult.hops.map(row => ({
    ...row,
    codes: Object.fromEntries(Object.entries(row.codes).reverse()),
    outcomes: Object.fromEntries(Object.entries(row.outcomes).reverse()),
  }))
  expect(summaryJson({ ...backwards, hops })).toBe(summaryJson(sampleResult))
})

test('begins with the schema and the version', () => {
  expect(summaryJson(sampleResult).split('\n').slice(0, 3)).toEqual(['{', '  "schema": 1,', '  "meshsim": "0.1.0",'])
})
