import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { DistributionSpec } from '../../src/kernel/distribution.ts'
import type { Rng } from '../../src/kernel/rng.ts'
import { stream } from '../../src/kernel/rng.ts'
import { sampler } from '../../src/kernel/sampler.ts'
import { MICROSECOND, MILLISECOND } from '../../src/kernel/time.ts'

const EXP: DistributionSpec = { kind: 'exp', meanNs: 10 * MILLISECOND }
const LOGNORMAL: DistributionSpec = { kind: 'lognormal', p50Ns: 9 * MILLISECOND, p99Ns: 40 * MILLISECOND }
const UNIFORM: DistributionSpec = { kind: 'uniform', minNs: MILLISECOND, maxNs: 3 * MILLISECOND }
const HISTOGRAM: DistributionSpec = {
  kind: 'histogram',
  boundsNs: [0, 1000, 1000, 5000, 9000],
  counts: [10, 30, 0, 60],
}
const RANDOM = [EXP, LOGNORMAL, UNIFORM, HISTOGRAM]

/** A stream that gives one draw and counts. */
function fixed(u: number): Rng & { draws: number } {
  const next = () => {
    rng.draws++
    return u
  }
  const rng = { draws: 0, next, uint32: () => u * 2 ** 32, next53: next }
  return rng
}

const at = (spec: DistributionSpec, u: number) => sampler(spec).sample(fixed(u))
const LAST = 1 - 2 ** -32

describe('closed forms of the inverse transform', () => {
  test('const', () => {
    const s = sampler({ kind: 'const', valueNs: 500 * MICROSECOND })
    expect([s.sample(fixed(0.7)), s.meanNs, s.constantNs]).toEqual([500_000, 500_000, 500_000])
  })

  test('exp: median ln 2, 99th percentile ln 100', () => {
    expect(at(EXP, 0.5 - 2 ** -33)).toBe(Math.round(10e6 * Math.LN2))
    expect(at(EXP, 0.99) / 10e6).toBeCloseTo(Math.log(100), 6)
    expect(at(EXP, 0)).toBe(0)
    expect(at(EXP, LAST) / 10e6).toBeCloseTo(33 * Math.LN2, 6)
  })

  test('lognormal meets the two quantiles it was given', () => {
    expect(at(LOGNORMAL, 0.5 - 2 ** -33)).toBe(9 * MILLISECOND)
    expect(at(LOGNORMAL, 0.99) / (40 * MILLISECOND)).toBeCloseTo(1, 7)
    expect(at(LOGNORMAL, 0.01) / ((81 / 40) * MILLISECOND)).toBeCloseTo(1, 7)
  })

  test('uniform takes every whole nanosecond, both ends included', () => {
    const seen = new Set([0, 0.2, 0.4, 0.6, 0.8, LAST].map(u => at({ kind: 'uniform', minNs: 3, maxNs: 6 }, u)))
    expect([...seen].sort()).toEqual([3, 4, 5, 6])
  })

  test('histogram: uniform inside a bin, point masses, empty bins never', () => {
    expect(at(HISTOGRAM, 0.05)).toBe(500)
    expect(at(HISTOGRAM, 0.25)).toBe(1000)
    expect(at(HISTOGRAM, 0.7)).toBe(7000)
    expect(at(HISTOGRAM, LAST)).toBe(9000)
    expect(sampler(HISTOGRAM).meanNs).toBe(0.1 * 500 + 0.3 * 1000 + 0.6 * 7000)
  })

  test('limits of the parameters', () => {
    expect(sampler({ kind: 'exp', meanNs: 0 }).constantNs).toBe(0)
    expect(sampler({ kind: 'uniform', minNs: 7, maxNs: 7 }).constantNs).toBe(7)
    expect(sampler({ kind: 'lognormal', p50Ns: 7, p99Ns: 7 }).constantNs).toBe(7)
    expect(() => sampler({ kind: 'const', valueNs: -1 })).toThrow('0 or more')
    expect(() => sampler({ kind: 'histogram', boundsNs: [1, 2], counts: [0] })).toThrow('at least one value')
  })
})

test('one draw per sample, whole nanoseconds, never shorter for a larger draw', () => {
  const draw = fc.integer({ min: 0, max: 2 ** 32 - 1 })
  fc.assert(
    fc.property(fc.constantFrom(...RANDOM), draw, draw, (spec, a, b) => {
      const rng = fixed(Math.min(a, b) / 2 ** 32)
      const short = sampler(spec).sample(rng)
      expect(rng.draws).toBe(1)
      expect(Number.isSafeInteger(short) && short >= 0).toBe(true)
      expect(at(spec, Math.max(a, b) / 2 ** 32)).toBeGreaterThanOrEqual(short)
    }),
  )
})

test.each(RANDOM)('the mean of many samples is the stated mean: $kind', spec => {
  const s = sampler(spec)
  const rng = stream(7, 'sampler mean', spec.kind)
  const count = 100_000
  let sum = 0
  let squares = 0
  for (let i = 0; i < count; i++) {
    const x = s.sample(rng)
    sum += x
    squares += x * x
  }
  const mean = sum / count
  const standardError = Math.sqrt((squares / count - mean * mean) / count)
  expect(Math.abs(mean - s.meanNs)).toBeLessThan(4 * standardError)
})
