import { describe, expect, test } from 'vitest'
import { MILLISECOND, SECOND } from '../../src/kernel/time.ts'
import { answer, type Statistic } from '../../src/measure/query.ts'
import type { Recorder } from '../../src/measure/recorder.ts'
import type { Labels } from '../../src/measure/selector.ts'
import {
  clientHop,
  gatewayHop,
  hop,
  MARKS,
  newRecorder,
  OK,
  OVERFLOW,
  reviewsHop,
  TIMEOUT,
  windowNamed,
} from './sample-run.ts'

/** `ask(recorder, 'errors', { at: 'gateway' }, 'rate')`; `p99` and the like are percentiles. */
function ask(recorder: Recorder, metric: string, labels: Labels, statistic: string, window = 'whole run') {
  const percent = /^p(.+)$/.exec(statistic)
  const asked = percent ? { kind: 'percentile', percent: Number(percent[1]) } : { kind: statistic }
  return answer(recorder, { metric, labels, statistic: asked as Statistic }, windowNamed(window), MARKS)
}

/** 100 requests in `canary`: 4 rejected, 1 timed out, 5 degraded; latencies 1 to 100 ms. Reviews: 90 v1, 8 v2, 2 nobody. */
function canaryRun(): Recorder {
  const recorder = newRecorder()
  for (let i = 1; i <= 100; i++) {
    const startS = 20 + i / 10
    const end = i <= 4 ? OVERFLOW : i === 5 ? TIMEOUT : i <= 10 ? ([200, '', 'degraded'] as const) : OK
    const labels = i <= 90 ? reviewsHop('v1', i % 2) : i <= 98 ? reviewsHop('v2', 0) : reviewsHop()
    hop(recorder, labels, startS, i / 2, i > 98 ? OVERFLOW : OK, i <= 90 ? 1 : 2)
    hop(recorder, gatewayHop, startS, i, end)
    hop(recorder, clientHop, startS, i + 36, end)
  }
  recorder.finish(60 * SECOND)
  return recorder
}

const run = canaryRun()
const value = (metric: string, labels: Labels, statistic: string, window?: string) =>
  ask(run, metric, labels, statistic, window).value

describe('requests and what became of them', () => {
  test('counts and rates per second of the window', () => {
    expect(value('requests', { at: 'gateway' }, 'count')).toBe(100)
    expect(value('requests', { at: 'gateway' }, 'rate', 'canary')).toBe(5)
    expect(value('requests', { at: 'gateway' }, 'rate')).toBe(2)
    expect(value('requests', { at: 'gateway' }, 'count', 'loss')).toBe(0)
  })

  test('errors are error, timeout and rejected; the rate is their share, with both numbers beside it', () => {
    expect(ask(run, 'errors', { at: 'gateway' }, 'rate')).toEqual({ value: 0.05, note: '5 of 100' })
    expect(value('errors', { at: 'gateway' }, 'count')).toBe(5)
    expect(value('degraded', { at: 'gateway' }, 'rate')).toBe(0.05)
  })

  test('code and flag narrow the numerator, not the denominator', () => {
    expect(value('errors', { at: 'gateway', code: '503' }, 'rate')).toBe(0.04)
    expect(value('errors', { at: 'gateway', flag: 'UT' }, 'rate')).toBe(0.01)
    expect(value('requests', { at: 'gateway', flag: 'UO' }, 'count')).toBe(4)
    expect(value('errors', { at: 'gateway', code: '404' }, 'count')).toBe(0)
  })

  test('without a label of the hop the client is meant, so that a request counts once', () => {
    expect(value('requests', {}, 'count')).toBe(100)
    expect(value('latency', { source: 'shoppers' }, 'min')).toBe(37 * MILLISECOND)
    expect(value('requests', { source: 'robots' }, 'count')).toBe(0)
  })

  test('names with and without namespace, versions, zones, pods', () => {
    for (const to of ['reviews', 'default/reviews']) expect(value('requests', { to }, 'count')).toBe(100)
    expect(value('requests', { service: 'reviews', version: 'v1' }, 'count')).toBe(90)
    expect(value('requests', { workload: 'reviews-v1', zone: 'eu-1b' }, 'count')).toBe(45)
    expect(value('requests', { workload: 'reviews-v1', zone: 'eu/eu-1b' }, 'count')).toBe(45)
    expect(value('requests', { pod: 'reviews-v2-0' }, 'count')).toBe(8)
    expect(value('requests', { pod: 'default/reviews-v2-0' }, 'count')).toBe(8)
    expect(value('requests', { at: 'productpage-v1', to: 'reviews' }, 'count')).toBe(100)
    expect(value('requests', { to: 'views' }, 'count')).toBe(0)
  })

  test('attempts per request', () => {
    expect(value('attempts-per-request', { to: 'reviews' }, 'mean')).toBeCloseTo(1.1, 12)
    expect(value('attempts-per-request', { to: 'reviews', version: 'v2' }, 'mean')).toBe(2)
  })
})

