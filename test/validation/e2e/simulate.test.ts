import { describe, expect, it } from 'vitest'
import type { Observation } from '../../../src/validation/e2e/observation.ts'
import { CALL_TIMEOUT_MS, every, simulateSmall, tally, toReviews } from './small-recording.ts'

const MS = 1e6

const seenBy = (seen: Observation, pod: string): number => seen.visits.filter(visit => visit.pod === pod).length

describe('a page', () => {
  it('takes the service times of its pods, one after the other', () => {
    const { seen } = simulateSmall({})
    expect(seen.pages).toEqual([
      { sentNs: 1e9, tookNs: 24 * MS, outcome: '200', kind: 'ok', version: 'reviews-v1', pod: 'productpage-a1' },
    ])
    expect(seen.requests.map(({ hop, tookNs, attempts, outcome }) => [hop, tookNs, attempts, outcome])).toEqual(
      expect.arrayContaining([
        ['ingress>productpage', 24 * MS, 1, '200 -'],
        ['productpage>reviews-v1', 20 * MS, 1, '200 -'],
      ]),
    )
    expect(seen.visits.map(({ service, waitNs, workNs }) => [service, waitNs, workNs])).toEqual(
      expect.arrayContaining([
        ['productpage', 0, 4 * MS],
        ['reviews-v1', 0, 20 * MS],
      ]),
    )
  })

  it('goes where the split sends it', () => {
    const { seen } = simulateSmall({ split: { 'reviews-v1': 0, 'reviews-v2': 100 } })
    expect(seen.pages[0]).toMatchObject({ tookNs: 34 * MS, version: 'reviews-v2' })
  })

  it('lacks its reviews when both tries fail; the failing service works first and calls nobody', () => {
    const { seen } = simulateSmall({ errors: { 'reviews-v1': { status: 500, fraction: 1 } } })
    expect(seen.pages[0]).toMatchObject({
      outcome: '200 without reviews',
      kind: 'degraded',
      version: 'none',
      tookNs: 44 * MS,
    })
    expect(tally(toReviews(seen.requests))).toEqual({ '500 -': 2 })
  })

  it('waits in the queue of a busy pod, and is turned away from a full one', () => {
    const busy = { workers: 1, queue: 1 }
    const { seen } = simulateSmall({
      arrivalsS: [1, 1, 1],
      reviewsV1: busy,
      pushes: [
        { kind: 'eds', proxy: 'productpage-a1', cluster: 'reviews-v1', removed: ['reviews-v1-b1'], applied_t_s: 0.5 },
      ],
    })
    const visits = seen.visits.filter(({ service }) => service === 'reviews-v1')
    expect(visits.map(({ waitNs, rejected }) => [waitNs / MS, rejected]).sort()).toEqual([
      [0, false],
      [0, true],
      [0, true],
      [20, false],
    ])
    expect(tally(seen.pages)).toEqual({ '200': 2, '200 without reviews': 1 })
  })
})

