import { describe, expect, it } from 'vitest'
import { stream } from '../../src/kernel/rng.ts'
import { transientOf } from '../../src/measure/warm-up.ts'

const noise = (count: number) => {
  const random = stream(1, 'noise')
  return Array.from({ length: count }, () => random.next() - 0.5)
}

describe('the transient by MSER-5', () => {
  it('is what stands apart at the front, in whole batches', () => {
    const values = noise(500).map((value, i) => value + (i < 40 ? 100 : 0))
    expect(transientOf(values)).toBe(40)
    expect(transientOf(noise(500).map((value, i) => value + (i < 42 ? 100 : 0)))).toBe(45)
  })

  it('is nothing in a series that is the same throughout', () => {
    expect(transientOf(new Array(100).fill(7))).toBe(0)
  })

  it('of a decay ends where the decay is lost in the noise', () => {
    const cut = transientOf(noise(1000).map((value, i) => value + 50 * Math.exp(-i / 30))) ?? 0
    // 50 exp(-i/30) is below a tenth of the noise (0.05) after 207 values, above the noise before 120.
    expect(cut).toBeGreaterThanOrEqual(120)
    expect(cut).toBeLessThanOrEqual(210)
  })

  it('is not found where the series keeps changing, nor in a short one', () => {
    expect(transientOf(Array.from({ length: 200 }, (_, i) => i))).toBeUndefined()
    expect(transientOf(noise(49))).toBeUndefined()
  })
})
