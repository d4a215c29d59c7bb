import { describe, expect, it } from 'vitest'
import {
  attemptsPerRequest,
  closedNetwork,
  erlangC,
  forkJoinOfTwo,
  lognormalMoments,
  meanNumber,
  occupancy,
  pollaczekKhinchine,
  powerOfTwo,
  sojourn,
  sojournQuantile,
  tandemQuantile,
} from '../../src/validation/oracle/closed-forms.ts'

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

  it('p99 of M/M/1 is ln 100 sojourn times', () => {
    expect(sojournQuantile(0.01, 0.8, 1, 1)).toBeCloseTo(Math.log(100) / 0.2, 9)
  })

  it('p99 of M/M/c without load is that of the service', () => {
    expect(sojournQuantile(0.01, 1e-9, 1, 4)).toBeCloseTo(Math.log(100), 6)
  })

  it('p99 of two equal stations in a row: (1 + x) exp(-x) = 0.01 at x = 6.6384', () => {
    expect(tandemQuantile(0.01, 0.5, 1, 1)).toBeCloseTo(6.6384 / 0.5, 3)
  })

  it('Pollaczek and Khinchine agree with M/M/1, and halve its waiting for constant times', () => {
    expect(pollaczekKhinchine(0.8, 1, 2)).toBeCloseTo(sojourn(0.8, 1, 1), 12)
    expect(pollaczekKhinchine(0.8, 1, 1) - 1).toBeCloseTo((sojourn(0.8, 1, 1) - 1) / 2, 12)
  })

  it('a lognormal time with p50 1 and sigma 1 has mean exp(1/2) and second moment exp(2)', () => {
    const { mean, secondMoment } = lognormalMoments(1, Math.exp(2.3263478740408408))
    expect(mean).toBeCloseTo(Math.exp(0.5), 6)
    expect(secondMoment).toBeCloseTo(Math.exp(2), 6)
  })

  it('a user alone meets nobody; many keep the station busy', () => {
    expect(closedNetwork(1, 9, 1)).toEqual({ throughput: 0.1, sojourn: 1 })
    expect(closedNetwork(500, 9, 1).throughput).toBeCloseTo(1, 9)
    // Two users of M/M/1 with thinking time 1: states 2:2:1, so 3/5 of the time the station works.
    expect(closedNetwork(2, 1, 1).throughput).toBeCloseTo(4 / 5, 12)
  })

  it('fork and join without load takes the longer of two exponential times', () => {
    expect(forkJoinOfTwo(1e-9, 1)).toBeCloseTo(1.5, 6)
  })

  it('two choices: 1 + rho^2 + rho^6 + rho^14 + ...', () => {
    expect(powerOfTwo(0.8)).toBeCloseTo(1 + 0.64 + 0.262144 + 0.8 ** 14 + 0.8 ** 30, 5)
  })
})