describe('what happens to a mesh', () => {
  it('rds: other weights from the instant of the push', () => {
    const { seen } = simulateSmall({
      arrivalsS: [1, 3],
      pushes: [{ kind: 'rds', proxy: 'productpage-a1', split: { 'reviews-v1': 0, 'reviews-v2': 100 }, applied_t_s: 2 }],
    })
    expect(seen.pages.map(({ version }) => version)).toEqual(['reviews-v1', 'reviews-v2'])
  })

  it('eds: a proxy without endpoints answers UH; an empty list of removed ones brings all back', () => {
    const push = (removed: string[], at: number): object => ({
      kind: 'eds',
      proxy: 'productpage-a1',
      cluster: 'reviews-v1',
      removed,
      applied_t_s: at,
    })
    const { seen } = simulateSmall({
      arrivalsS: [1, 3, 5],
      pushes: [push(['reviews-v1-a1', 'reviews-v1-b1'], 2), push([], 4)],
    })
    expect(seen.pages.map(({ outcome }) => outcome)).toEqual(['200', '200 without reviews', '200'])
    expect(tally(toReviews(seen.requests))).toEqual({ '200 -': 2, '503 UH': 2 })
    // No attempt without a host.
    expect(tally(toReviews(seen.attempts))).toEqual({ '200 -': 2 })
  })

  it('slow: service times drawn after the instant are multiplied', () => {
    const { seen } = simulateSmall({
      arrivalsS: [1, 1.99, 3, 5],
      faults: [
        { t_s: 2, service: 'reviews-v1', slow_factor: 3 },
        { t_s: 4, service: 'reviews-v1', slow_factor: 1 },
      ],
    })
    expect(seen.pages.map(({ tookNs }) => tookNs / MS)).toEqual([24, 24, 64, 24])
  })

  it('fail503: every answer is 503 at once, and a retry policy without 5xx leaves it at that', () => {
    const faults = ['reviews-v1-a1', 'reviews-v1-b1'].map(pod => ({ t_s: 2, pod, mode: 'fail503' }))
    const { seen } = simulateSmall({ arrivalsS: [1, 1.99, 3], faults })
    expect(seen.pages.map(({ outcome, tookNs }) => [outcome, tookNs / MS])).toEqual([
      ['200', 24],
      // Its reviews were under way.
      ['200', 24],
      ['200 without reviews', 4],
    ])
    expect(seen.visits.filter(({ rejected }) => rejected)).toHaveLength(2)
    expect(tally(toReviews(seen.attempts))).toEqual({ '200 -': 2, '503 -': 2 })
  })

  it('down: what is under way is reset, new connections are refused and tried at another host; normal: it is back', () => {
    const only = {
      kind: 'eds',
      proxy: 'productpage-a1',
      cluster: 'reviews-v1',
      removed: ['reviews-v1-b1'],
      applied_t_s: 0.1,
    }
    const { seen } = simulateSmall({
      arrivalsS: [1.99, 3, 5],
      pushes: [only],
      faults: [
        { t_s: 2, pod: 'reviews-v1-a1', mode: 'down' },
        { t_s: 4, pod: 'reviews-v1-a1', mode: 'normal' },
      ],
    })
    expect(seen.pages.map(({ outcome }) => outcome)).toEqual(['200 without reviews', '200 without reviews', '200'])
    expect(tally(toReviews(seen.requests))).toEqual({ '503 UC': 1, '503 URX,UF': 3, '200 -': 1 })
    // Three refused connections per request: the first and two retries.
    expect(tally(toReviews(seen.attempts))).toEqual({ '0 UC': 1, '0 UF': 9, '200 -': 1 })
    // Dropped work is in nobody's log.
    expect(seenBy(seen, 'reviews-v1-a1')).toBe(1)
  })

  it('down: the calls of a dead application are given up at its proxy, which lives', () => {
    const { seen } = simulateSmall({ arrivalsS: [1.99], faults: [{ t_s: 2, pod: 'productpage-a1', mode: 'down' }] })
    expect(seen.pages.map(({ outcome, kind }) => [outcome, kind])).toEqual([['503 UC', 'error']])
    expect(tally(toReviews(seen.requests))).toEqual({ '0 DC': 1 })
    expect(tally(toReviews(seen.attempts))).toEqual({ '0 -': 1 })
    // A caller that gives up is not noticed.
    expect(seenBy(seen, 'reviews-v1-a1') + seenBy(seen, 'reviews-v1-b1')).toBe(1)
  })

  it('blackhole: requests are taken and never answered, not even when all is normal again', () => {
    const both = ['reviews-v1-a1', 'reviews-v1-b1']
    const { seen } = simulateSmall({
      arrivalsS: [1.99, 3, 5],
      faults: [
        ...both.map(pod => ({ t_s: 2, pod, mode: 'blackhole' })),
        // While the second try of the page of 3 s waits.
        ...both.map(pod => ({ t_s: 3.4, pod, mode: 'normal' })),
      ],
    })
    expect(seen.pages.map(({ outcome, tookNs }) => [outcome, tookNs / MS])).toEqual([
      ['200', 24],
      ['200 without reviews', 4 + 2 * CALL_TIMEOUT_MS],
      ['200', 24],
    ])
    expect(tally(toReviews(seen.requests))).toEqual({ '200 -': 2, '0 DC': 2 })
    expect(tally(toReviews(seen.attempts))).toEqual({ '200 -': 2, '0 -': 2 })
    expect(toReviews(seen.requests).map(({ tookNs }) => tookNs / MS)).toEqual(
      expect.arrayContaining([CALL_TIMEOUT_MS, CALL_TIMEOUT_MS]),
    )
  })

  it('outlier detection: five 503 eject; the first sweep after the ejection time, at the recorded phase, brings back', () => {
    const { seen } = simulateSmall({
      arrivalsS: every(0.05, 0, 9),
      outlier: {
        consecutive_5xx: 5,
        interval: '2s',
        base_ejection_time: '3s',
        max_ejection_percent: 50,
        enforcing_success_rate: 0,
      },
      sweepPhase: { 'productpage-a1': { t_s_mod_2: 1.4, from: 'unejections of this proxy' } },
      faults: [
        { t_s: 1.01, pod: 'reviews-v1-a1', mode: 'fail503' },
        { t_s: 4, pod: 'reviews-v1-a1', mode: 'normal' },
      ],
      change: scenario => {
        scenario.windows_s = [
          [0, 1],
          [1, 2],
          [2, 5.3],
          [5.3, 5.5],
          [5.5, 10],
        ]
      },
    })
    // Own zone first: all go to a1 and fail from 1.01 s. Ejected after five; 3 s later the sweeps are at 5.4 s.
    expect(seen.ejectsNs.map(atNs => Math.round(atNs / 1e8))).toEqual([20])
    expect(seen.unejectsNs.map(atNs => Math.round(atNs / 1e8))).toEqual([55])
    const far = toReviews(seen.attempts).filter(({ sameZone }) => !sameZone)
    const [first, last] = [Math.min(...far.map(each => each.startNs)), Math.max(...far.map(each => each.startNs))]
    expect(first).toBeGreaterThan(1.1e9)
    expect(first).toBeLessThan(1.3e9)
    expect(last).toBeGreaterThan(5.3e9)
    expect(last).toBeLessThan(5.4e9)
  })
})
