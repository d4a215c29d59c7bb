import { expect, test } from 'vitest'
import { wilsonBand } from '../../src/measure/share-band.ts'

test('published examples (Newcombe, Statistics in Medicine 17, 1998, table I: score method without correction)', () => {
  for (const [hits, trials, low, high] of [
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ]) {
    const band = wilsonBand(hits, trials)
    expect(band.estimate).toBe(hits / trials)
    expect(band.low).toBeCloseTo(low, 4)
    expect(band.high).toBeCloseTo(high, 4)
  }
})

test('mirrors for the other side and stays within 0 and 1', () => {
  const { low, high } = wilsonBand(3, 10)
  const other = wilsonBand(7, 10)
  expect([1 - other.high, 1 - other.low]).toEqual([expect.closeTo(low, 12), expect.closeTo(high, 12)])
  expect(wilsonBand(20, 20)).toEqual({ estimate: 1, low: expect.closeTo(1 - 0.1611, 4), high: 1 })
})
