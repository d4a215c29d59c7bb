import { describe, expect, it } from 'vitest'
import { stream } from '../../../src/kernel/rng.ts'
import { recordedSampler } from '../../../src/validation/e2e/service-time.ts'

const MS = 1e6
const N = 20_000

function samples(sampler: ReturnType<typeof recordedSampler>): number[] {
  const rng = stream(5, 'service time')
  return Array.from({ length: N }, () => sampler.sample(rng) / MS)
}

const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

describe('recordedSampler', () => {
  it('gives whole milliseconds whose mean is kept', () => {
    const values = samples(recordedSampler({ kind: 'constant', ms: 12.25 }, 0))
    expect(new Set(values)).toEqual(new Set([12, 13]))
    // Four standard errors of a draw between two neighbours with chance 1/4.
    expect(Math.abs(meanOf(values) - 12.25)).toBeLessThan(4 * Math.sqrt((0.25 * 0.75) / N))
  })

  it('lognormal: half of the values below the median, mean p50 exp(sigma^2 / 2)', () => {
    const values = samples(recordedSampler({ kind: 'lognormal', p50Ms: 2000, sigma: 0.5 }, 0))
    const below = values.filter(value => value < 2000).length
    expect(Math.abs(below - N / 2)).toBeLessThan(4 * Math.sqrt(N / 4))
    const mean = 2000 * Math.exp(0.125)
    const deviation = mean * Math.sqrt(Math.exp(0.25) - 1)
    expect(Math.abs(meanOf(values) - mean)).toBeLessThan((4 * deviation) / Math.sqrt(N))
  })

  it('exponential: the mean is the deviation', () => {
    const values = samples(recordedSampler({ kind: 'exponential', meanMs: 1000 }, 0))
    expect(Math.abs(meanOf(values) - 1000)).toBeLessThan(4000 / Math.sqrt(N))
  })

  it('a slow-down multiplies what is drawn, not the lateness of the timer', () => {
    const sampler = recordedSampler({ kind: 'constant', ms: 10 }, 200_000)
    const rng = stream(1, 'x')
    expect(sampler.sample(rng)).toBe(10.2 * MS)
    sampler.factor = 8
    expect(sampler.sample(rng)).toBe(80.2 * MS)
  })
})
