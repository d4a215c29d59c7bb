import { describe, expect, it } from 'vitest'
import type { OutlierSettings } from '../../../src/proxy/outlier/settings.ts'
import { assignmentOf } from '../hosts.ts'
import { setUp } from './set-up.ts'

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
    ['0 turns a count off', new Array(50).fill(500), [], { consecutive5xx: 0 }],
  ])('%s', (_, statuses, ejections, change = {}) => {
    expect(setUp(2, change).responses(0, statuses)).toEqual(ejections)
  })

  it.each([
    [501, []],
    [502, [2]],
    [503, [2]],
    [504, [2]],
    [505, []],
  ])('two of %i are two gateway failures: %j', (status, ejections) => {
    const two = setUp(2, { consecutiveGatewayFailure: 2, enforcingConsecutiveGatewayFailure: 100 })
    expect(two.responses(0, [status, status])).toEqual(ejections)
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

  it('and a detection starts them over, also where nobody enforces it', () => {
    const { detector } = setUp(2, {
      splitExternalLocalOriginErrors: true,
      consecutiveLocalOriginFailure: 3,
      enforcingConsecutiveLocalOriginFailure: 0,
    })
    for (let i = 0; i < 8; i++) detector.onLocalOrigin(0, 0)
    expect(detector.detected.consecutive_local_origin_failure).toBe(2)
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
