import { describe, expect, it } from 'vitest'
import { SECOND } from '../../../src/kernel/time.ts'
import { FAILED_OUTLIER_CHECK } from '../../../src/proxy/host-table.ts'
import { OutlierDetector } from '../../../src/proxy/outlier/outlier-detector.ts'
import type { OutlierSettings } from '../../../src/proxy/outlier/settings.ts'
import { assignmentOf, hostTable, scripted } from '../hosts.ts'

/** Envoy's defaults, but for the cap. */
const SETTINGS: OutlierSettings = {
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
  maxEjectionPercent: 100,
  configured: {},
}

function setUp(count: number, change: Partial<OutlierSettings> = {}, random = 0) {
  const hosts = hostTable(count)
  const detector = new OutlierDetector({ ...SETTINGS, ...change }, hosts, scripted(random), 0, () => {})
  const ejected = () => hosts.current.filter(slot => (hosts.flags[slot] & FAILED_OUTLIER_CHECK) !== 0)
  /** Responses in order; the numbers (from 1) of those that ejected. */
  const responses = (slot: number, statuses: readonly number[], atS = 0) =>
    statuses.flatMap((status, index) => (detector.onResponse(slot, status, atS * SECOND) ? [index + 1] : []))
  const fail = (slot: number, atS = 0, times = 5) => responses(slot, new Array(times).fill(500), atS)
  return { hosts, detector, ejected, responses, fail }
}

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

describe('how many may be out', () => {
  it.each<[hosts: number, percent: number, ejected: number, alwaysEjectOneHost?: boolean]>([
    [3, 50, 1],
    [3, 30, 0],
    [3, 30, 1, true],
    [3, 66, 1],
    [3, 67, 2],
    [1, 90, 0],
    [1, 10, 1, true],
    [2, 60, 1],
    [4, 49, 1],
    [4, 50, 2],
    [9, 10, 0],
    [10, 10, 1],
    [10, 20, 2],
  ])('%i hosts, %i %%: %i', (count, maxEjectionPercent, ejected, alwaysEjectOneHost = false) => {
    const all = setUp(count, { maxEjectionPercent, alwaysEjectOneHost })
    for (const slot of all.hosts.current) all.fail(slot)
    expect(all.ejected()).toHaveLength(ejected)
    expect(all.detector.active).toBe(ejected)
    expect(all.detector.overflow).toBe(count - ejected)
    expect(all.detector.detected.consecutive_5xx).toBe(count)
    expect(all.detector.enforced.consecutive_5xx).toBe(ejected)
  })

  it('after an overflow it takes another full run', () => {
    const three = setUp(3, { maxEjectionPercent: 30 })
    three.fail(0, 0, 12)
    expect(three.detector.overflow).toBe(2)
  })
})

describe('which responses count', () => {
  it.each<[what: string, statuses: number[], ejections: number[], change?: Partial<OutlierSettings>]>([
    ['five in a row', [500, 501, 503, 504, 505], [5]],
    ['a 200 starts over', [500, 500, 500, 500, 200, 500, 500, 500, 500, 500], [10]],
    ['so does a 404', [500, 500, 500, 500, 404, 500, 500, 500, 500], []],
    [
      'gateway failures have their own count',
      [503, 503, 503],
      [3],
      { consecutiveGatewayFailure: 3, enforcingConsecutiveGatewayFailure: 100 },
    ],
    [
      'a 500 starts the gateway count over, not the other',
      [503, 503, 500, 503, 503],
      [5],
      { consecutiveGatewayFailure: 3, enforcingConsecutiveGatewayFailure: 100 },
    ],
    [
      '501 and 505 are no gateway failures',
      [501, 505, 501, 505],
      [],
      { consecutiveGatewayFailure: 2, enforcingConsecutiveGatewayFailure: 100 },
    ],
    ['0 turns a count off', new Array(50).fill(500), [], { consecutive5xx: 0 }],
  ])('%s', (_, statuses, ejections, change = {}) => {
    expect(setUp(2, change).responses(0, statuses)).toEqual(ejections)
  })

  it('not enforced: detected at every full run, and nobody goes', () => {
    const two = setUp(2, { enforcingConsecutive5xx: 0 })
    two.fail(0, 0, 14)
    expect(two.detector.detected.consecutive_5xx).toBe(2)
    expect(two.ejected()).toEqual([])
  })

  it.each([
    [39, true],
    [40, false],
  ])('enforced in 40 %% of cases: random %i ejects %s', (random, ejects) => {
    const two = setUp(2, { enforcingConsecutive5xx: 40 }, random)
    two.fail(0)
    expect(two.ejected()).toEqual(ejects ? [0] : [])
  })

  it('lost connections count as 503', () => {
    const { detector } = setUp(1)
    expect([1, 2, 3, 4, 5].map(() => detector.onLocalOrigin(0, 0))).toEqual([false, false, false, false, true])
    expect(detector.detected.consecutive_gateway_failure).toBe(1)
  })

  it('apart from responses when the two are split; a connection that works starts them over', () => {
    const { detector, responses } = setUp(2, { splitExternalLocalOriginErrors: true, consecutiveLocalOriginFailure: 3 })
    expect(responses(0, [500, 500, 500, 500])).toEqual([])
    expect([1, 2].map(() => detector.onLocalOrigin(0, 0))).toEqual([false, false])
    detector.onConnectSuccess(0)
    expect([1, 2, 3].map(() => detector.onLocalOrigin(0, 0))).toEqual([false, false, true])
    expect(detector.detected).toMatchObject({ consecutive_5xx: 0, consecutive_local_origin_failure: 1 })
  })
})

describe('hosts that leave', () => {
  it('make room under the cap, and their late responses mean nothing', () => {
    const { hosts, detector, fail } = setUp(3, { maxEjectionPercent: 50 })
    fail(0)
    const { removed } = hosts.update(assignmentOf([{ address: 'h1:80' }, { address: 'h2:80' }]), 0)
    for (const slot of removed) detector.retire(slot)
    expect(detector.active).toBe(0)
    expect(detector.needsSweep).toBe(false)
    expect(fail(0)).toEqual([])
    expect(fail(1)).toEqual([5])
  })
})
