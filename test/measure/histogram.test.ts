import fc from 'fast-check'
import { build } from 'hdr-histogram-js'
import { describe, expect, test } from 'vitest'
import { stream } from '../../src/kernel/rng.ts'
import { sampler } from '../../src/kernel/sampler.ts'
import { bucketOf, Histogram } from '../../src/measure/histogram.ts'

const QUANTILES = [0, 0.001, 0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999, 1]
const durationNs = fc.oneof(fc.nat(1000), fc.nat(2 ** 31), fc.integer({ min: 0, max: 2 ** 52 }))

function of(values: Iterable<number>): Histogram {
  const histogram = new Histogram()
  for (const value of values) histogram.record(value)
  return histogram
}

/** Everything a histogram tells. */
function facts(histogram: Histogram): readonly number[] {
  const { count, mean, min, max } = histogram
  return [count, mean, min, max, ...QUANTILES.map(q => histogram.quantile(q))]
}

test('buckets: exact up to 255, then 128 per octave, in order without gaps', () => {
  for (let value = 0; value < 256; value++) expect(bucketOf(value)).toBe(value)
  expect(bucketOf(256)).toBe(256)
  expect(bucketOf(257)).toBe(256)
  expect(bucketOf(258)).toBe(257)
  for (let exponent = 8; exponent <= 52; exponent++) {
    const start = 2 ** exponent
    expect(bucketOf(start)).toBe(128 * (exponent - 6))
    expect(bucketOf(start)).toBe(bucketOf(start - 1) + 1)
    expect(bucketOf(start + 2 ** (exponent - 7) - 1)).toBe(bucketOf(start))
    expect(bucketOf(start + 2 ** (exponent - 7))).toBe(bucketOf(start) + 1)
  }
})

test('an empty histogram has no figures', () => {
  expect(new Histogram().count).toBe(0)
  expect(facts(new Histogram()).slice(1).every(Number.isNaN)).toBe(true)
})

test('small whole numbers are exact: nearest rank', () => {
  const histogram = of(Array.from({ length: 100 }, (_, i) => i + 1))
  for (const percent of [1, 7, 29, 50, 57, 90, 99, 100]) expect(histogram.quantile(percent / 100)).toBe(percent)
  expect(histogram.mean).toBe(50.5)
})

test('the mean stays exact beyond the exact integers', () => {
  const histogram = of(Array.from({ length: 10 }, () => 2 ** 52 - 1))
  expect(histogram.mean).toBe(2 ** 52 - 1)
  const sum = new Histogram()
  for (let i = 0; i < 10; i++) sum.merge(histogram)
  expect([sum.count, sum.mean]).toEqual([100, 2 ** 52 - 1])
})

test('quantiles are within 0.4 % of the sorted sample', () => {
  fc.assert(
    fc.property(fc.array(durationNs, { minLength: 1, maxLength: 300 }), fc.constantFrom(...QUANTILES), (values, q) => {
      const sorted = [...values].sort((a, b) => a - b)
      const exact = sorted[Math.max(0, Math.ceil(q * sorted.length - 1e-6) - 1)]
      expect(Math.abs(of(values).quantile(q) - exact)).toBeLessThanOrEqual(0.004 * exact)
    }),
  )
})

test('agrees with HdrHistogram on a long latency sample', () => {
  const service = sampler({ kind: 'lognormal', p50Ns: 9_000_000, p99Ns: 40_000_000 })
  const rng = stream(3, 'histogram test')
  const ours = new Histogram()
  const hdr = build({ highestTrackableValue: 1e12, numberOfSignificantValueDigits: 5, bitBucketSize: 64 })
  for (let i = 0; i < 20_000; i++) {
    const value = service.sample(rng)
    ours.record(value)
    hdr.recordValue(value)
  }
  for (const percent of [1, 10, 50, 90, 99, 99.9]) {
    const theirs = hdr.getValueAtPercentile(percent)
    expect(Math.abs(ours.quantile(percent / 100) - theirs) / theirs).toBeLessThanOrEqual(0.004 + 1e-5)
  }
  expect(Math.abs(ours.mean - hdr.mean) / hdr.mean).toBeLessThan(1e-5)
})

describe('merging', () => {
  test('commutes, associates, and equals recording all values at once', () => {
    const some = fc.array(durationNs, { maxLength: 50 })
    fc.assert(
      fc.property(some, some, some, (a, b, c) => {
        const left = of(a)
        left.merge(of(b))
        left.merge(of(c))
        const inner = of(c)
        inner.merge(of(b))
        inner.merge(of(a))
        const once = of([...b, ...c, ...a])
        expect(facts(left)).toEqual(facts(once))
        expect(facts(inner)).toEqual(facts(once))
      }),
    )
  })

  test('leaves the other as it was', () => {
    const other = of([5, 5_000_000])
    const before = facts(other)
    const sum = of([1])
    sum.merge(other)
    sum.record(5_000_000)
    expect(facts(other)).toEqual(before)
  })
})

test('a reset histogram is as good as new', () => {
  const histogram = of([1, 2 ** 40, 7])
  histogram.reset()
  expect(facts(histogram).slice(1).every(Number.isNaN)).toBe(true)
  histogram.record(300)
  expect(facts(histogram)).toEqual(facts(of([300])))
})

test('a histogram of similar latencies is small', () => {
  expect(of([10_000_000, 10_500_000, 12_000_000]).byteLength).toBeLessThan(1024)
  expect(of([1_000_000, 200_000_000]).byteLength).toBeLessThan(8 * 512 + 1)
})
