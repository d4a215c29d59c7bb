import type { Recorder } from './recorder.ts'
import type { Window } from './result.ts'
import { hangTogether, sectionedInterval } from './statistics.ts'
import { joinedInPairs, type Stretch } from './stretches.ts'
import { isError, tally } from './tally.ts'

/**
 * How far the figures of the whole run may be off by chance, as far as the run itself can tell: 95 % intervals by batch
 * means. `none` says why there are no intervals at all: what the run is about changes on its way, or it is too short.
 */
export interface Precision {
  readonly none?: 'changes' | 'short'
  /** The run after its warm-up, cut in so many parts of equal length; 0 without intervals. */
  readonly batches: number
  readonly batchNs: number
  readonly sources: readonly SourcePrecision[]
}

/** What the clients of a source saw. */
export interface SourcePrecision {
  readonly source: string
  readonly meanNs: PreciseFigure
  readonly p50Ns: PreciseFigure
  readonly p95Ns: PreciseFigure
  readonly p99Ns: PreciseFigure
  /** Of all requests, as a fraction. */
  readonly errors: PreciseFigure
}

export interface PreciseFigure {
  readonly value: number
  /** Both absent with `unknown`. */
  readonly low?: number
  readonly high?: number
  /** Neighbouring parts resemble each other, or the parts hold too few requests for this figure. */
  readonly unknown?: 'correlated' | 'few'
}

/** Fewer batches say little of their spread (B. Schmeiser, "Batch size effects", Operations Research 30, 1982: 10 to 30 do). */
const LEAST_BATCHES = 20
/** Below and above a figure each batch holds so many requests, or (errors) so many of both kinds in the mean. */
const LEAST_BESIDE = 5

interface Kind {
  readonly of: (stretch: Stretch) => number
  /** Whether batches of these stretches say anything of the figure. */
  readonly known: (batches: readonly Stretch[]) => boolean
  readonly round: (value: number) => number
}

const KINDS = {
  meanNs: { of: ({ latency }) => latency.mean, known: hold(2 * LEAST_BESIDE), round: Math.round },
  p50Ns: quantile(0.5),
  p95Ns: quantile(0.95),
  p99Ns: quantile(0.99),
  errors: {
    of: ({ errors, latency }) => errors / latency.count,
    known: batches => {
      const errors = batches.reduce((sum, batch) => sum + batch.errors, 0)
      const others = batches.reduce((sum, batch) => sum + batch.latency.count, 0) - errors
      return hold(1)(batches) && Math.min(errors, others) >= LEAST_BESIDE * batches.length
    },
    round: value => Math.round(value * 1e9) / 1e9,
  },
} as const satisfies Record<string, Kind>

function quantile(q: number): Kind {
  const least = Math.ceil(LEAST_BESIDE / Math.min(q, 1 - q) - 1e-6)
  return { of: ({ latency }) => latency.quantile(q), known: hold(least), round: Math.round }
}

function hold(least: number): Kind['known'] {
  return batches => batches.every(({ latency }) => latency.count >= least)
}

/**
 * From a finished recorder. A figure is that of the whole run; its interval comes from the spread of the same figure of the
 * batches around it (sectioning: M. K. Nakayama, "Confidence intervals for quantiles using sectioning when applying
 * variance-reduction techniques", ACM TOMACS 24, 2014). Batches count requests where they ended.
 * @param whole all of the measured time @param steady nothing but chance makes one part of it differ from another
 */
export function precisionOf(recorder: Recorder, whole: Window, steady: boolean): Precision {
  const none = { batches: 0, batchNs: 0, sources: [] }
  if (!steady) return { none: 'changes', ...none }
  const { bucketNs } = recorder.options
  const buckets = Math.floor(recorder.endedNs / bucketNs)
  const cut = [...recorder.stretches.bySource].map(([source, stretches]) => ({
    source,
    ...stretches.finished(buckets),
  }))
  const [first] = cut
  if (first === undefined || first.stretches.length < 2 * LEAST_BATCHES) return { none: 'short', ...none }
  return {
    batches: Math.floor(first.stretches.length / 2),
    batchNs: 2 * first.bucketsEach * bucketNs,
    sources: cut.map(({ source, stretches }) => ({ source, ...figuresOf(allOf(recorder, source, whole), stretches) })),
  }
}

function allOf(recorder: Recorder, source: string, whole: Window): Stretch {
  const cells = recorder.cells.filter(({ labels }) => labels.at === 'client' && labels.source === source)
  const { latency, outcomes } = tally(recorder, cells, whole)
  const errors = Object.entries(outcomes).filter(([outcome]) => isError(outcome as keyof typeof outcomes))
  return { latency, errors: errors.reduce((sum, [, count]) => sum + count, 0) }
}

function figuresOf(all: Stretch, stretches: readonly Stretch[]): Omit<SourcePrecision, 'source'> {
  const batches = joinedInPairs(stretches)
  const figure = (kind: Kind) => figureOf(kind, all, stretches, batches)
  const { meanNs, p50Ns, p95Ns, p99Ns, errors } = KINDS
  return {
    meanNs: figure(meanNs),
    p50Ns: figure(p50Ns),
    p95Ns: figure(p95Ns),
    p99Ns: figure(p99Ns),
    errors: figure(errors),
  }
}

/** Halves of batches that do not resemble their neighbours make batches that resemble theirs still less. */
function figureOf(kind: Kind, all: Stretch, halves: readonly Stretch[], batches: readonly Stretch[]): PreciseFigure {
  const value = kind.round(kind.of(all))
  if (!kind.known(batches) || !hold(1)(halves)) return { value, unknown: 'few' }
  if (hangTogether(halves.map(kind.of))) return { value, unknown: 'correlated' }
  const { low, high } = sectionedInterval(kind.of(all), batches.map(kind.of))
  return { value, low: Math.max(0, kind.round(low)), high: kind.round(high) }
}
