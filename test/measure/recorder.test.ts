import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { MILLISECOND, SECOND } from '../../src/kernel/time.ts'
import { tally } from '../../src/measure/tally.ts'
import {
  clientHop,
  type End,
  gatewayHop,
  hop,
  newRecorder,
  OK,
  OVERFLOW,
  reviewsHop,
  WINDOWS,
  windowNamed,
} from './sample-run.ts'

describe('interning', () => {
  test('equal labels and codes have one number, a difference anywhere another', () => {
    const recorder = newRecorder()
    const cell = recorder.cell(reviewsHop('v1'))
    expect(recorder.cell({ ...reviewsHop('v1') })).toBe(cell)
    for (const key of ['source', 'at', 'to', 'workload', 'version', 'zone', 'pod'] as const) {
      expect(recorder.cell({ ...reviewsHop('v1'), [key]: 'x' })).not.toBe(cell)
    }
    expect(recorder.code(503, 'UO', 'rejected')).toBe(recorder.code(503, 'UO', 'rejected'))
    expect(recorder.code(503, 'UO', 'error')).not.toBe(recorder.code(503, 'UO', 'rejected'))
    expect(recorder.code(503, '', 'rejected')).not.toBe(recorder.code(503, 'UO', 'rejected'))
  })
})

describe('windows', () => {
  test('a request belongs to the window of its start, whenever it ends', () => {
    const recorder = newRecorder()
    hop(recorder, clientHop, 19.9, 2000)
    hop(recorder, clientHop, 20, 1000, OK, 3)
    recorder.finish(60 * SECOND)
    const inWindow = (name: string) => tally(recorder, recorder.cells, windowNamed(name))
    expect(inWindow('before canary').requests).toBe(1)
    expect(inWindow('canary').requests).toBe(1)
    expect(inWindow('canary').attempts).toBe(3)
    expect(inWindow('canary').latency.max).toBe(SECOND)
    expect(inWindow('loss').requests).toBe(0)
    expect(inWindow('canary..+30s').requests).toBe(1)
    expect(inWindow('whole run').requests).toBe(2)
  })

  test('a start in the warm-up or after the end is counted nowhere, not even in the series', () => {
    const recorder = newRecorder()
    hop(recorder, clientHop, 9.9999, 500)
    hop(recorder, clientHop, 60, 1)
    recorder.finish(61 * SECOND)
    expect(tally(recorder, recorder.cells, windowNamed('whole run')).requests).toBe(0)
    for (let bucket = 0; bucket < 62; bucket++) expect(recorder.groups[0].series.value(bucket, 'requests')).toBe(0)
  })

  test('counts are conserved: segments, windows and series hold every measured request once', () => {
    const request = fc.record({
      gapMs: fc.nat(900),
      ms: fc.nat(5000),
      cell: fc.nat(2),
      end: fc.constantFrom<End>(OK, OVERFLOW),
    })
    fc.assert(
      fc.property(fc.array(request, { maxLength: 120 }), requests => {
        const recorder = newRecorder()
        const hops = [clientHop, gatewayHop, reviewsHop('v2')]
        let endNs = 0
        let measured = 0
        for (const { gapMs, ms, cell, end } of requests) {
          endNs += gapMs * MILLISECOND
          const startNs = Math.max(0, endNs - ms * MILLISECOND)
          if (startNs >= 10 * SECOND && startNs < 60 * SECOND) measured++
          const latencyNs = endNs - startNs
          recorder.record(recorder.cell(hops[cell]), recorder.code(...end), startNs, endNs, latencyNs, 1)
        }
        recorder.finish(Math.max(endNs, 60 * SECOND))
        const total = (name: string) => tally(recorder, recorder.cells, windowNamed(name)).requests
        expect(total('whole run')).toBe(measured)
        expect(total('before canary') + total('canary') + total('loss')).toBe(measured)
        let inSeries = 0
        for (const { series } of recorder.groups) {
          for (let bucket = 0; bucket <= 120; bucket++) inSeries += series.value(bucket, 'requests')
        }
        expect(inSeries).toBe(measured)
      }),
      { numRuns: 50 },
    )
  })
})

