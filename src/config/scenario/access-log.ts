import { mistake, type Parsed, parsed, quoted } from './parsed.ts'
import type { TraceLine, TraceRequest } from './trace.ts'
import { parseTimestamp } from './trace-time.ts'

const FORM = 'a line is one JSON object with start_time, method, path and authority, as Istio writes it'

/** Keys of the two logs in use: Istio's default JSON format, and Envoy's own names for the pseudo headers. */
const KEYS = {
  time: ['start_time', 'timestamp', '@timestamp'],
  method: ['method', ':method'],
  path: ['path', ':path', 'x-envoy-original-path'],
  authority: ['authority', ':authority', 'host'],
} as const

/** Keys that carry a request header under another name. */
const HEADER_KEYS: Readonly<Record<string, string>> = {
  request_id: 'x-request-id',
  user_agent: 'user-agent',
  x_forwarded_for: 'x-forwarded-for',
}

/** Lines of a JSON access log; blank ones are passed over. `-` and null mean that Envoy had no value. */
export function readAccessLogLines(text: string): readonly TraceLine[] {
  return text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .flatMap((line, index) => (line.trim() === '' ? [] : [{ line: index + 1, request: readLine(line) }]))
}

function readLine(line: string): Parsed<TraceRequest> {
  const entry = parseObject(line)
  if (entry === undefined) return mistake('MS3030', 'is not a JSON object', FORM)
  const timeText = pick(entry, KEYS.time)
  const time = timeText === undefined ? undefined : parseTimestamp(timeText)
  if (time === undefined) {
    return mistake('MS3030', timeText ? `${quoted(timeText)} is not an RFC 3339 time` : 'has no start_time', FORM)
  }
  const method = pick(entry, KEYS.method)
  const path = pick(entry, KEYS.path)
  if (method === undefined || path === undefined) return mistake('MS3030', `has no ${method ? 'path' : 'method'}`, FORM)
  const authority = pick(entry, KEYS.authority)
  const scheme = pick(entry, ['scheme', ':scheme', 'x-forwarded-proto']) === 'https' ? 'https' : 'http'
  const url = authority === undefined ? path : `${scheme}://${authority}${path}`
  return parsed({ time, isTimestamp: true, method, url, headers: headersOf(entry) })
}

function parseObject(line: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(line)
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
    return isObject ? (value as Readonly<Record<string, unknown>>) : undefined
  } catch {
    return undefined
  }
}

function pick(entry: Readonly<Record<string, unknown>>, keys: readonly string[]): string | undefined {
  for (const key of keys) {
    const value = entry[key]
    if (typeof value === 'string' && value !== '' && value !== '-') return value
  }
  return undefined
}

function headersOf(entry: Readonly<Record<string, unknown>>): readonly (readonly [string, string])[] {
  return Object.entries(HEADER_KEYS).flatMap(([key, name]) => {
    const value = pick(entry, [key])
    return value === undefined ? [] : [[name, value] as const]
  })
}
