import { describe, expect, it } from 'vitest'
import { windowFigures } from '../../../src/validation/e2e/figures.ts'
import type { Observation, Page, Visit } from '../../../src/validation/e2e/observation.ts'

const MS = 1e6
const NOTHING: Observation = { pages: [], requests: [], attempts: [], visits: [], ejectsNs: [], unejectsNs: [] }
const WINDOWS = [
  { fromNs: 0, toNs: 1e9 },
  { fromNs: 1e9, toNs: 2e9 },
]
const SUBJECTS = { pods: ['front-a1', 'back-a1'], versions: ['v1', 'v2'], pageService: 'front' }

function page(tookMs: number, part: Partial<Page> = {}): Page {
  return { sentNs: 0, tookNs: tookMs * MS, outcome: '200', kind: 'ok', version: 'v1', pod: 'front-a1', ...part }
}

function figures(seen: Partial<Observation>) {
  return windowFigures({ ...NOTHING, ...seen }, WINDOWS, SUBJECTS).map(each => Object.fromEntries(each))
}

describe('windowFigures', () => {
  it('puts things into the window in which they began', () => {
    const late = page(5, { sentNs: 1e9 })
    const [first, second] = figures({ pages: [page(3000), late], ejectsNs: [999_999_999], unejectsNs: [1e9, 2e9] })
    expect([first['client.requests'], second['client.requests']]).toEqual([1, 1])
    expect(first['client.latency_ms.mean']).toBe(3000)
    expect([first['outlier.ejects'], second['outlier.ejects']]).toEqual([1, 0])
    expect([first['outlier.unejects'], second['outlier.unejects']]).toEqual([0, 1])
  })

  it('counts pages by class, outcome, version and pod', () => {
    const lacking = { outcome: '200 without reviews', kind: 'degraded', version: 'none' } as const
    const [first] = figures({
      pages: [
        page(1),
        page(2, { version: 'v2' }),
        page(3, lacking),
        page(4, { outcome: '503 UH', kind: 'error', version: 'none', pod: '' }),
      ],
    })
    expect(first).toMatchObject({
      'client.ok_share': 0.5,
      'client.degraded_share': 0.25,
      'client.error_share': 0.25,
      'client.outcome[200]': 2,
      'client.outcome[200 without reviews]': 1,
      'client.outcome[503 UH]': 1,
      'client.version_share[v1]': 0.25,
      'client.version_share[v2]': 0.25,
      'client.version_share[none]': 0.5,
      'client.not_ok_by_front[front-a1]': 1,
    })
  })

  it('quantiles are values that occurred: the smallest with at least that share at or below it', () => {
    const [first] = figures({ pages: Array.from({ length: 20 }, (_, i) => page(20 - i)) })
    expect(first).toMatchObject({
      'client.latency_ms.mean': 10.5,
      'client.latency_ms.p50': 10,
      'client.latency_ms.p95': 19,
      'client.latency_ms.p99': 20,
    })
  })

  it('tells requests of a hop from its attempts, which have a window of their own', () => {
    const hop = 'front>back'
    const [first, second] = figures({
      requests: [
        { hop, startNs: 0.9e9, tookNs: 200 * MS, attempts: 2, outcome: '200 -' },
        { hop, startNs: 0.9e9, tookNs: 0, attempts: 1, outcome: '503 UH' },
      ],
      attempts: [
        { hop, startNs: 0.9e9, outcome: '0 UT', sameZone: true },
        { hop, startNs: 1e9, outcome: '200 -', sameZone: false },
      ],
    })
    expect(first).toMatchObject({
      'hop[front>back].requests': 2,
      'hop[front>back].attempts': 1,
      'hop[front>back].attempts_per_request': 1.5,
      'hop[front>back].requests_with_retry': 1,
      'hop[front>back].outcome[503 UH]': 1,
      'hop[front>back].attempt_outcome[0 UT]': 1,
      'hop[front>back].same_zone_attempt_share': 1,
      'hop[front>back].latency_ms.mean': 100,
    })
    expect(second).toMatchObject({ 'hop[front>back].requests': 0, 'hop[front>back].attempts': 1 })
    expect(second).not.toHaveProperty('hop[front>back].latency_ms.mean')
  })

  it('waits and service times leave out what was turned away', () => {
    const visit = { service: 'back', pod: 'back-a1', arrivedNs: 0, rejected: false, waitNs: 0, workNs: 0 }
    const visits: Visit[] = [
      { ...visit, waitNs: 6 * MS, workNs: 20 * MS },
      { ...visit, waitNs: 0, workNs: 10 * MS },
      { ...visit, rejected: true },
    ]
    const [first] = figures({ pages: [page(1), page(1)], visits })
    expect(first).toMatchObject({
      'service[back].requests': 3,
      'service[back].requests_per_page': 1.5,
      'service[back].queue_full_503': 1,
      'service[back].queue_wait_ms.mean': 3,
      'service[back].service_time_ms.mean': 15,
      'pod[back-a1].requests': 3,
      'pod[front-a1].requests': 0,
    })
  })
})
