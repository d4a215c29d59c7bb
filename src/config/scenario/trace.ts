import type { Diagnostic } from '../diagnostic.ts'
import { cutSourceLine } from '../source-text.ts'
import { readAccessLogLines } from './access-log.ts'
import { mistake, type Parsed, parsed, quoted } from './parsed.ts'
import type { ReplayedRequest } from './scenario.ts'
import { readCsvLines } from './trace-csv.ts'
import { nsBetween, type TraceTime } from './trace-time.ts'

/** A request as one line of a trace has it. */
export interface TraceRequest {
  readonly time: TraceTime
  /** True for RFC 3339: the run's time 0 is then that of the earliest request. */
  readonly isTimestamp: boolean
  readonly method: string
  /** A URL, or only a path. */
  readonly url: string
  readonly headers: readonly (readonly [name: string, value: string])[]
}

/** A line of the file (from 1), and what it gives. */
export interface TraceLine {
  readonly line: number
  readonly request: Parsed<TraceRequest>
}

export interface Trace {
  readonly requests: readonly ReplayedRequest[]
  readonly diagnostics: readonly Diagnostic[]
}

/** Most bad lines reported of one file. */
const MOST_MISTAKES = 50

/**
 * Recorded requests: CSV with the header `t,method,url` and one further column per header, or an Envoy or Istio access
 * log with one JSON object per line (told by its first character). Gaps are kept and divided by `speed`. A CSV is in
 * order of time; an access log is written as requests end, so it is sorted by their start. `origin` (`http://host:port`)
 * goes before a URL that is only a path. Bad lines are errors, all of them up to 50.
 */
export function readTrace(
  text: string,
  file: string,
  options: { readonly speed: number; readonly origin?: string },
): Trace {
  const isLog = /^\uFEFF?\s*\{/.test(text)
  const lines = isLog ? readAccessLogLines(text) : inOrder(readCsvLines(text))
  const resolved = lines.map(line => ({ ...line, request: withOrigin(line.request, options.origin) }))
  const good = resolved.flatMap(line => (line.request.ok ? [line.request.value] : []))
  const bad = resolved.flatMap(({ line, request }) => (request.ok ? [] : [{ line, request }]))
  if (lines.length === 0) bad.push({ line: 1, request: mistake('MS3030', 'the trace holds no request') })
  if (bad.length > 0) return { requests: [], diagnostics: diagnose(bad, text, file) }
  const ordered = isLog ? [...good].sort((a, b) => nsBetween(b.time, a.time)) : good
  const start = ordered[0].isTimestamp ? ordered[0].time : { seconds: 0, ns: 0 }
  const requests = ordered.map(({ time, method, url, headers }) => ({
    atNs: Math.round(nsBetween(start, time) / options.speed),
    method,
    url,
    headers,
  }))
  return { requests, diagnostics: [] }
}

/** A line that lies before the one above it is a mistake, and so is one with the other notation of time. */
function inOrder(lines: readonly TraceLine[]): readonly TraceLine[] {
  let last: TraceRequest | undefined
  return lines.map(line => {
    if (!line.request.ok) return line
    const request = line.request.value
    const before = last
    if (before !== undefined && before.isTimestamp !== request.isTimestamp) {
      return { ...line, request: mistake('MS3030', 't is a timestamp in some lines and seconds in others') }
    }
    if (before !== undefined && nsBetween(before.time, request.time) < 0) {
      return { ...line, request: mistake('MS3030', 't lies before that of the line above', 'sort the trace by t') }
    }
    last = request
    return line
  })
}

function withOrigin(request: Parsed<TraceRequest>, origin: string | undefined): Parsed<TraceRequest> {
  if (!request.ok || /^https?:\/\/[^/]/i.test(request.value.url)) return request
  const { url } = request.value
  if (!url.startsWith('/')) {
    return mistake(
      'MS3030',
      `${quoted(url)} is not a URL`,
      'a URL starts with http://, https:// or, for a path only, with /',
    )
  }
  if (origin !== undefined) return parsed({ ...request.value, url: origin + url })
  return mistake('MS3030', `${quoted(url)} names no host`, 'give the source to: http://HOST, or the trace whole URLs')
}

function diagnose(
  bad: readonly { readonly line: number; readonly request: Parsed<TraceRequest> }[],
  text: string,
  file: string,
): readonly Diagnostic[] {
  const lines = text.split(/\r?\n/)
  return bad.slice(0, MOST_MISTAKES).flatMap(({ line, request }) =>
    request.ok
      ? []
      : {
          code: request.code,
          level: 'error' as const,
          message: request.message,
          place: { file, line, column: 1 },
          sourceLine: cutSourceLine(lines[line - 1] ?? '', 1),
          ...(request.help && { help: request.help }),
        },
  )
}
