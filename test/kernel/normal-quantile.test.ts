import { expect, test } from 'vitest'
import { normalQuantile } from '../../src/kernel/normal-quantile.ts'

test('test values of the paper (AS 241, table for PPND16)', () => {
  expect(normalQuantile(0.25)).toBeCloseTo(-0.6744897501960817, 15)
  expect(normalQuantile(0.001)).toBeCloseTo(-3.090232306167814, 14)
  expect(normalQuantile(1e-20)).toBeCloseTo(-9.262340089798409, 13)
})

test('textbook points', () => {
  expect(normalQuantile(0.5)).toBe(0)
  expect(normalQuantile(0.975)).toBeCloseTo(1.959963984540054, 14)
  expect(normalQuantile(0.99)).toBeCloseTo(2.3263478740408408, 14)
  expect(normalQuantile(0.9999)).toBeCloseTo(3.719016485455709, 12)
})

test('symmetric and increasing across the seams of the three approximations', () => {
  let before = Number.NEGATIVE_INFINITY
  for (const p of [1e-300, 1e-15, 1e-11, 1.3887e-11, 1.3888e-11, 0.01, 0.0749999, 0.0750001, 0.3, 0.5, 0.7, 0.95]) {
    const z = normalQuantile(p)
    expect(z).toBeGreaterThan(before)
    if (p >= 0.01) expect(normalQuantile(1 - p)).toBeCloseTo(-z, 12)
    before = z
  }
})
