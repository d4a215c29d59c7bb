import { mistake, type Parsed, parsed, quoted } from '../parsed.ts'
import type { TrafficSource, Weighted } from '../scenario.ts'
import { choice, listOf, type MapEntry, mapOf } from './collection.ts'
import { weight } from './figure.ts'
import { scalar, wrongType } from './scalar.ts'
import { type Cursor, meaning, reportAt, type Shape } from './shape.ts'

/** One value, a list of equally likely ones, or a mapping of values to weights. */
function mix(name: string, value: Shape<string>, check: (text: string) => Parsed<string>): Shape<readonly Weighted[]> {
  return choice<readonly Weighted[]>(`${name}, or a mapping of them to weights`, {
    scalar: meaning(value, text => [{ value: text, weight: 1 }]),
    list: meaning(listOf(`list of ${name}s`, value), texts => texts.map(text => ({ value: text, weight: 1 }))),
    mapping: meaning(mapOf(`mapping of ${name}s to weights`, weight), (entries, cursor) =>
      weighted(entries, cursor, check),
    ),
  })
}

function weighted(
  entries: readonly MapEntry<number>[],
  cursor: Cursor,
  check: (text: string) => Parsed<string>,
): readonly Weighted[] | undefined {
  const values: Weighted[] = []
  for (const { key, value } of entries) {
    const text = check(key.name)
    if (text.ok) values.push({ value: text.value, weight: value })
    else {
      const source = cursor.source.entries?.get(key.name) ?? cursor.source
      reportAt({ ...cursor, path: `${cursor.path}.${key.name}`, source }, text, 'key')
    }
  }
  if (values.length < entries.length) return undefined
  if (values.length > 0 && values.every(entry => entry.weight === 0)) {
    return reportAt(cursor, {
      code: 'MS3007',
      message: 'all weights are 0',
      help: 'give at least one of them a weight above 0',
    })
  }
  return values
}

function parsePath(text: string): Parsed<string> {
  if (text.startsWith('/') && !/\s/.test(text)) return parsed(text)
  return mistake('MS3006', `${quoted(text)} is not a path`, 'a path starts with / and holds no space')
}

function parseMethod(text: string): Parsed<string> {
  if (/^[A-Za-z]+$/.test(text)) return parsed(text.toUpperCase())
  return mistake('MS3006', `${quoted(text)} is not a method`, 'a method is a word: GET')
}

export const pathMix = mix('path', scalar('path', parsePath, { pattern: '^/' }), parsePath)
export const methodMix = mix('method', scalar('method', parseMethod, { pattern: '^[A-Za-z]+$' }), parseMethod)

/** Value of a header. Figures and booleans are text here, as the file spells them; the empty text is an empty header. */
const headerValue: Shape<string> = {
  name: 'header value',
  parts: { kind: 'scalar' },
  schema: () => ({ type: ['string', 'number', 'boolean'] }),
  read: cursor => {
    const { value, source } = cursor
    if (typeof value === 'string') return value
    if (typeof value === 'number' || typeof value === 'boolean') return source.raw ?? String(value)
    return wrongType(cursor, 'header value', 'for an empty header write ""; for one that is not sent, absent')
  },
}

const headerValues = mix('header value', headerValue, parsed)

export const headerMix: Shape<TrafficSource['headers']> = meaning(
  mapOf('mapping of header names', headerValues, true),
  (entries, cursor) => {
    const bad = entries.filter(entry => !/^:?[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(entry.key.name))
    for (const { key } of bad) {
      const at = { ...cursor, source: cursor.source.entries?.get(key.name) ?? cursor.source }
      reportAt(at, { code: 'MS3006', message: `${quoted(key.name)} cannot name a header` }, 'key')
    }
    if (bad.length > 0) return undefined
    return entries.map(entry => ({ name: entry.key.name.toLowerCase(), values: entry.value }))
  },
)
