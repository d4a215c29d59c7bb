import { describe, expect, it } from 'vitest'
import { stream } from '../../src/kernel/rng.ts'
import { transientOf } from '../../src/measure/warm-up.ts'

const noise = (count: number) => {
  const random = stream(1, 'noise')
  return Array.from({ length: count }, () => random.next() - 0.5)
}
const cutOf = (values: readonly number[]) => {
  const transient = transientOf(values)
  return transient?.kind === 'settles' ? transient.values : transient?.kind
}

describe('the transient by MSER-5', () => {
  it('is what stands apart at the front, in whole batches', () => {
    const values = noise(500).map((value, i) => value + (i < 40 ? 100 : 0))
    expect(cutOf(values)).toBe(40)
    expect(cutOf(noise(500).map((value, i) => value + (i < 42 ? 100 : 0)))).toBe(45)
  })

  it('is nothing in a series that is the same throughout', () => {
    expect(cutOf(new Array(100).fill(7.1))).toBe(0)
  })

  it('of a decay ends where the decay is lost in the noise', () => {
    const cut = cutOf(noise(1000).map((value, i) => value + 50 * Math.exp(-i / 30)))
    // 50 exp(-i/30) is below a tenth of the noise (0.05) after 207 values, above the noise before 120.
    expect(cut).toBeGreaterThanOrEqual(120)
    expect(cut).toBeLessThanOrEqual(210)
  })

  it('is found in a short series as well, though it takes up a third of it', () => {
    expect(cutOf(noise(60).map((value, i) => value + (i < 20 ? 3 : 0)))).toBe(20)
  })

  it('is claimed of hardly any series that is only noise', () => {
    const random = stream(1, 'many series')
    let claimed = 0
    for (let run = 0; run < 1000; run++) {
      if (cutOf(Array.from({ length: 60 }, () => random.next())) !== 0) claimed++
    }
    // Two tests at 99 %, so 2 % of the series; 4 standard deviations (4.4) more.
    expect(claimed).toBeLessThan(38)
  })

  it('is not found where the series keeps changing, nor in a short one', () => {
    expect(cutOf(Array.from({ length: 200 }, (_, i) => i))).toBe('moving')
    expect(transientOf(noise(49))).toBeUndefined()
  })
})
