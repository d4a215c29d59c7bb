import { stringify } from 'csv-stringify/sync'
import type { AttemptRecord } from '../../measure/attempt-record.ts'
import { CSV_OPTIONS } from './cells.ts'

/** Columns of `requests.csv`, in order; each is a field of {@link AttemptRecord}. */
export const REQUEST_COLUMNS = [
  'source',
  'request',
  'hop',
  'attempt',
  'proxy',
  'to',
  'workload',
  'version',
  'zone',
  'pod',
  'startNs',
  'endNs',
  'outcome',
  'status',
  'flags',
  'sentBytes',
  'receivedBytes',
  'grpcStatus',
] as const satisfies readonly (keyof AttemptRecord)[]

/** The first line of `requests.csv`. */
export function requestsCsvHeader(): string {
  return `${REQUEST_COLUMNS.join(',')}\n`
}

/** Lines of `requests.csv`, a chunk at a time: the file may be longer than memory. */
export function requestsCsvLines(records: readonly AttemptRecord[]): string {
  return stringify([...records], { ...CSV_OPTIONS, columns: [...REQUEST_COLUMNS] })
}
