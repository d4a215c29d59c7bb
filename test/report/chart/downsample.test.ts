import { expect, test } from 'vitest'
import { keptIndices } from '../../../src/report/chart/downsample.ts'

test('a short series is kept whole', () => expect(keptIndices([3, null, 1])).toEqual([0, 1, 2]))

test('a long one keeps its peaks, its lows and its ends', () => {
  const values = Array.from({ length: 10_000 }, () => 5)
  values[1_234] = 99
  values[7_777] = -1
  const kept = keptIndices(values)
  expect(kept.length).toBeLessThanOrEqual(602)
  for (const index of [0, 1_234, 7_777, 9_999]) expect(kept).toContain(index)
  expect([...kept].sort((a, b) => a - b)).toEqual(kept)
})

test('a gap stays a gap', () => {
  const values = Array.from({ length: 10_000 }, (_, i) => (i >= 4_000 && i < 6_000 ? null : i))
  expect(keptIndices(values).some(i => values[i] === null)).toBe(true)
})
