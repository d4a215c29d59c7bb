import { stringify } from 'csv-stringify/sync'
import type { RunResult } from '../../measure/result.ts'
import { type Cell, CSV_OPTIONS } from './cells.ts'

/** `tNs` is the start of the bucket. A bucket without a sample has no line. */
export const TIME_SERIES_COLUMNS = ['tNs', 'source', 'hop', 'workload', 'version', 'metric', 'value'] as const

/** `timeseries.csv`: one line per bucket, group and figure. */
export function timeSeriesCsv(result: RunResult): string {
  const { bucketNs, columns } = result.series
  const lines = columns.flatMap(column => {
    const hop = column.to === '' ? '' : `${column.at}>${column.to}`
    return column.values.flatMap((value, i): Cell[][] =>
      value === null ? [] : [[i * bucketNs, column.source, hop, column.workload, column.version, column.metric, value]],
    )
  })
  return stringify(lines, { ...CSV_OPTIONS, header: true, columns: [...TIME_SERIES_COLUMNS] })
}
