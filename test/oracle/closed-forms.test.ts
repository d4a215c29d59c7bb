import { describe, expect, it } from 'vitest'
import { attemptsPerRequest, erlangC, meanNumber, occupancy, sojourn } from './closed-forms.ts'

/** The yardstick against figures that can be reckoned by hand. */
describe('closed forms', () => {
  it('M/M/1: a request waits with probability rho and stays 1 / (mu - lambda)', () => {
    expect(erlangC(0.6, 1, 1)).toBeCloseTo(0.6, 12)
    expect(sojourn(0.6, 1, 1)).toBeCloseTo(2.5, 12)
  })

  it('two workers: C = 2 rho^2 / (1 + rho)', () => {
    expect(erlangC(1, 1, 2)).toBeCloseTo((2 * 0.25) / 1.5, 12)
  })

  it('one worker without waiting places loses lambda / (lambda + mu)', () => {
    expect(occupancy(3, 1, 1, 1)[1]).toBeCloseTo(0.75, 12)
  })

  it('M/M/1/K at lambda = mu: all numbers equally likely', () => {
    expect(occupancy(1, 1, 1, 4)).toEqual([0.2, 0.2, 0.2, 0.2, 0.2])
    expect(meanNumber(occupancy(1, 1, 1, 4))).toBeCloseTo(2, 12)
  })

  it('many places are as good as all: L = lambda W', () => {
    expect(meanNumber(occupancy(3.2, 1, 4, 400))).toBeCloseTo(3.2 * sojourn(3.2, 1, 4), 9)
  })

  it('retries: a geometric sum', () => {
    expect(attemptsPerRequest(0.5, 2)).toBe(1.75)
  })
})
