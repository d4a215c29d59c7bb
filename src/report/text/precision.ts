import type { SourcePrecision } from '../../measure/precision.ts'
import type { RunResult } from '../../measure/result.ts'
import { durationText, type Unit } from '../figure.ts'
import { estimateText } from '../view/estimate.ts'
import { wrap } from './layout.ts'
import type { Style } from './style.ts'
import { type Column, tableLines } from './table.ts'

interface Line {
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

/** What clients saw over the whole run, each figure with its interval; or why one run can't tell. */
export function precisionLines({ precision, bucketNs }: RunResult, style: Style): string[] {
  if (precision === undefined) return []
  if (precision.none !== undefined) return wrap(noneText(precision.none, bucketNs), style.width).map(style.dim)
  const { sources, batches, batchNs } = precision
  const title = `Precision: 95% intervals from ${batches} batches of ${durationText(batchNs)}`
  return [
    ...wrap(title, style.width).map(style.strong),
    ...tableLines(columnsOf(sources), sources.flatMap(linesOf), style),
  ]
}

function noneText(none: 'changes' | 'short', bucketNs: number): string {
  const instead = 'over several seeds: --set repeat.seeds=1..10'
  if (none === 'changes') return `a run that changes on its way has no intervals; ${instead}`
  return `intervals need 41 buckets of ${durationText(bucketNs)} after the warm-up; ${instead}`
}

function columnsOf(sources: readonly SourcePrecision[]): Column<Line>[] {
  const columns: Column<Line>[] = [
    { title: 'client', align: 'left', cell: line => line.source, shrinkTo: [20, 8] },
    { title: 'whole run', align: 'left', cell: line => line.name },
    { title: 'value', align: 'left', cell: line => line.value },
    { title: '', align: 'left', dropOrder: 1, cell: line => line.why },
  ]
  return sources.length > 1 ? columns : columns.slice(1)
}

function linesOf(source: SourcePrecision): Line[] {
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