describe('latency', () => {
  test('mean, extremes and percentiles over all that match', () => {
    const at = { at: 'gateway' }
    expect(value('latency', at, 'mean')).toBe(50.5 * MILLISECOND)
    expect([value('latency', at, 'min'), value('latency', at, 'max')]).toEqual([MILLISECOND, 100 * MILLISECOND])
    for (const percent of [50, 90, 99]) {
      expect(Math.abs(value('latency', at, `p${percent}`)! / (percent * MILLISECOND) - 1)).toBeLessThan(0.004)
    }
    expect(value('latency', at, 'p100')).toBe(100 * MILLISECOND)
  })

  test('of one status only', () => {
    expect(value('latency', { at: 'gateway', code: '503' }, 'max')).toBe(4 * MILLISECOND)
  })
})

describe('share', () => {
  test('of the requests that a pod answered, those that the labels name, with the 95 % band', () => {
    const share = ask(run, 'share', { service: 'reviews', version: 'v2' }, 'value', 'canary')
    expect(share.value).toBeCloseTo(8 / 98, 12)
    // Wilson by hand: p = 0.08163, z2 = 3.84146: centre 0.09741, margin 1.95996 sqrt(0.000765 + 0.0001) / 1.0392 = 0.05547
    expect(share.note).toBe('95% band 4.19%-15.29%')
  })

  test('a version that nobody called has a share of 0, a pool without a service its own services', () => {
    expect(value('share', { service: 'reviews', version: 'v3' }, 'value')).toBe(0)
    expect(value('share', { workload: 'reviews-v2' }, 'value')).toBeCloseTo(8 / 98, 12)
  })

  test('versions and zones add up to one', () => {
    const of = (labels: Labels) => value('share', { service: 'reviews', ...labels }, 'value')!
    expect(of({ version: 'v1' }) + of({ version: 'v2' })).toBeCloseTo(1, 12)
    expect(of({ zone: 'eu-1a' }) + of({ zone: 'eu-1b' })).toBeCloseTo(1, 12)
  })
})

test('no sample, no value: a figure is never made up', () => {
  for (const [metric, statistic] of [
    ['errors', 'rate'],
    ['latency', 'p99'],
    ['share', 'value'],
    ['attempts-per-request', 'mean'],
    ['utilisation', 'max'],
  ]) {
    expect(ask(run, metric, { workload: 'ratings-v1' }, statistic)).toEqual({ note: 'no sample' })
  }
})

test('a name in several namespaces means the one in default', () => {
  const recorder = newRecorder()
  hop(recorder, gatewayHop, 21, 5)
  hop(recorder, { ...gatewayHop, to: 'staging/productpage', workload: 'staging/productpage-v1' }, 21, 5)
  hop(recorder, { ...gatewayHop, to: 'staging/only', workload: 'staging/only-v1' }, 21, 5)
  recorder.finish(60 * SECOND)
  const count = (labels: Labels) => ask(recorder, 'requests', labels, 'count').value
  expect(count({ to: 'productpage' })).toBe(1)
  expect(count({ to: 'staging/productpage' })).toBe(1)
  expect(count({ workload: 'productpage-v1' })).toBe(1)
  expect(count({ to: 'only' })).toBe(1)
})

