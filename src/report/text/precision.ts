import type { SourcePrecision } from '../../measure/precision.ts'
import type { RunResult } from '../../measure/result.ts'
import { noPrecisionText, type PrecisionLine, precisionLinesOf, precisionTitle } from '../view/precision.ts'
import { wrap } from './layout.ts'
import type { Style } from './style.ts'
import { type Column, tableLines } from './table.ts'

/** What clients saw over the whole run, each figure with its interval; or why one run can't tell. */
export function precisionLines({ precision, bucketNs }: RunResult, style: Style): string[] {
  if (precision === undefined) return []
  if (precision.none !== undefined) return wrap(noPrecisionText(precision.none, bucketNs), style.width).map(style.dim)
  const title = wrap(precisionTitle(precision), style.width).map(style.strong)
  const { sources } = precision
  return [...title, ...tableLines(columnsOf(sources), sources.flatMap(precisionLinesOf), style)]
}

function columnsOf(sources: readonly SourcePrecision[]): Column<PrecisionLine>[] {
  const columns: Column<PrecisionLine>[] = [
    { title: 'client', align: 'left', cell: line => line.source, shrinkTo: [20, 8] },
    { title: 'whole run', align: 'left', cell: line => line.name },
    { title: 'value', align: 'left', cell: line => line.value },
    { title: '', align: 'left', dropOrder: 1, cell: line => line.why },
  ]
  return sources.length > 1 ? columns : columns.slice(1)
}
