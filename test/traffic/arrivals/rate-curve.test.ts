import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MINUTE, NEVER, SECOND } from '../../../src/kernel/time.ts'
import { type Ramp, RateCurve } from '../../../src/traffic/arrivals/rate-curve.ts'

/** `ramp: [{ over: 1m, from: 50/s }, { at: 9m, to: 520/s, over: 30s }]` on 400/s. */
const CANARY: readonly Ramp[] = [
  { atNs: 0, overNs: MINUTE, fromPerSecond: 50 },
  { atNs: 9 * MINUTE, overNs: 30 * SECOND, toPerSecond: 520 },
]

describe('expected requests', () => {
  it.each([
    ['30 s into the first ramp: 50 to 225/s', 30 * SECOND, (30 * (50 + 225)) / 2],
    ['at its end', MINUTE, 60 * 225],
    ['on the plateau', 2 * MINUTE, 60 * 225 + 60 * 400],
    ['half way through the second ramp', 9 * MINUTE + 15 * SECOND, 60 * 225 + 480 * 400 + (15 * (400 + 460)) / 2],
    ['long after it', 14 * MINUTE, 60 * 225 + 480 * 400 + 30 * 460 + 270 * 520],
  ])('%s', (_, ns, expected) => {
    expect(new RateCurve(400, CANARY).expectedBefore(ns)).toBeCloseTo(expected, 6)
  })

  it('steps at once when a ramp takes no time', () => {
    const curve = new RateCurve(10, [{ atNs: 5 * SECOND, overNs: 0, toPerSecond: 100 }])
    expect(curve.expectedBefore(6 * SECOND)).toBeCloseTo(50 + 100, 9)
  })

  it('lets a later ramp take over from one under way', () => {
    // 0 to 100/s over 10 s, cut at 5 s where it has reached 50/s, then down to 0 over 10 s.
    const curve = new RateCurve(100, [
      { atNs: 0, overNs: 10 * SECOND, fromPerSecond: 0 },
      { atNs: 5 * SECOND, overNs: 10 * SECOND, toPerSecond: 0 },
    ])
    expect(curve.expectedBefore(5 * SECOND)).toBeCloseTo(125, 9)
    expect(curve.expectedBefore(15 * SECOND)).toBeCloseTo(125 + 250, 9)
    expect(curve.expectedBefore(20 * SECOND)).toBeCloseTo(375, 9)
  })

  it('takes ramps in any order', () => {
    const curve = new RateCurve(400, CANARY.toReversed())
    expect(curve.expectedBefore(14 * MINUTE)).toBeCloseTo(60 * 225 + 480 * 400 + 30 * 460 + 270 * 520, 6)
  })
})

describe('the instant of an expectation', () => {
  it('is never once the rate is zero for good', () => {
    const curve = new RateCurve(100, [{ atNs: SECOND, overNs: SECOND, toPerSecond: 0 }])
    expect(curve.instantOf(149.9)).toBeLessThan(2 * SECOND)
    expect(curve.instantOf(150.1)).toBe(NEVER)
  })

  it('waits through a pause', () => {
    const curve = new RateCurve(10, [
      { atNs: SECOND, overNs: 0, toPerSecond: 0 },
      { atNs: 5 * SECOND, overNs: 0, toPerSecond: 10 },
    ])
    expect(curve.instantOf(9)).toBeCloseTo(0.9 * SECOND, 3)
    expect(curve.instantOf(10)).toBe(5 * SECOND)
    expect(curve.instantOf(11)).toBeCloseTo(5.1 * SECOND, 3)
  })

  it('undoes the expectation on any curve', () => {
    const ramp = fc.record({
      atNs: fc.integer({ min: 0, max: 100 * SECOND }),
      overNs: fc.integer({ min: 0, max: 50 * SECOND }),
      fromPerSecond: fc.option(fc.integer({ min: 0, max: 1000 }), { nil: undefined }),
      toPerSecond: fc.option(fc.integer({ min: 0, max: 1000 }), { nil: undefined }),
    })
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1000 }),
        fc.array(ramp, { maxLength: 4 }),
        fc.array(fc.double({ min: 0, max: 50_000, noNaN: true }), { minLength: 1, maxLength: 20 }),
        (base, ramps, targets) => {
          const curve = new RateCurve(base, ramps)
          let lastNs = 0
          for (const target of targets.toSorted((a, b) => a - b)) {
            const ns = curve.instantOf(target)
            expect(ns).toBeGreaterThanOrEqual(lastNs - 1e-3)
            // A rate of at most 1,000/s turns the rounding of an instant (1e-4 ns here) into far less than 1e-6 requests.
            if (ns !== NEVER) expect(Math.abs(curve.expectedBefore(ns) - target)).toBeLessThan(1e-6)
            lastNs = ns
          }
        },
      ),
      { seed: 1 },
    )
  })
})
