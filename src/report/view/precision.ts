import type { Precision, SourcePrecision } from '../../measure/precision.ts'
import { durationText, type Unit } from '../figure.ts'
import { estimateText } from './estimate.ts'

/** One figure of one source. */
export interface PrecisionLine {
  /** In the first line of each only. */
  readonly source: string
  readonly name: string
  readonly value: string
  /** Empty where there is an interval. */
  readonly why: string
}

const FIGURES = [
  ['meanNs', 'mean', 'time'],
  ['p50Ns', 'p50', 'time'],
  ['p95Ns', 'p95', 'time'],
  ['p99Ns', 'p99', 'time'],
  ['errors', 'errors', 'fraction'],
] as const satisfies readonly (readonly [key: keyof SourcePrecision, name: string, unit: Unit])[]

export function precisionTitle({ batches, batchNs }: Precision): string {
  return `Precision: 95% intervals from ${batches} batches of ${durationText(batchNs)}`
}

/** Why there are no intervals at all. */
export function noPrecisionText(none: 'changes' | 'short', bucketNs: number): string {
  const instead = 'over several seeds: --set repeat.seeds=1..10'
  if (none === 'changes') return `a run that changes on its way has no intervals; ${instead}`
  return `intervals need 41 buckets of ${durationText(bucketNs)} after the warm-up; ${instead}`
}

export function precisionLinesOf(source: SourcePrecision): PrecisionLine[] {
  return FIGURES.map(([key, name, unit], i) => {
    const { value, low, high, unknown } = source[key]
    return {
      source: i === 0 ? source.source : '',
      name,
      value: estimateText({ n: 1, missing: 0, mean: value, low, high }, unit),
      why:
        unknown === undefined
          ? ''
          : unknown === 'correlated'
            ? CORRELATED
            : `too few ${name === 'errors' ? name : 'requests'}`,
    }
  })
}

const CORRELATED = 'neighbouring batches resemble each other: run longer'