describe('pods', () => {
  const labels = (n: number) => ({
    workload: 'default/reviews-v2',
    version: 'v2',
    zone: `eu/eu-1${'ab'[n]}`,
    pod: `reviews-v2-${n}`,
  })

  /** Two pods with 4 workers: from 20 s on pod 0 is half busy, pod 1 full with 10 waiting; pod 1 dies at 30.5 s. */
  function poolRun(): Recorder {
    const recorder = newRecorder()
    recorder.station(0, labels(0), 4)
    recorder.station(1, labels(1), 4)
    hop(recorder, reviewsHop('v2', 0), 20, 1)
    for (let s = 0; s < 60; s++) {
      const [from, to] = [s * SECOND, (s + 1) * SECOND]
      recorder.sampleStation(0, from, to, s < 20 ? 0 : 2 * SECOND, 0, s === 25 ? 3 : 0)
      if (s < 30)
        recorder.sampleStation(1, from, to, s < 20 ? 0 : 4 * SECOND, s < 20 ? 0 : 10 * SECOND, s === 29 ? 64 : 11)
    }
    recorder.sampleStation(1, 30 * SECOND, 30.5 * SECOND, 2 * SECOND, 0, 0)
    for (const s of [5, 21, 22, 45]) recorder.ejection(labels(1), s * SECOND)
    recorder.finish(60 * SECOND)
    return recorder
  }

  const pool = poolRun()
  const of = (metric: string, statistic: string, more: Labels = {}, window = 'canary') =>
    ask(pool, metric, { workload: 'reviews-v2', ...more }, statistic, window).value

  test('utilisation of a workload is the mean over the pods that lived, per bucket', () => {
    // 10 buckets of (50 % + 100 %) / 2, one of (50 % + 100 %) / 2 for half a bucket of life, 9 of 50 %.
    expect(of('utilisation', 'max')).toBe(0.75)
    expect(of('utilisation', 'min')).toBe(0.5)
    expect(of('utilisation', 'mean')).toBeCloseTo((11 * 0.75 + 9 * 0.5) / 20, 12)
    expect(of('utilisation', 'max', { pod: 'reviews-v2-1' })).toBe(1)
    expect(of('utilisation', 'max', { zone: 'eu-1a' })).toBe(0.5)
    expect(of('utilisation', 'max', {}, 'before canary')).toBe(0)
  })

  test('the longest queue is that of any pod at any time, the mean that of the pool', () => {
    expect(of('queue', 'max')).toBe(64)
    expect(of('queue', 'max', { zone: 'eu-1a' })).toBe(3)
    expect(of('queue', 'mean')).toBeCloseTo((10 * 5) / 20, 12)
  })

  test('to and service mean the pods that answered for it', () => {
    const asked = (metric: string, asking: Labels) => ask(pool, metric, asking, 'max', 'canary').value
    expect(asked('utilisation', { service: 'reviews' })).toBe(0.75)
    expect(asked('utilisation', { to: 'ratings' })).toBeUndefined()
  })

  test('labels that pods do not have are told', () => {
    expect(ask(pool, 'queue', { at: 'gateway' }, 'max')).toEqual({ note: 'no sample: queue has no label at' })
  })

  test('ejections by window, none of the warm-up', () => {
    expect(of('ejections', 'count')).toBe(2)
    expect(of('ejections', 'count', {}, 'loss')).toBe(1)
    expect(of('ejections', 'count', {}, 'whole run')).toBe(3)
    expect(of('ejections', 'count', { pod: 'reviews-v2-0' })).toBe(0)
  })
})

test('an interrupted run has rates over the time it got', () => {
  const recorder = newRecorder()
  for (let i = 0; i < 10; i++) hop(recorder, gatewayHop, 20 + i / 2, 1)
  recorder.finish(25 * SECOND)
  expect(ask(recorder, 'requests', { at: 'gateway' }, 'rate', 'canary').value).toBe(2)
  const beyond = ask(recorder, 'errors', { at: 'gateway' }, 'count', 'loss')
  expect(beyond).toEqual({ note: 'no sample: the run ended before' })
})
