import { type CsvError, parse } from 'csv-parse/sync'
import { mistake, type Parsed, parsed, quoted } from './parsed.ts'
import type { TraceLine, TraceRequest } from './trace.ts'
import { parseSeconds, parseTimestamp } from './trace-time.ts'

const FORM = 'a trace starts with the line t,method,url and further columns named after headers'

interface CsvRecord {
  readonly record: readonly string[]
  /** Line on which the record ends, from 1. */
  readonly info: { readonly lines: number }
}

/** Lines of a CSV trace; blank ones are passed over. An empty cell in a header's column means the header is not sent. */
export function readCsvLines(written: string): readonly TraceLine[] {
  // The parser counts a CR LF inside quotes as two lines.
  const text = written.replace(/\r\n?/g, '\n')
  const records = readRecords(text)
  if (!Array.isArray(records)) return [records as TraceLine]
  const [head, ...rest] = records as readonly CsvRecord[]
  if (head === undefined) return []
  const columns = head.record.map(cell => cell.trim().toLowerCase())
  const missing = ['t', 'method', 'url'].find((name, index) => columns[index] !== name)
  if (missing !== undefined) {
    const request = mistake('MS3030', `the first line is not the header of a trace: no column ${missing}`, FORM)
    return [{ line: head.info.lines, request }]
  }
  const lines = text.split('\n')
  let before = head.info.lines
  return rest.map(({ record, info }) => {
    const line = startLine(lines, before, info.lines)
    before = info.lines
    return { line, request: readRecord(record, columns) }
  })
}

/** A record whose quoted cells hold line breaks is told by its first line; blank lines before it do not count. */
function startLine(lines: readonly string[], previousEnd: number, end: number): number {
  let start = previousEnd + 1
  while (start < end && lines[start - 1].trim() === '') start++
  return start
}

function readRecords(text: string): readonly CsvRecord[] | TraceLine {
  try {
    const options = { bom: true, info: true, relax_column_count: true, skip_empty_lines: true }
    return parse(text, options) as unknown as readonly CsvRecord[]
  } catch (error) {
    // The parser's only way to tell of a quote in the wrong place is to throw.
    const { message, lines } = error as CsvError & { readonly lines?: number }
    return { line: lines ?? 1, request: mistake('MS3030', `the CSV cannot be read: ${message}`, FORM) }
  }
}

function readRecord(cells: readonly string[], columns: readonly string[]): Parsed<TraceRequest> {
  if (cells.length !== columns.length) {
    return mistake('MS3030', `has ${cells.length} cells, but the header has ${columns.length}`, FORM)
  }
  const [t, method, url, ...values] = cells.map(cell => cell.trim())
  const timestamp = parseTimestamp(t)
  const time = timestamp ?? parseSeconds(t)
  if (time === undefined) return mistake('MS3030', `${quoted(t)} is not a time`, 't is in seconds or RFC 3339')
  if (!/^[A-Za-z]+$/.test(method)) return mistake('MS3030', `${quoted(method)} is not a method`, FORM)
  if (url === '') return mistake('MS3030', 'has no URL', FORM)
  const headers = values.flatMap((value, index) => (value === '' ? [] : [[columns[index + 3], value] as const]))
  return parsed({ time, isTimestamp: timestamp !== undefined, method: method.toUpperCase(), url, headers })
}
