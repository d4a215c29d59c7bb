import { describe, expect, it } from 'vitest'
import { SECOND } from '../../../src/kernel/time.ts'
import { OutlierDetector } from '../../../src/proxy/outlier/outlier-detector.ts'
import type { OutlierSettings } from '../../../src/proxy/outlier/settings.ts'
import { hostTable, scripted } from '../hosts.ts'
import { SETTINGS } from './set-up.ts'

const OFF: OutlierSettings = {
  ...SETTINGS,
  consecutive5xx: 0,
  enforcingConsecutive5xx: 0,
  consecutiveGatewayFailure: 0,
  consecutiveLocalOriginFailure: 0,
  enforcingConsecutiveLocalOriginFailure: 0,
}

/** One interval in which host i answers `requests` requests, of which `failures[i]` fail; the hosts ejected at its end. */
function interval(failures: readonly number[], requests: number, settings: Partial<OutlierSettings>) {
  const hosts = hostTable(failures.length)
  const detector = new OutlierDetector({ ...OFF, ...settings }, hosts, scripted(99), 0, () => {})
  failures.forEach((failed, slot) => {
    for (let i = 0; i < requests; i++) detector.onResponse(slot, i < failed ? 500 : 200, SECOND)
  })
  expect(detector.needsSweep).toBe(true)
  detector.sweep(10 * SECOND)
  return { detector, ejected: hosts.current.filter(slot => !hosts.healthy(slot)) }
}

const RATE = { enforcing: 100, minimumHosts: 5, requestVolume: 100, stdevFactor: 1900 }
const PERCENTAGE = { enforcing: 100, minimumHosts: 5, requestVolume: 50, threshold: 85 }

describe('success rate', () => {
  it.each<[failures: number[], requests: number, change: Partial<typeof RATE>, ejected: number[]]>([
    // Rates 50, 100 x 4: mean 90, deviation 20, threshold 52.
    [[50, 0, 0, 0, 0], 100, {}, [0]],
    [[48, 0, 0, 0, 0], 100, {}, [0]],
    // One of five never lies more than two deviations below the mean.
    [[50, 0, 0, 0, 0], 100, { stdevFactor: 2000 }, []],
    // One of four lies the root of three deviations below.
    [[50, 0, 0, 0], 100, { stdevFactor: 1500 }, []],
    [[50, 0, 0, 0], 100, { minimumHosts: 4, stdevFactor: 1500 }, [0]],
    [[49, 0, 0, 0, 0], 99, {}, []],
    [[0, 0, 0, 0, 0], 100, {}, []],
    [[50, 0, 0, 0, 0], 100, { enforcing: 0 }, []],
  ])('failures %j of %i, %j: %j', (failures, requests, change, expected) => {
    expect(interval(failures, requests, { successRate: { ...RATE, ...change } }).ejected).toEqual(expected)
  })

  it('not enforced is detected all the same', () => {
    const { detector } = interval([50, 0, 0, 0, 0], 100, { successRate: { ...RATE, enforcing: 0 } })
    expect(detector.detected.success_rate).toBe(1)
    expect(detector.enforced.success_rate).toBe(0)
  })
})

describe('failure percentage', () => {
  it.each<[failures: number[], requests: number, change: Partial<typeof PERCENTAGE>, ejected: number[]]>([
    [[85, 84, 0, 0, 0], 100, {}, [0]],
    [[100, 90, 0, 0, 0], 100, {}, [0, 1]],
    [[50, 0, 0], 100, { minimumHosts: 3, threshold: 50 }, [0]],
    [[50, 0, 0], 100, { threshold: 50 }, []],
    [[49, 0, 0, 0, 0], 49, {}, []],
  ])('failures %j of %i, %j: %j', (failures, requests, change, expected) => {
    expect(interval(failures, requests, { failurePercentage: { ...PERCENTAGE, ...change } }).ejected).toEqual(expected)
  })

  it('counts again whom the success rate ejected in the same sweep, and ejects nobody twice', () => {
    const { detector, ejected } = interval([100, 0, 0, 0, 0], 100, { successRate: RATE, failurePercentage: PERCENTAGE })
    expect(ejected).toEqual([0])
    expect(detector.detected).toMatchObject({ success_rate: 1, failure_percentage: 1 })
    expect(detector.active).toBe(1)
  })
})

it('a host without requests is none of those that are enough', () => {
  const idle = { requestVolume: 0, minimumHosts: 2 }
  const hosts = hostTable(2)
  const settings = { ...OFF, failurePercentage: { ...PERCENTAGE, ...idle } }
  const detector = new OutlierDetector(settings, hosts, scripted(0), 0, () => {})
  for (let i = 0; i < 10; i++) detector.onResponse(0, 500, SECOND)
  detector.sweep(10 * SECOND)
  expect(detector.detected.failure_percentage).toBe(0)
})

it('each interval is judged by itself', () => {
  const hosts = hostTable(5)
  const settings = { ...OFF, failurePercentage: PERCENTAGE }
  const detector = new OutlierDetector(settings, hosts, scripted(0), 0, () => {})
  for (let i = 0; i < 49; i++) for (const slot of hosts.current) detector.onResponse(slot, slot === 0 ? 500 : 200, 0)
  detector.sweep(10 * SECOND)
  for (const slot of hosts.current) detector.onResponse(slot, slot === 0 ? 500 : 200, 11 * SECOND)
  detector.sweep(20 * SECOND)
  expect(detector.detected.failure_percentage).toBe(0)
})
