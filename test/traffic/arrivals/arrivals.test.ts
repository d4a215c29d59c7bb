import { describe, expect, it } from 'vitest'
import { MINUTE, SECOND } from '../../../src/kernel/time.ts'
import { type ArrivalSpec, type Arrivals, arrivals } from '../../../src/traffic/arrivals/arrivals.ts'
import { type Ramp, RateCurve } from '../../../src/traffic/arrivals/rate-curve.ts'

const open = (ratePerSecond: number, ramp: readonly Ramp[] = []): ArrivalSpec => ({
  kind: 'open',
  ratePerSecond,
  arrivals: 'poisson',
  ramp,
})

function instants(spec: ArrivalSpec, durationNs: number, source = 'shoppers', seed = 1): number[] {
  return drain(arrivals(spec, { seed, source, durationNs }))
}

function drain(process: Arrivals): number[] {
  const all: number[] = []
  for (let ns = process.nextNs(); ns !== Number.POSITIVE_INFINITY; ns = process.nextNs()) all.push(ns)
  return all
}

/** A Poisson count with this mean lies within 4 standard deviations but for 1 seed in 16,000. */
function expectPoissonCount(count: number, mean: number): void {
  expect(Math.abs(count - mean)).toBeLessThan(4 * Math.sqrt(mean))
}

describe('Poisson arrivals', () => {
  const RAMPS: readonly Ramp[] = [
    { atNs: 0, overNs: MINUTE, fromPerSecond: 50 },
    { atNs: 9 * MINUTE, overNs: 30 * SECOND, toPerSecond: 520 },
  ]

  it('come as often as the rate says, on every stretch of a ramp', () => {
    const all = instants(open(400, RAMPS), 12 * MINUTE)
    const curve = new RateCurve(400, RAMPS)
    for (let from = 0; from < 12 * MINUTE; from += 20 * SECOND) {
      const to = from + 20 * SECOND
      const count = all.filter(ns => ns >= from && ns < to).length
      expectPoissonCount(count, curve.expectedBefore(to) - curve.expectedBefore(from))
    }
  })

  it('have exponential gaps on the axis of expected requests (Kolmogorov-Smirnov at 0.1 %)', () => {
    const curve = new RateCurve(400, RAMPS)
    const marks = instants(open(400, RAMPS), 3 * MINUTE).map(ns => curve.expectedBefore(ns))
    const gaps = marks.map((mark, i) => mark - (marks[i - 1] ?? 0)).sort((a, b) => a - b)
    let distance = 0
    gaps.forEach((gap, i) => {
      const theory = 1 - Math.exp(-gap)
      distance = Math.max(distance, Math.abs(theory - i / gaps.length), Math.abs((i + 1) / gaps.length - theory))
    })
    expect(gaps.length).toBeGreaterThan(50_000)
    expect(distance * Math.sqrt(gaps.length)).toBeLessThan(1.95)
  })

  it('have independent gaps: no correlation at lag 1 beyond 4 sigma', () => {
    const all = instants(open(1000), MINUTE)
    const gaps = all.map((ns, i) => (ns - (all[i - 1] ?? 0)) / 1e6 - 1)
    let sum = 0
    for (let i = 1; i < gaps.length; i++) sum += gaps[i] * gaps[i - 1]
    expect(Math.abs(sum / Math.sqrt(gaps.length))).toBeLessThan(4)
  })

  it('see the same exponentials at any rate: common random numbers', () => {
    const slow = instants(open(100), 10 * MINUTE)
    const fast = instants(open(200), 5 * MINUTE)
    expect(fast.length).toBe(slow.length)
    // Twice the rate halves each instant; both are rounded to whole nanoseconds.
    expect(Math.max(...fast.slice(0, 50_000).map((ns, i) => Math.abs(2 * ns - slow[i])))).toBeLessThanOrEqual(1.5)
  })

  it('are whole, never go back, and end before the duration', () => {
    const all = instants(open(2_000_000_000), 10_000)
    expect(all.every(Number.isInteger)).toBe(true)
    expect(all.every((ns, i) => i === 0 || ns >= all[i - 1])).toBe(true)
    expect(all.at(-1)).toBeLessThan(10_000)
    expectPoissonCount(all.length, 20_000)
  })

  it('of one source do not depend on the others, only on seed and name', () => {
    const alone = instants(open(100), MINUTE, 'a')
    const context = { seed: 1, durationNs: MINUTE }
    const other = arrivals(open(300), { ...context, source: 'b' })
    const again = arrivals(open(100), { ...context, source: 'a' })
    const beside = alone.map(() => {
      other.nextNs()
      return again.nextNs()
    })
    expect(beside).toEqual(alone)
    expect(instants(open(100), MINUTE, 'b')).not.toEqual(alone)
    expect(instants(open(100), MINUTE, 'a', 2)).not.toEqual(alone)
  })

  it('are none at rate 0', () => {
    expect(instants(open(0), MINUTE)).toEqual([])
  })
})

describe('even arrivals', () => {
  const even = (ratePerSecond: number, ramp: readonly Ramp[] = []): ArrivalSpec => ({
    kind: 'open',
    ratePerSecond,
    arrivals: 'even',
    ramp,
  })

  it('stand at exact multiples of the gap, the first at 0', () => {
    expect(instants(even(4), SECOND)).toEqual([0, 250e6, 500e6, 750e6])
    expect(instants(even(3), SECOND)).toEqual([0, 333_333_333, 666_666_667])
  })

  it('follow a ramp: 0 to 10/s over 10 s has i requests due at sqrt(2 i) seconds', () => {
    const all = instants(even(10, [{ atNs: 0, overNs: 10 * SECOND, fromPerSecond: 0 }]), 10 * SECOND)
    expect(all).toEqual(Array.from({ length: 50 }, (_, i) => Math.round(Math.sqrt(2 * i) * 1e9)))
  })

  it('are none at rate 0, and wait for the rate to rise', () => {
    expect(instants(even(0), MINUTE)).toEqual([])
    expect(instants(even(0, [{ atNs: 5 * SECOND, overNs: 0, toPerSecond: 2 }]), 6 * SECOND)).toEqual([5e9, 5.5e9])
  })

  it('do not drift over an hour', () => {
    const all = instants(even(700), 3600 * SECOND)
    expect(all.length).toBe(700 * 3600)
    expect(all.at(-700)).toBe(3599 * SECOND)
  })
})

describe('bursts', () => {
  const burst: ArrivalSpec = { kind: 'open', ratePerSecond: 500, arrivals: { burst: { size: 20 } }, ramp: [] }

  it('come in whole groups at one instant, at the mean rate asked for', () => {
    const all = instants(burst, 10 * MINUTE)
    const sizes = new Map<number, number>()
    for (const ns of all) sizes.set(ns, (sizes.get(ns) ?? 0) + 1)
    expect(new Set(sizes.values())).toEqual(new Set([20]))
    expectPoissonCount(sizes.size, (500 / 20) * 600)
  })
})

describe('replay', () => {
  const replay = (...atNs: number[]): ArrivalSpec => ({ kind: 'replay', requests: atNs.map(ns => ({ atNs: ns })) })

  it('keeps the instants and ends with the duration', () => {
    expect(instants(replay(0, 5, 5, 90, 100, 101), 100)).toEqual([0, 5, 5, 90])
  })

  it('puts starts in order that a log wrote in the order of their ends', () => {
    expect(instants(replay(20, 10, 30), 100)).toEqual([10, 20, 30])
  })
})
