import { describe, expect, it } from 'vitest'
import { shareTolerance } from '../../../src/validation/dynamics/share-tolerance.ts'

const read = (value: string) => shareTolerance({ path: 'tolerance.share_pct', value })

describe('a tolerance of shares', () => {
  it.each([
    ['4 sigma: 400*sqrt(p(1-p)/requests) points', { sigmas: 4 }],
    ['5 sigma: 500*sqrt(p(1-p)/requests) points', { sigmas: 5 }],
    ['4.5 sigma: 450*sqrt(p(1-p)/10000) points', { sigmas: 4.5, trials: 10_000 }],
    ['3 sigma of a binomial: 300*sqrt(p(1-p)/requests) percentage points; a share of 0 or 100 is exact', { sigmas: 3 }],
  ])('%s', (sentence, expected) => {
    expect(read(sentence)).toEqual(expected)
  })

  it('of another form is not read', () => {
    expect(() => read('4 sigma')).toThrow(/tolerance.share_pct/)
    expect(() => read('4 sigma: 400*sqrt(p/requests) points')).toThrow(/tolerance.share_pct/)
  })
})
