import { describe, expect, it } from 'vitest'
import { ln } from '../../src/kernel/fdlibm.ts'
import { type Rng, stream } from '../../src/kernel/rng.ts'
import { MILLISECOND, SECOND } from '../../src/kernel/time.ts'
import { type PreciseFigure, type Precision, precisionOf } from '../../src/measure/precision.ts'
import { Recorder } from '../../src/measure/recorder.ts'

const LABELS = { atGateway: false, to: 'web', workload: 'web', version: '', zone: '', pod: 'web-0' }

interface Load {
  readonly seconds: number
  readonly perSecond: number
  readonly latencyMs: (rng: Rng, second: number) => number
  readonly errors?: number
}

/** A run of independent requests. */
function precision(seed: number, { seconds, perSecond, latencyMs, errors = 0 }: Load, steady = true): Precision {
  const rng = stream(seed, 'precision')
  const durationNs = seconds * SECOND
  const recorder = new Recorder({ boundariesNs: [0, durationNs], warmupNs: 0, durationNs, bucketNs: SECOND })
  const cell = recorder.cell({ ...LABELS, source: 'users', at: 'client' })
  recorder.cell({ ...LABELS, source: 'users', at: 'default/web' })
  const [good, bad] = [recorder.code(200, '', 'ok'), recorder.code(503, '', 'error')]
  for (let i = 0; i < seconds * perSecond; i++) {
    const endNs = Math.floor((i * SECOND) / perSecond)
    const latencyNs = Math.round(latencyMs(rng, Math.floor(endNs / SECOND)) * MILLISECOND)
    recorder.record(cell, rng.next() < errors ? bad : good, endNs, endNs, latencyNs, 1)
  }
  recorder.finish(durationNs)
  return precisionOf(recorder, { name: 'whole run', fromNs: 0, toNs: durationNs }, steady)
}

const exponential = (rng: Rng) => -10 * ln(rng.next53() || 0.5)
const covers = ({ low = Number.NaN, high = Number.NaN }: PreciseFigure, truth: number) => low <= truth && truth <= high

describe('the precision of one run', () => {
  it('covers the truth about as often as it says: exponential latencies of mean 10 ms, one error in ten', () => {
    const runs = Array.from({ length: 200 }, (_, seed) =>
      precision(seed, { seconds: 61, perSecond: 300, latencyMs: exponential, errors: 0.1 }),
    )
    const share = (figure: 'meanNs' | 'p50Ns' | 'p95Ns' | 'p99Ns' | 'errors', truth: number) => {
      const figures = runs.map(({ sources }) => sources[0][figure])
      const known = figures.filter(({ unknown }) => unknown === undefined)
      // Independent stretches seem correlated once in twenty times: 10 of 200, 4 standard deviations of 3.1.
      expect(known.length).toBeGreaterThan(177)
      return known.filter(each => covers(each, truth)).length / known.length
    }
    // Binomial: 95 % of at least 178, 4 standard deviations of 1.6 %.
    for (const [figure, truth] of [
      ['meanNs', 10 * MILLISECOND],
      ['p50Ns', 10 * MILLISECOND * ln(2)],
      ['p95Ns', 10 * MILLISECOND * ln(20)],
      ['p99Ns', 10 * MILLISECOND * ln(100)],
      ['errors', 0.1],
    ] as const) {
      expect(share(figure, truth), figure).toBeGreaterThan(0.885)
    }
  })

  it('is narrower with the root of the length', () => {
    const widths = (seconds: number) =>
      Array.from({ length: 10 }, (_, seed) =>
        precision(seed, { seconds, perSecond: 30, latencyMs: rng => rng.next() }),
      ).flatMap(({ sources: [{ meanNs }] }) => (meanNs.unknown ? [] : [(meanNs.high ?? 0) - (meanNs.low ?? 0)]))
    const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
    const [short, long] = [widths(61), widths(976)]
    // Independent stretches seem correlated once in twenty times.
    expect(Math.min(short.length, long.length)).toBeGreaterThan(6)
    // Uniform latencies, standard deviation 1/sqrt(12) ms; t(0.975, 29) = 2.045. A spread of 30 is known to 13 %, of seven to 5 %.
    const expected = (2 * 2.045 * MILLISECOND) / Math.sqrt(12 * 61 * 30)
    expect(Math.abs(mean(short) / expected - 1)).toBeLessThan(0.2)
    expect(Math.abs(mean(long) / (expected / 4) - 1)).toBeLessThan(0.2)
  })

  it('has 20 to 39 batches, however long it is', () => {
    const batches = (seconds: number) => {
      const { batches, batchNs } = precision(1, { seconds, perSecond: 1, latencyMs: () => 1 })
      return [batches, batchNs / SECOND]
    }
    expect(batches(61)).toEqual([30, 2])
    // The first second is left out: 975 are 60 stretches of 16 seconds and some.
    expect(batches(976)).toEqual([30, 32])
    expect([batches(80), batches(81)]).toEqual([
      [39, 2],
      [20, 4],
    ])
  })

  it('has none where neighbouring stretches resemble each other', () => {
    const wave = (rng: Rng, second: number) => rng.next() + (second % 60 < 30 ? 5 : 10)
    const [{ meanNs, errors }] = precision(1, { seconds: 601, perSecond: 30, latencyMs: wave, errors: 0.1 }).sources
    expect(meanNs.unknown).toBe('correlated')
    expect(meanNs.low).toBeUndefined()
    expect(errors.unknown).toBeUndefined()
  })

  it('has none where the parts hold too little of it', () => {
    // 30 batches of 2 s: 60 requests each, of which 3 take longer than p95.
    const [users] = precision(2, { seconds: 61, perSecond: 30, latencyMs: exponential, errors: 0.02 }).sources
    expect(users.p50Ns.unknown).toBeUndefined()
    expect([users.p95Ns.unknown, users.p99Ns.unknown, users.errors.unknown]).toEqual(['few', 'few', 'few'])
  })

  it('has none of a short run, nor of one that changes', () => {
    const load = { perSecond: 10, latencyMs: exponential }
    expect(precision(1, { seconds: 40, ...load })).toEqual({ none: 'short', batches: 0, batchNs: 0, sources: [] })
    expect(precision(1, { seconds: 41, ...load }).batches).toBe(20)
    expect(precision(1, { seconds: 400, ...load }, false).none).toBe('changes')
  })
})
