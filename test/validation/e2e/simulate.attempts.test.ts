import { describe, expect, it } from 'vitest'
import { simulateSmall, tally, toReviews } from './small-recording.ts'

describe('attempts as a proxy logs them', () => {
  it('a per-try timeout is the attempt’s, that no retry is left is the request’s', () => {
    const { seen } = simulateSmall({
      reviewsRoute: { retry_policy: { retry_on: '5xx', num_retries: 1, per_try_timeout: '0.010s' } },
    })
    expect(tally(toReviews(seen.requests))).toEqual({ '504 URX,UT': 2 })
    expect(tally(toReviews(seen.attempts))).toEqual({ '0 UT': 4 })
  })

  it('the route’s timeout is the request’s', () => {
    const { seen } = simulateSmall({ reviewsRoute: { timeout: '0.010s' } })
    expect(tally(toReviews(seen.requests))).toEqual({ '504 UT': 2 })
    expect(tally(toReviews(seen.attempts))).toEqual({ '0 -': 2 })
  })

  it('a caller that leaves while its next attempt is put off adds none', () => {
    const { seen } = simulateSmall({
      reviewsRoute: { retry_policy: { retry_on: '5xx', num_retries: 50 } },
      faults: ['reviews-v1-a1', 'reviews-v1-b1'].map(pod => ({ t_s: 0.5, pod, mode: 'fail503' })),
    })
    expect(tally(toReviews(seen.requests))).toEqual({ '0 DC': 2 })
    const attempts = toReviews(seen.requests).reduce((sum, request) => sum + request.attempts, 0)
    expect(attempts).toBeGreaterThan(2)
    expect(tally(toReviews(seen.attempts))).toEqual({ '503 -': attempts })
  })

  it('an overflow is an attempt without a host', () => {
    const { seen } = simulateSmall({
      arrivalsS: [1, 1, 1],
      cluster: { circuit_breakers: { thresholds: [{ max_requests: 1 }] } },
    })
    // One request at a time through the ingress: two of three pages end there.
    expect(tally(seen.pages)).toEqual({ '200': 1, '503 UO': 2 })
    expect(tally(seen.requests)['503 UO']).toBe(2)
    expect(tally(seen.attempts)['0 UO']).toBe(2)
  })
})
