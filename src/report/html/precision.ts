import type { RunResult } from '../../measure/result.ts'
import { noPrecisionText, precisionLinesOf, precisionTitle } from '../view/precision.ts'
import { htmlTable, paragraph, section } from './table.ts'

/** What clients saw over the whole run, each figure with its interval; or why one run can't tell. */
export function precisionHtml({ precision, bucketNs }: RunResult): string {
  if (precision === undefined) return ''
  if (precision.none !== undefined)
    return section('precision', 'Precision', paragraph(noPrecisionText(precision.none, bucketNs)))
  const table = htmlTable(
    [
      { title: 'client', cell: line => line.source },
      { title: 'whole run', cell: line => line.name },
      { title: 'value', cell: line => line.value },
      { title: '', align: 'text', cell: line => line.why },
    ],
    precision.sources.flatMap(precisionLinesOf),
  )
  return section('precision', precisionTitle(precision), table)
}
