import { describe, expect, it } from 'vitest'
import { SECOND } from '../../../src/kernel/time.ts'
import { OutlierDetector } from '../../../src/proxy/outlier/outlier-detector.ts'
import type { OutlierEvent } from '../../../src/proxy/outlier/outlier-event.ts'
import type { OutlierSettings } from '../../../src/proxy/outlier/settings.ts'
import { hostTable, scripted } from '../hosts.ts'

const SETTINGS: OutlierSettings = {
  consecutive5xx: 2,
  enforcingConsecutive5xx: 100,
  consecutiveGatewayFailure: 2,
  enforcingConsecutiveGatewayFailure: 0,
  consecutiveLocalOriginFailure: 2,
  enforcingConsecutiveLocalOriginFailure: 100,
  splitExternalLocalOriginErrors: false,
  intervalNs: SECOND,
  baseEjectionTimeNs: SECOND,
  maxEjectionTimeNs: 300 * SECOND,
  maxEjectionPercent: 50,
  configured: {},
}

function setUp(count: number, change: Partial<OutlierSettings> = {}) {
  const hosts = hostTable(count)
  const detector = new OutlierDetector({ ...SETTINGS, ...change }, hosts, scripted(0), 0, () => {})
  const events: OutlierEvent[] = []
  detector.onEvent = event => events.push(event)
  return { detector, events }
}

const told = (events: readonly OutlierEvent[]) =>
  events.map(event => [event.action, event.slot, 'detection' in event ? event.detection : '-', event.ejections])

describe('the ejection event log (recorded)', () => {
  it('tells what was detected and not enforced before what ejected', () => {
    const { detector, events } = setUp(2)
    for (let i = 0; i < 2; i++) detector.onResponse(1, 503, 7)
    expect(told(events)).toEqual([
      ['detected_not_enforced', 1, 'consecutive_gateway_failure', 0],
      ['eject', 1, 'consecutive_5xx', 1],
    ])
  })

  it('has no line for a host that the cap saves', () => {
    const { detector, events } = setUp(3, { maxEjectionPercent: 33 })
    for (let i = 0; i < 2; i++) detector.onResponse(1, 503, 7)
    expect(events).toEqual([])
    // Both detections overflowed, also the one that nobody enforces.
    expect(detector.overflow).toBe(2)
  })

  it('tells how long a host was out, and counts its ejections on', () => {
    const { detector, events } = setUp(2)
    for (let i = 0; i < 2; i++) detector.onResponse(0, 500, 0.5 * SECOND)
    detector.sweep(SECOND)
    detector.sweep(2 * SECOND)
    for (let i = 0; i < 2; i++) detector.onResponse(0, 500, 2.1 * SECOND)
    expect(told(events)).toEqual([
      ['eject', 0, 'consecutive_5xx', 1],
      ['uneject', 0, '-', 1],
      ['eject', 0, 'consecutive_5xx', 2],
    ])
    expect(events[1]).toMatchObject({ atNs: 2 * SECOND, ejectedForNs: 1.5 * SECOND })
  })

  it('a sweep tells the rates that it judged by, and detects by failure percentage what it ejected by success rate', () => {
    const { detector, events } = setUp(5, {
      consecutive5xx: 1000,
      successRate: { enforcing: 100, minimumHosts: 5, requestVolume: 50, stdevFactor: 1900 },
      failurePercentage: { enforcing: 0, minimumHosts: 5, requestVolume: 50, threshold: 85 },
      consecutiveGatewayFailure: 1000,
    })
    for (let slot = 0; slot < 5; slot++)
      for (let i = 0; i < 50; i++) detector.onResponse(slot, slot === 3 ? 503 : 200, 1)
    expect(detector.sweep(SECOND)).toEqual([3])
    // Rates 100 x 4 and 0: mean 80, deviation 40, threshold 80 - 76.
    expect(events).toMatchObject([
      { action: 'eject', detection: 'success_rate', judged: { hostRate: 0, meanRate: 80, threshold: 4 } },
      { action: 'detected_not_enforced', detection: 'failure_percentage', ejections: 1, judged: { hostRate: 0 } },
    ])
    expect(detector.detected).toMatchObject({ success_rate: 1, failure_percentage: 1 })
  })
})

describe('timeouts', () => {
  it('feed the local-origin counter when the two origins are kept apart', () => {
    const { detector } = setUp(2, { splitExternalLocalOriginErrors: true })
    expect([1, 2].map(() => detector.onLocalOrigin(0, 0, 504))).toEqual([false, true])
    expect(detector.enforced).toMatchObject({ consecutive_local_origin_failure: 1, consecutive_5xx: 0 })
  })

  it('count as what they are answered with otherwise: 204 is a success', () => {
    const { detector } = setUp(2)
    detector.onLocalOrigin(0, 0, 504)
    expect(detector.onLocalOrigin(0, 0, 204)).toBe(false)
    expect([1, 2].map(() => detector.onLocalOrigin(0, 0, 504))).toEqual([false, true])
  })
})

describe('a sweep exactly one interval after a host came back', () => {
  /** Length of an ejection in sweeps, after one that ended an interval before. */
  const secondLength = (returnLagNs: number) => {
    const { detector, events } = setUp(2, { returnLagNs })
    for (let i = 0; i < 2; i++) detector.onResponse(0, 500, 0)
    for (const s of [1, 2]) detector.sweep(s * SECOND)
    for (let i = 0; i < 2; i++) detector.onResponse(0, 500, 2 * SECOND)
    for (const s of [3, 4, 5]) detector.sweep(s * SECOND)
    const last = events.at(-1)
    return last?.action === 'uneject' ? last.ejectedForNs / SECOND : undefined
  }

  it.each([
    ['decays the multiplier', 0, 1],
    ['or not, if the host counts as back a moment after its sweep', 1, 2],
  ])('%s', (_, lagNs, seconds) => {
    expect(secondLength(lagNs)).toBe(seconds)
  })
})
