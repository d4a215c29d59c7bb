import { describe, expect, it } from 'vitest'
import { MILLISECOND } from '../../../src/kernel/time.ts'
import {
  backOffIntervalMs,
  backOffNs,
  rateLimitedBackOffNs,
  resetIntervalMs,
} from '../../../src/proxy/retry/backoff.ts'
import { compileRetryPolicy } from '../../../src/proxy/retry/policy.ts'
import { scripted } from '../hosts.ts'

function policy(backOffBaseMs: number, backOffMaxMs?: number) {
  const compiled = compileRetryPolicy({
    on: '5xx',
    attempts: 5,
    retriableStatusCodes: [],
    perTryTimeoutNs: 0,
    backOffBaseNs: backOffBaseMs * MILLISECOND,
    backOffConfigured: true,
    hostPredicates: [],
    hostSelectionMaxAttempts: 1,
  })
  return backOffMaxMs === undefined ? compiled : { ...compiled, backOffMaxMs }
}

/** Envoy's backoff_strategy_test.cc: the random number is always the same. */
describe('waits in ms', () => {
  it.each<[base: number, max: number | undefined, random: number, waits: number[]]>([
    [5, 100, 9999, [4, 9, 19, 39, 79, 99, 99]],
    [25, 30, 27, [2, 27]],
    [25, undefined, 190, [15, 40, 90, 190]],
    [1, 1, 12345, [0, 0, 0]],
  ])('base %i, max %s, random %i', (base, max, random, waits) => {
    const rng = scripted(random)
    expect(waits.map((_, index) => backOffNs(policy(base, max), index + 1, rng) / MILLISECOND)).toEqual(waits)
  })
})

it('intervals double from 25 ms to ten times that', () => {
  expect([1, 2, 3, 4, 5, 6].map(k => backOffIntervalMs(policy(25), k))).toEqual([25, 50, 100, 200, 250, 250])
})

it('a configured maximum ends the doubling', () => {
  const base10max60 = { ...policy(10), backOffMaxMs: 60 }
  expect([1, 2, 3, 4].map(k => backOffIntervalMs(base10max60, k))).toEqual([10, 20, 40, 60])
})

it('doubling ends where it would reach half of the maximum, rounded down', () => {
  const base25max51 = { ...policy(25), backOffMaxMs: 51 }
  expect([1, 2, 3].map(k => backOffIntervalMs(base25max51, k))).toEqual([25, 51, 51])
})

it('fractions of a millisecond are cut off', () => {
  expect(policy(7.9)).toMatchObject({ backOffBaseMs: 7, backOffMaxMs: 70 })
})

it('a base below a millisecond is one', () => {
  expect(policy(0.4)).toMatchObject({ backOffBaseMs: 1, backOffMaxMs: 10 })
})

describe('after a rate limit', () => {
  it.each([
    [500, 22, 522],
    [500, 9999, 749],
    // An odd one: half of it is rounded down, so that 250 is 0 again.
    [501, 250, 501],
    [2, 9, 2],
  ])('reset %i ms, random %i: %i ms', (reset, random, wait) => {
    expect(rateLimitedBackOffNs(reset, scripted(random))).toBe(wait * MILLISECOND)
  })

  it('too short or too long a reset is not used', () => {
    expect(rateLimitedBackOffNs(1, scripted(0))).toBeUndefined()
    expect(rateLimitedBackOffNs(300_001, scripted(0))).toBeUndefined()
    expect(rateLimitedBackOffNs(300_000, scripted(0))).toBe(300_000 * MILLISECOND)
  })

  it('the first reset header that is usable counts', () => {
    const resetHeaders = [
      { name: 'x-reset', format: 'seconds' },
      { name: 'x-reset-at', format: 'unix timestamp' },
    ] as const
    const policy = { resetHeaders, maxNs: 10_000 * MILLISECOND }
    const asked = (headers: Readonly<Record<string, string>>, nowNs = 0) =>
      resetIntervalMs(policy, new Map(Object.entries(headers)), nowNs)
    expect(asked({ 'x-reset': '1', 'x-reset-at': '9' })).toBe(1000)
    expect(asked({ 'x-reset': '11', 'x-reset-at': '9' })).toBe(9000)
    expect(asked({ 'x-reset': '10', 'x-reset-at': '9' })).toBe(10_000)
    expect(asked({ 'x-reset': '0', 'x-reset-at': '9' })).toBe(0)
    expect(asked({ 'x-reset-at': '9' }, 7000 * MILLISECOND)).toBe(2000)
    expect(asked({ 'x-reset-at': '9' }, 7999 * MILLISECOND)).toBe(2000)
    expect(asked({ 'x-reset-at': '9' }, 10_000 * MILLISECOND)).toBeUndefined()
    expect(asked({ 'x-reset': '1.5' })).toBeUndefined()
    expect(asked({ 'x-reset': 'soon' })).toBeUndefined()
    expect(asked({})).toBeUndefined()
  })
})
