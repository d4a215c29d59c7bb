import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { parse } from 'csv-parse/sync'
import { stringify } from 'csv-stringify/sync'
import type { Outcome } from '../dataplane/outcome.ts'
import type { AttemptRecord } from '../measure/attempt-record.ts'
import { CSV_OPTIONS } from '../report/csv/cells.ts'
import { REQUEST_COLUMNS } from '../report/csv/requests.ts'

/** What a search of `requests.csv` found. */
export interface FoundRequest {
  readonly records: readonly AttemptRecord[]
  /** Sources of the file, for the nearest match when nothing was found. */
  readonly sources: readonly string[]
}

/** All attempts of one request, in the order in which they ended. The file is read line by line: it may be longer than memory. */
export async function findRequest(path: string, source: string, number: number): Promise<FoundRequest> {
  const start = stringify([[source, number]], CSV_OPTIONS).trimEnd()
  const records: AttemptRecord[] = []
  const sources = new Set<string>()
  let isHeader = true
  for await (const line of createInterface({
    input: createReadStream(path, 'utf8'),
    crlfDelay: Number.POSITIVE_INFINITY,
  })) {
    if (isHeader) isHeader = false
    else if (line.startsWith(`${start},`)) records.push(recordOf(line))
    else if (sources.size < 100) sources.add(line.slice(0, line.indexOf(',')))
  }
  return { records, sources: [...sources] }
}

/** Absent where nothing is written. */
const OPTIONAL = ['sentBytes', 'receivedBytes', 'grpcStatus']
const NUMBERS = ['request', 'hop', 'attempt', 'startNs', 'endNs', 'status', ...OPTIONAL]

function recordOf(line: string): AttemptRecord {
  const [cells] = parse(line, { relax_column_count: true }) as string[][]
  const entries = REQUEST_COLUMNS.map((column, i) => [column, cells[i] ?? ''] as const)
    .filter(([column, text]) => text !== '' || !OPTIONAL.includes(column))
    .map(([column, text]) => [column, NUMBERS.includes(column) ? Number(text) : text] as const)
  const record = Object.fromEntries(entries) as unknown as Omit<AttemptRecord, 'outcome'> & { readonly outcome: string }
  return { ...record, outcome: record.outcome as Outcome }
}