describe('series', () => {
  test('a bucket counts what ended in it, with its own quantiles', () => {
    const recorder = newRecorder()
    for (let i = 1; i <= 100; i++) hop(recorder, gatewayHop, 11 + i / 1000, i)
    hop(recorder, gatewayHop, 12.5, 700, OVERFLOW, 3)
    hop(recorder, gatewayHop, 13.2, 10, [200, '', 'degraded'])
    hop(recorder, gatewayHop, 13.4, 20)
    recorder.finish(60 * SECOND)
    const at = (bucket: number) => {
      const { series } = recorder.groups[0]
      const count = (figure: 'requests' | 'errors' | 'degraded' | 'attempts') => series.value(bucket, figure)
      return [count('requests'), count('errors'), count('degraded'), count('attempts')]
    }
    expect(at(11)).toEqual([100, 0, 0, 100])
    expect(at(12)).toEqual([0, 0, 0, 0])
    expect(at(13)).toEqual([3, 1, 1, 5])
    const quantile = (bucket: number, figure: 'p50Ns' | 'p99Ns') => recorder.groups[0].series.value(bucket, figure)
    expect(Math.abs(quantile(11, 'p50Ns') / (50 * MILLISECOND) - 1)).toBeLessThan(0.004)
    expect(Math.abs(quantile(11, 'p99Ns') / (99 * MILLISECOND) - 1)).toBeLessThan(0.004)
    expect(quantile(12, 'p50Ns')).toBeNaN()
    expect(quantile(13, 'p99Ns')).toBe(700 * MILLISECOND)
    expect(quantile(14, 'p50Ns')).toBeNaN()
  })

  test('versions are groups of their own, pods and zones are not', () => {
    const recorder = newRecorder()
    for (const labels of [reviewsHop('v1', 0), reviewsHop('v1', 1), reviewsHop('v2', 0)]) hop(recorder, labels, 11, 5)
    expect(recorder.groups.map(group => group.labels.version)).toEqual(['v1', 'v2'])
    expect(recorder.cells).toHaveLength(3)
  })

  test('closing buckets early, late or not at all makes no difference', () => {
    const run = (advanceAt: readonly number[]) => {
      const recorder = newRecorder()
      hop(recorder, gatewayHop, 11.2, 5)
      for (const second of advanceAt) recorder.advance(second * SECOND)
      hop(recorder, gatewayHop, 15.5, 7)
      recorder.finish(20 * SECOND)
      return Array.from({ length: 20 }, (_, bucket) => recorder.groups[0].series.value(bucket, 'p50Ns'))
    }
    expect(run([12, 13, 14, 15])).toEqual(run([]))
    expect(run([11, 15])).toEqual(run([]))
  })
})

test('memory does not grow with the number of requests', () => {
  const recorder = newRecorder()
  const ids = [recorder.cell(clientHop), recorder.cell(reviewsHop('v1'))]
  const ok = recorder.code(...OK)
  const leaves = () => recorder.cells.flatMap(cell => cell.leaves.flat().filter(leaf => leaf !== undefined))
  const held = () => leaves().reduce((bytes, leaf) => bytes + leaf.latency.byteLength, 0)
  const load = (fromS: number, count: number) => {
    for (let i = 0; i < count; i++) {
      const startNs = fromS * SECOND + i * 1000
      const latencyNs = (1 + (i % 400)) * 100_000
      recorder.record(ids[i & 1], ok, startNs, startNs + latencyNs, latencyNs, 1)
    }
  }
  load(11, 1000)
  const before = held()
  load(12, 200_000)
  expect(held()).toBe(before)
  expect(leaves()).toHaveLength(2)
  expect(WINDOWS.boundariesNs).toHaveLength(5)
})

describe('what the program must not do', () => {
  test('windows that are no run of segments, samples across buckets, stations without a name', () => {
    const recorder = newRecorder()
    expect(() => recorder.segments.range(11 * SECOND, 20 * SECOND)).toThrow('boundaries')
    const labels = { workload: 'w', version: '', zone: '', pod: 'w-0' }
    recorder.station(0, labels, 2)
    expect(() => recorder.sampleStation(0, SECOND / 2, 2 * SECOND, 1, 1, 1)).toThrow('one bucket')
    expect(() => recorder.sampleStation(1, 0, SECOND, 1, 1, 1)).toThrow('was named')
    expect(() => newRecorder({ boundariesNs: [2, 1] })).toThrow('rise')
  })
})
