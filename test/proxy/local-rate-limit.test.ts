import { describe, expect, it } from 'vitest'
import { MILLISECOND, SECOND } from '../../src/kernel/time.ts'
import { LocalRateLimit } from '../../src/proxy/local-rate-limit.ts'

const never = {
  uint32: () => {
    throw new Error('no draw is needed where the answer is certain')
  },
}

function bucket(maxTokens: number, tokensPerFill: number, fillIntervalNs: number, enforcedPercent = 100) {
  return new LocalRateLimit({ maxTokens, tokensPerFill, fillIntervalNs, enabledPercent: 100, enforcedPercent })
}

function admitted(limit: LocalRateLimit, atMs: readonly number[]): number[] {
  return atMs.filter(ms => limit.admits(ms * MILLISECOND, never))
}

describe('a local rate limit', () => {
  it('starts full and then lets through what has dripped in', () => {
    // 2 tokens, one more every 250 ms: at 249 there are 0.996, at 250 exactly one, then 0.996 again at 499.
    expect(admitted(bucket(2, 4, SECOND), [0, 0, 0, 249, 250, 499, 500])).toEqual([0, 0, 250, 500])
  })

  it('fills continuously, not by the interval', () => {
    // 10 tokens in 10 s, in one fill: still one per second.
    expect(admitted(bucket(1, 10, 10 * SECOND), [0, 500, 1000, 1500, 2000])).toEqual([0, 1000, 2000])
  })

  it('never holds more than it can', () => {
    expect(admitted(bucket(3, 1, SECOND), [0, 100_000, 100_000, 100_000, 100_000])).toHaveLength(4)
  })

  it('counts what it looked at, refused and let through', () => {
    const limit = bucket(1, 1, SECOND)
    admitted(limit, [0, 1, 2])
    expect(limit).toMatchObject({ enabled: 3, ok: 1, rateLimited: 2, enforced: 2 })
  })

  it('with filter_enforced 0 it counts and refuses nothing', () => {
    const limit = bucket(1, 1, SECOND, 0)
    expect([0, 1, 2].map(ns => limit.admits(ns, { uint32: () => 0 }))).toEqual([true, true, true])
    expect(limit).toMatchObject({ rateLimited: 2, enforced: 0 })
  })
})
