import { describe, expect, it } from 'vitest'
import { SECOND } from '../../../src/kernel/time.ts'
import { OutlierDetector } from '../../../src/proxy/outlier/outlier-detector.ts'
import { hostTable, scripted } from '../hosts.ts'
import { SETTINGS, setUp } from './set-up.ts'

describe('how long a host stays out (outlier_detection_impl_test.cc)', () => {
  /** Runs the sweeps of (from, to] and returns the second at which host 0 came back, if it did. */
  const backAt = ({ detector, ejected }: ReturnType<typeof setUp>, fromS: number, toS: number) => {
    for (let s = fromS + 10; s <= toS; s += 10) {
      detector.sweep(s * SECOND)
      if (ejected().length === 0) return s
    }
    return undefined
  }

  it('grows with each ejection and shrinks with each quiet sweep', () => {
    const one = setUp(1, { baseEjectionTimeNs: 10 * SECOND })
    const rounds: readonly (readonly [failS: number, backS: number])[] = [
      [0, 10],
      [10, 30],
      [30, 60],
    ]
    for (const [failS, backS] of rounds) {
      expect(one.fail(0, failS)).toEqual([5])
      expect(backAt(one, failS, 1000)).toBe(backS)
    }
    for (const s of [70, 80]) one.detector.sweep(s * SECOND)
    expect(one.fail(0, 80)).toEqual([5])
    expect(backAt(one, 80, 1000)).toBe(100)
    for (let s = 110; s <= 610; s += 10) one.detector.sweep(s * SECOND)
    expect(one.detector.needsSweep).toBe(false)
    expect(one.fail(0, 610)).toEqual([5])
    expect(backAt(one, 610, 1000)).toBe(620)
  })

  it('ends at the first sweep after the time is over', () => {
    const one = setUp(1)
    one.fail(0)
    one.detector.sweep(9.999 * SECOND)
    one.detector.sweep(29.999 * SECOND)
    expect(one.ejected()).toEqual([0])
    one.detector.sweep(30.001 * SECOND)
    expect(one.ejected()).toEqual([])
  })

  it.each([
    [300, 10, 29, 290],
    [300, 10, 30, 300],
    [300, 10, 31, 300],
    [300, 10, 40, 300],
    // The cap may lie between two sweeps.
    [305, 10, 30, 300],
    [305, 10, 31, 310],
    [305, 10, 40, 310],
  ])('is at most %i s: with a base of %i s ejection %i lasts %i s', (maxS, baseS, ejections, lengthS) => {
    const one = setUp(1, { baseEjectionTimeNs: baseS * SECOND, maxEjectionTimeNs: maxS * SECOND })
    let now = 0
    for (let ejection = 1; ejection < ejections; ejection++) {
      one.fail(0, now)
      now = backAt(one, now, now + 1000)!
    }
    one.fail(0, now)
    expect(backAt(one, now, now + 1000)! - now).toBe(lengthS)
  })

  it('takes as many quiet sweeps to forget as the multiplier is high, which stops one above the maximum', () => {
    const one = setUp(1, { baseEjectionTimeNs: 10 * SECOND })
    let now = 0
    for (let ejection = 1; ejection <= 40; ejection++) {
      one.fail(0, now)
      now = backAt(one, now, now + 1000)!
    }
    // 31 times the base is not below 300 s + 10 s: five sweeps later 26 are left.
    for (let sweep = 1; sweep <= 5; sweep++) one.detector.sweep((now + 10 * sweep) * SECOND)
    one.fail(0, now + 50)
    expect(backAt(one, now + 50, now + 1000)).toBe(now + 50 + 270)
  })

  it('is forgotten with the last of these sweeps', () => {
    const one = setUp(1, { baseEjectionTimeNs: 10 * SECOND })
    one.fail(0)
    expect(backAt(one, 0, 10)).toBe(10)
    expect(one.detector.needsSweep).toBe(true)
    one.detector.sweep(20 * SECOND)
    expect(one.detector.needsSweep).toBe(false)
  })

  it('has a jitter of whole milliseconds on top', () => {
    const one = setUp(1, { maxEjectionTimeJitterNs: 9 * SECOND }, 13_500)
    one.fail(0)
    // 13500 % 9001 = 4499 ms.
    one.detector.sweep(34.498 * SECOND)
    expect(one.ejected()).toEqual([0])
    one.detector.sweep(34.499 * SECOND)
    expect(one.ejected()).toEqual([])
  })

  it('sweeps keep to the phase of the start', () => {
    const hosts = hostTable(1)
    const detector = new OutlierDetector(SETTINGS, hosts, scripted(0), 3 * SECOND, () => {})
    expect([3, 5, 13, 22.9].map(s => detector.nextSweepNs(s * SECOND) / SECOND)).toEqual([13, 13, 23, 23])
    expect(detector.needsSweep).toBe(false)
  })
})
