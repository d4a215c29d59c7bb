import { describe, expect, test } from 'vitest'
import { outlierPolicy } from '../../../../src/compile/istio/cluster/outlier.ts'

const SECOND = 1_000_000_000

describe('outlier detection', () => {
  test('an empty block is Envoy’s defaults without ejection by success rate', () => {
    expect(outlierPolicy({})).toEqual({
      consecutive5xx: 5,
      enforcingConsecutive5xx: 100,
      consecutiveGatewayFailure: 5,
      enforcingConsecutiveGatewayFailure: 0,
      consecutiveLocalOriginFailure: 5,
      enforcingConsecutiveLocalOriginFailure: 100,
      splitExternalLocalOriginErrors: false,
      intervalNs: 10 * SECOND,
      baseEjectionTimeNs: 30 * SECOND,
      maxEjectionTimeNs: 300 * SECOND,
      maxEjectionPercent: 10,
      configured: { enforcingSuccessRate: 0 },
    })
  })

  test('0 errors switches a detector off', () => {
    const policy = outlierPolicy({ consecutive5xxErrors: 0, consecutiveGatewayErrors: 4 })
    expect([policy.enforcingConsecutive5xx, policy.enforcingConsecutiveGatewayFailure]).toEqual([0, 100])
    expect(policy.configured).toEqual({
      consecutive5xx: 0,
      enforcingConsecutive5xx: 0,
      consecutiveGatewayFailure: 4,
      enforcingConsecutiveGatewayFailure: 100,
      enforcingSuccessRate: 0,
    })
  })

  test('durations in milliseconds as configured, in nanoseconds as policy; 0 percent is not set', () => {
    const policy = outlierPolicy({ interval: '5s', baseEjectionTime: '1.5s', maxEjectionPercent: 0 })
    expect([policy.intervalNs, policy.baseEjectionTimeNs, policy.maxEjectionPercent]).toEqual([
      5 * SECOND,
      1.5 * SECOND,
      10,
    ])
    expect(policy.configured).toEqual({ interval: 5000, baseEjectionTime: 1500, enforcingSuccessRate: 0 })
  })

  test('a base above five minutes lifts the ceiling', () => {
    expect(outlierPolicy({ baseEjectionTime: '10m' }).maxEjectionTimeNs).toBe(600 * SECOND)
  })

  test('local failures count only when split', () => {
    expect(outlierPolicy({ consecutiveLocalOriginFailures: 7 }).configured).toEqual({ enforcingSuccessRate: 0 })
    expect(outlierPolicy({ consecutiveLocalOriginFailures: 7, splitExternalLocalOriginErrors: true })).toMatchObject({
      splitExternalLocalOriginErrors: true,
      consecutiveLocalOriginFailure: 7,
      enforcingConsecutiveLocalOriginFailure: 100,
    })
  })
})
