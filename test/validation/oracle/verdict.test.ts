import { expect, test } from 'vitest'
import type { Quantity } from '../../../src/validation/oracle/quantity.ts'
import { LEAST_RUNS, runsMissing } from '../../../src/validation/oracle/verdict.ts'

const within = (part: number): Quantity => ({
  name: 'mean',
  theory: 10,
  measures: ['mean'],
  value: figure => figure,
  within: part,
})
const runs = (count: number, spread: number) =>
  Array.from({ length: count }, (_, i) => [10 + (i % 2 === 0 ? spread : -spread)])

test('twenty runs first, then as many as the width says, at most ten at a time', () => {
  expect(runsMissing(within(0.01), [])).toBe(LEAST_RUNS)
  expect(runsMissing(within(0.01), runs(15, 1))).toBe(5)
  // t(0.9995, 19) = 3.883, s = 0.1 sqrt(20 / 19): a half-width of 0.0891, 0.891 % of the theory.
  expect(runsMissing(within(0.01), runs(20, 0.1))).toBe(0)
  expect(runsMissing(within(0.0089), runs(20, 0.1))).toBe(1)
  // (0.891 / 0.8)^2 = 1.24.
  expect(runsMissing(within(0.008), runs(20, 0.1))).toBe(5)
  expect(runsMissing(within(0.004), runs(20, 0.1))).toBe(10)
})

test('whether the theory lies in the interval plays no part', () => {
  expect(runsMissing({ ...within(0.01), theory: 1000 }, runs(20, 0.1))).toBe(0)
})
