import {
  APOSTROPHE,
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COLON,
  COMMA,
  type Cursor,
  giveUp,
  LINE_FEED,
  makeNode,
  OPEN_BRACE,
  OPEN_BRACKET,
  QUOTE,
  SPACE,
} from './yaml-cursor.ts'
import { keyName, MAX_DEPTH, type Mapping, putEntry } from './yaml-simple-entry.ts'
import { readPlain, readQuoted, scanPlain } from './yaml-simple-scalar.ts'

/** A mapping or list in `{ }` or `[ ]`; its further lines must be indented by more than `indent`. */
export function readFlow(cursor: Cursor, indent: number): unknown {
  if (++cursor.depth > MAX_DEPTH) return giveUp(cursor)
  const isMapping = cursor.chunk.charCodeAt(cursor.at) === OPEN_BRACE
  const value = isMapping ? readMapping(cursor, indent) : readList(cursor, indent)
  cursor.depth--
  return value
}

function readMapping(cursor: Cursor, indent: number): unknown {
  const source = makeNode(cursor, cursor.at, cursor.at, false)
  const mapping: Mapping = { value: {}, entries: source && new Map() }
  cursor.position = cursor.at++
  while (skipSpace(cursor, indent) !== CLOSE_BRACE) {
    const keyStart = cursor.at
    const key = readKey(cursor)
    const keyEnd = cursor.position
    if (key === undefined || skipSpace(cursor, indent) !== COLON) return giveUp(cursor)
    cursor.at++
    skipSpace(cursor, indent)
    const value = readValue(cursor, indent)
    if (!cursor.isSimple || !putEntry(cursor, mapping, key, value, keyStart, keyEnd)) return giveUp(cursor)
    if (!isNextOrEnd(cursor, indent, CLOSE_BRACE)) return giveUp(cursor)
  }
  cursor.at++
  if (source) source.entries = mapping.entries
  cursor.node = source
  return mapping.value
}

function readList(cursor: Cursor, indent: number): unknown {
  const source = makeNode(cursor, cursor.at, cursor.at, false)
  const values: unknown[] = []
  cursor.position = cursor.at++
  if (source) source.items = []
  while (skipSpace(cursor, indent) !== CLOSE_BRACKET) {
    values.push(readValue(cursor, indent))
    if (!cursor.isSimple || !isNextOrEnd(cursor, indent, CLOSE_BRACKET)) return giveUp(cursor)
    if (cursor.node) source?.items?.push(cursor.node)
  }
  cursor.at++
  cursor.node = source
  return values
}

/** Passes a comma between entries, or stops at the bracket that ends them. */
function isNextOrEnd(cursor: Cursor, indent: number, end: number): boolean {
  const code = skipSpace(cursor, indent)
  if (code === COMMA) cursor.at++
  return code === COMMA || code === end
}

function readKey(cursor: Cursor): string | undefined {
  const start = cursor.at
  const code = cursor.chunk.charCodeAt(start)
  if (code === QUOTE || code === APOSTROPHE) return readQuoted(cursor)
  if (scanPlain(cursor, true) !== 'colon') return giveUp(cursor)
  return keyName(cursor, start)
}

function readValue(cursor: Cursor, indent: number): unknown {
  const code = cursor.chunk.charCodeAt(cursor.at)
  if (code === OPEN_BRACE || code === OPEN_BRACKET) return readFlow(cursor, indent)
  if (code === QUOTE || code === APOSTROPHE) return readQuoted(cursor)
  return readPlain(cursor, true)
}

/** Moves over spaces and line ends to the next character; none where a line is not indented enough. */
function skipSpace(cursor: Cursor, indent: number): number {
  const { chunk } = cursor
  let lineStart = -1
  let code = chunk.charCodeAt(cursor.at)
  while (code === SPACE || code === LINE_FEED) {
    cursor.at++
    if (code === LINE_FEED) lineStart = cursor.at
    code = chunk.charCodeAt(cursor.at)
  }
  if (lineStart >= 0 && cursor.at - lineStart <= indent) giveUp(cursor)
  return cursor.isSimple ? code : Number.NaN
}
