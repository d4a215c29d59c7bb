import { describe, expect, test } from 'vitest'
import { SECOND } from '../../src/kernel/time.ts'
import { answer } from '../../src/measure/query.ts'
import type { Recorder } from '../../src/measure/recorder.ts'
import type { Labels } from '../../src/measure/selector.ts'
import { clientHop, gatewayHop, hop, MARKS, newRecorder, OK, OVERFLOW, windowNamed } from './sample-run.ts'

const AFTER_CANARY = { metric: 'p99', after: 'canary', at: 'gateway' }
const usual = () => 100

/** One request per second at the gateway that takes `msAt(second)`; a negative one fails, an undefined one is not sent. */
function run(msAt: (second: number) => number | undefined, watched: Labels = AFTER_CANARY, endS = 60): Recorder {
  const recorder = newRecorder({ watched: [watched] })
  for (let s = 0; s < endS; s++) {
    const ms = msAt(s)
    if (ms !== undefined) hop(recorder, gatewayHop, s, Math.abs(ms), ms < 0 ? OVERFLOW : OK)
  }
  recorder.finish(endS * SECOND)
  return recorder
}

function recovery(recorder: Recorder, labels: Labels = AFTER_CANARY) {
  return answer(recorder, { metric: 'recovery', labels, statistic: { kind: 'time' } }, windowNamed('whole run'), MARKS)
}

describe('recovery', () => {
  test('0 when the figure never left', () => {
    expect(recovery(run(usual))).toEqual({ value: 0, note: undefined })
    expect(recovery(run(s => (s < 20 ? 100 : 124)))).toEqual({ value: 0, note: undefined })
  })

  test('from the mark to the first of five usual buckets, however late the trouble began', () => {
    expect(recovery(run(s => (s >= 20 && s < 27 ? 400 : 100))).value).toBe(7 * SECOND)
    expect(recovery(run(s => (s >= 29 && s < 32 ? 400 : 100))).value).toBe(12 * SECOND)
  })

  test('four usual buckets are not enough', () => {
    expect(recovery(run(s => (s === 20 || s === 25 ? 400 : 100))).value).toBe(6 * SECOND)
    expect(recovery(run(s => (s === 20 || s === 26 ? 400 : 100))).value).toBe(SECOND)
  })

  test('a quarter above the median of the measured buckets before is still usual', () => {
    const noisy = (s: number) => (s < 10 ? 1 : s === 15 ? 900 : 100)
    expect(recovery(run(s => (s >= 20 && s < 23 ? 130 : noisy(s)))).value).toBe(3 * SECOND)
    expect(recovery(run(s => (s >= 20 && s < 23 ? 120 : noisy(s)))).value).toBe(0)
  })

  test('says after which later mark it came back', () => {
    expect(recovery(run(s => (s >= 20 && s < 44 ? 400 : 100)))).toEqual({ value: 24 * SECOND, note: 'only after loss' })
  })

  test('not recovered is no value', () => {
    expect(recovery(run(s => (s >= 50 ? 400 : 100)))).toEqual({ note: 'not recovered before the end' })
    expect(recovery(run(s => (s >= 50 && s < 56 ? 400 : 100)))).toEqual({ note: 'not recovered before the end' })
    expect(recovery(run(s => (s >= 50 && s < 55 ? 400 : 100))).value).toBe(35 * SECOND)
  })

  test('buckets without a request are passed over', () => {
    expect(recovery(run(s => (s >= 20 && s < 23 ? 400 : s % 2 === 0 ? 100 : undefined))).value).toBe(4 * SECOND)
  })

  test('no baseline, no value', () => {
    expect(recovery(run(s => (s < 20 ? undefined : 100)))).toEqual({ note: 'no sample before canary' })
  })

  test('a mark inside a bucket counts from the mark', () => {
    const marks = [{ name: 'canary', atNs: 20.5 * SECOND }]
    const recorder = run(s => (s >= 20 && s < 27 ? 400 : 100))
    const question = { metric: 'recovery', labels: AFTER_CANARY, statistic: { kind: 'time' } } as const
    expect(answer(recorder, question, windowNamed('whole run'), marks).value).toBe(6.5 * SECOND)
  })

  test('of a share: one point above the baseline is still usual', () => {
    const labels = { metric: 'errors', after: 'canary', at: 'gateway' }
    expect(
      recovery(
        run(s => (s >= 22 && s < 25 ? -5 : 5), labels),
        labels,
      ).value,
    ).toBe(5 * SECOND)
    expect(
      recovery(
        run(() => 5, labels),
        labels,
      ).value,
    ).toBe(0)
  })

  test('sums the groups that match before it takes the percentile', () => {
    const labels = { metric: 'p50', after: 'canary' }
    const recorder = newRecorder({ watched: [labels] })
    for (let s = 10; s < 60; s++) {
      // Two fast answers by one gateway pod's group, one slow by another's: the median of all is fast.
      for (const ms of [10, 10.1]) hop(recorder, clientHop, s, ms)
      hop(recorder, { ...clientHop, workload: '' }, s, s >= 20 ? 900 : 10)
      hop(recorder, gatewayHop, s, 5000)
    }
    recorder.finish(60 * SECOND)
    expect(recovery(recorder, labels).value).toBe(0)
  })

  test('labels that a series does not keep are told', () => {
    const labels = { ...AFTER_CANARY, zone: 'eu-1a' }
    expect(recovery(run(usual, labels), labels)).toEqual({ note: 'no sample: recovery has no label zone' })
  })

  test('only what was watched can be answered', () => {
    expect(recovery(run(usual), { ...AFTER_CANARY, at: 'client' }).value).toBeUndefined()
    expect(recovery(run(usual), { ...AFTER_CANARY, after: 'loss' }).value).toBe(0)
  })
})
