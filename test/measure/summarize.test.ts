import { describe, expect, test } from 'vitest'
import { MILLISECOND, SECOND } from '../../src/kernel/time.ts'
import { summarize } from '../../src/measure/summarize.ts'
import {
  clientHop,
  GATEWAY,
  gatewayHop,
  hop,
  newRecorder,
  OK,
  OVERFLOW,
  reviewsHop,
  TIMEOUT,
  WINDOWS,
} from './sample-run.ts'

/** Inner hops end first, as in life. 40 requests from 15 s on, one per second. */
function recorded() {
  const recorder = newRecorder()
  recorder.station(0, { workload: 'default/reviews-v1', version: 'v1', zone: 'eu/eu-1a', pod: 'reviews-v1-0' }, 4)
  for (let s = 0; s < 60; s++) {
    recorder.sampleStation(0, s * SECOND, (s + 1) * SECOND, (s / 15) * SECOND, s * SECOND, 2 * s)
    if (s < 15 || s >= 55) continue
    const end = s === 45 ? OVERFLOW : s === 46 ? TIMEOUT : OK
    if (s === 45) hop(recorder, reviewsHop(), s, 0, OVERFLOW, 0)
    else hop(recorder, reviewsHop(s % 2 === 0 ? 'v1' : 'v2'), s, 10, OK, s === 47 ? 3 : 1)
    hop(recorder, gatewayHop, s, 20, end)
    hop(recorder, clientHop, s, 60, end)
  }
  return recorder
}

const full = recorded()
full.finish(60 * SECOND)
const result = summarize(full, WINDOWS.windows)

describe('hops', () => {
  test('one row per labels and window, along the way of a request, however the hops ended', () => {
    const order = [...new Set(result.hops.map(row => `${row.at} > ${row.workload}`))]
    expect(order).toEqual([
      `client > ${GATEWAY}`,
      `${GATEWAY} > default/productpage-v1`,
      'default/productpage-v1 > ',
      'default/productpage-v1 > default/reviews-v1',
      'default/productpage-v1 > default/reviews-v2',
    ])
    expect(result.hops.filter(row => row.at === 'client').map(row => [row.window, row.requests])).toEqual([
      ['whole run', 40],
      ['before canary', 5],
      ['canary', 20],
      ['loss', 15],
      ['canary..+30s', 30],
    ])
  })

  test('rates, outcomes, codes and latency', () => {
    const row = result.hops.find(({ at, window }) => at === GATEWAY && window === 'loss')
    expect(row).toMatchObject({
      ...gatewayHop,
      requests: 15,
      ratePerSecond: 0.75,
      attempts: 15,
      outcomes: { ok: 13, rejected: 1, timeout: 1 },
      codes: { '200': 13, '503 UO': 1, '504 UT': 1 },
    })
    const ns = 20 * MILLISECOND
    expect(row?.latency).toEqual({
      meanNs: ns,
      minNs: ns,
      p50Ns: ns,
      p90Ns: ns,
      p95Ns: ns,
      p99Ns: ns,
      p999Ns: ns,
      maxNs: ns,
    })
  })

  test('no row for a window without a request', () => {
    const windows = result.hops
      .filter(row => row.to === 'default/reviews' && row.workload === '')
      .map(row => row.window)
    expect(windows).toEqual(['whole run', 'loss', 'canary..+30s'])
  })
})

describe('totals', () => {
  test('over all that answered, then by workload and version; counts are the sums of the rows', () => {
    const totals = result.totals.filter(row => row.to === 'default/reviews' && row.window === 'whole run')
    expect(totals.map(row => [row.workload, row.version, row.requests, row.attempts])).toEqual([
      [undefined, undefined, 40, 41],
      ['', '', 1, 0],
      ['default/reviews-v1', 'v1', 20, 20],
      ['default/reviews-v2', 'v2', 19, 21],
    ])
    expect('workload' in totals[0]).toBe(false)
    expect(totals[0].outcomes).toEqual({ ok: 39, rejected: 1 })
    expect([totals[0].latency.minNs, totals[0].latency.maxNs]).toEqual([0, 10 * MILLISECOND])
  })
})

describe('pods', () => {
  test('utilisation and queue over the buckets of the window, mean and highest', () => {
    const row = result.pods.find(({ window }) => window === 'canary')
    // Bucket s: utilisation s / 60, queue s, longest 2 s; the window holds the buckets 20 to 39.
    expect(row).toEqual({
      workload: 'default/reviews-v1',
      version: 'v1',
      zone: 'eu/eu-1a',
      pod: 'reviews-v1-0',
      window: 'canary',
      utilisationMean: expect.closeTo(29.5 / 60, 12),
      utilisationMax: expect.closeTo(39 / 60, 12),
      queueMean: expect.closeTo(29.5, 12),
      queueMax: 78,
      ejections: 0,
    })
  })
})

describe('series', () => {
  const column = (metric: string, workload: string) => {
    const found = result.series.columns.filter(known => known.metric === metric && known.workload === workload)
    expect(found).toHaveLength(1)
    return found[0]
  }

  test('one value per bucket; none in the warm-up, and no quantile without a request', () => {
    expect([result.series.count, result.series.bucketNs]).toEqual([60, SECOND])
    const requests = column('requests', 'default/productpage-v1').values
    expect(requests.slice(8, 17)).toEqual([null, null, 0, 0, 0, 0, 0, 1, 1])
    expect(column('p99Ns', 'default/productpage-v1').values.slice(13, 16)).toEqual([null, null, 20 * MILLISECOND])
    expect(column('errors', 'default/productpage-v1').values.slice(44, 48)).toEqual([0, 1, 1, 0])
    expect(column('attempts', 'default/reviews-v2').values[47]).toBe(3)
    for (const { values } of result.series.columns) expect(values).toHaveLength(60)
  })

  test('utilisation and queue of a pool carry no caller', () => {
    expect(column('utilisation', 'default/reviews-v1')).toMatchObject({ source: '', at: '', to: '', version: 'v1' })
    expect(column('queue', 'default/reviews-v1').values.slice(9, 12)).toEqual([null, 10, 11])
  })
})

test('an interrupted run keeps the windows that it reached', () => {
  const recorder = recorded()
  recorder.finish(30 * SECOND)
  const { windows, hops, series } = summarize(recorder, WINDOWS.windows)
  expect(windows.map(({ name, toNs }) => [name, toNs / SECOND])).toEqual([
    ['whole run', 30],
    ['before canary', 20],
    ['canary', 30],
    ['canary..+30s', 30],
  ])
  expect(hops.some(row => row.window === 'loss')).toBe(false)
  expect(series.count).toBe(30)
})

test('the order of rows does not depend on which hop ended first', () => {
  const rows = (labels: readonly Parameters<typeof hop>[1][]) => {
    const recorder = newRecorder()
    for (const one of labels) hop(recorder, one, 30, 5)
    recorder.finish(60 * SECOND)
    return summarize(recorder, WINDOWS.windows)
  }
  const hops = [clientHop, gatewayHop, reviewsHop('v1', 0), reviewsHop('v1', 1), reviewsHop('v2'), reviewsHop()]
  const expected = rows(hops)
  expect(rows([...hops].reverse())).toEqual(expected)
  expect(rows([hops[3], hops[0], hops[5], hops[2], hops[4], hops[1]])).toEqual(expected)
})
