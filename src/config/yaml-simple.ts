import type { SourceText } from './source-text.ts'
import {
  APOSTROPHE,
  BAR,
  COLON,
  type Cursor,
  cursorOf,
  DASH,
  endLine,
  giveUp,
  HASH,
  isSpaceOrEnd,
  LINE_FEED,
  makeNode,
  OPEN_BRACE,
  OPEN_BRACKET,
  QUOTE,
  skipSpaces,
  toContent,
} from './yaml-cursor.ts'
import type { TextNode } from './yaml-node.ts'
import type { ScalarMode } from './yaml-scalar.ts'
import { keyName, MAX_DEPTH, type Mapping, putEntry } from './yaml-simple-entry.ts'
import { readFlow } from './yaml-simple-flow.ts'
import { readLineScalar, readLiteral, readNothing, readQuoted, scanPlain } from './yaml-simple-scalar.ts'

/** Tabs, carriage returns, control characters and what lies outside Unicode's first plane. */
const UNUSUAL = /[^\n -~\u00A0-\u2027\u202A-\uD7FF\uE000-\uFEFE\uFF00-\uFFFD]/

/** A document that was read: its value and, with a shadow, the node of it. */
export interface SimpleDocument {
  readonly value: unknown
  /** Offset of the value in the chunk. */
  readonly start: number
  readonly node: TextNode | undefined
}

/**
 * Reads a document of the YAML that people and kubectl write: block mappings and lists, scalars on one line, literal
 * blocks, `{ }` and `[ ]`, comments. This is some five times faster than by the events of a full parser, and most
 * documents of a mesh are read so. Anything else, errors above all, gives undefined: then the full parser decides.
 */
export function readSimpleDocument(
  chunk: string,
  mode: ScalarMode,
  shadow?: { readonly text: SourceText; readonly base: number },
): SimpleDocument | undefined {
  if (UNUSUAL.test(chunk)) return undefined
  const cursor = cursorOf(chunk, mode, shadow)
  toContent(cursor, 0)
  if (cursor.indent === 0 && chunk.startsWith('---', cursor.at)) {
    cursor.at += 3
    if (!isSpaceOrEnd(chunk.charCodeAt(cursor.at))) return undefined
    endLine(cursor)
  }
  const start = cursor.at
  if (!cursor.isSimple || cursor.indent < 0) return undefined
  const value = readBlock(cursor, cursor.indent - 1)
  return cursor.isSimple && cursor.indent < 0 ? { value, start, node: cursor.node } : undefined
}

/** The value that begins with the line at the cursor, inside one that is indented by `indent`. */
function readBlock(cursor: Cursor, indent: number): unknown {
  const code = cursor.chunk.charCodeAt(cursor.at)
  if (code === OPEN_BRACE || code === OPEN_BRACKET) return readFlowLines(cursor, indent)
  return isItem(cursor) ? readSequence(cursor, cursor.indent) : readMapping(cursor, cursor.indent)
}

function isItem({ chunk, at }: Cursor): boolean {
  return chunk.charCodeAt(at) === DASH && isSpaceOrEnd(chunk.charCodeAt(at + 1))
}

function readMapping(cursor: Cursor, indent: number): unknown {
  if (++cursor.depth > MAX_DEPTH) return giveUp(cursor)
  const source = makeNode(cursor, cursor.at, cursor.at, false)
  const mapping: Mapping = { value: {}, entries: source && new Map() }
  cursor.position = cursor.at
  do {
    const keyStart = cursor.at
    const key = readKey(cursor)
    const keyEnd = cursor.position
    if (key === undefined) return giveUp(cursor)
    const value = readEntry(cursor, indent)
    if (!cursor.isSimple || cursor.indent > indent) return giveUp(cursor)
    if (!putEntry(cursor, mapping, key, value, keyStart, keyEnd)) return giveUp(cursor)
  } while (cursor.indent === indent)
  cursor.depth--
  if (source) source.entries = mapping.entries
  cursor.node = source
  return mapping.value
}

/** A key with its colon. */
function readKey(cursor: Cursor): string | undefined {
  const { chunk, at: start } = cursor
  const code = chunk.charCodeAt(start)
  if (cursor.indent === 0 && isDocumentMark(chunk, start)) return giveUp(cursor)
  const isQuoted = code === QUOTE || code === APOSTROPHE
  const quoted = isQuoted ? readQuoted(cursor) : undefined
  if (!isQuoted && scanPlain(cursor, false) !== 'colon') return giveUp(cursor)
  const isAtColon = chunk.charCodeAt(cursor.at) === COLON && cursor.position === cursor.at
  if (!cursor.isSimple || !isAtColon || !isSpaceOrEnd(chunk.charCodeAt(cursor.at + 1))) return giveUp(cursor)
  cursor.at++
  return isQuoted ? quoted : keyName(cursor, start)
}

/** `---` or `...` at the start of a line ends the document, whatever follows on that line. */
function isDocumentMark(chunk: string, at: number): boolean {
  return (chunk.startsWith('---', at) || chunk.startsWith('...', at)) && isSpaceOrEnd(chunk.charCodeAt(at + 3))
}

/** What stands behind the colon of a key, on its line or on the lines below. */
function readEntry(cursor: Cursor, indent: number): unknown {
  const code = skipSpaces(cursor)
  if (code !== LINE_FEED && code !== HASH && !Number.isNaN(code)) return readInline(cursor, code, indent)
  endLine(cursor)
  if (cursor.indent > indent) return readBlock(cursor, indent)
  return cursor.indent === indent && isItem(cursor) ? readSequence(cursor, indent) : readNothing(cursor)
}

/** A value on the line of its key or dash, up to the end of that line. */
function readInline(cursor: Cursor, code: number, indent: number): unknown {
  if (code === OPEN_BRACE || code === OPEN_BRACKET) return readFlowLines(cursor, indent)
  if (code === BAR) return readLiteral(cursor, indent)
  return readLineScalar(cursor, code === QUOTE || code === APOSTROPHE)
}

function readFlowLines(cursor: Cursor, indent: number): unknown {
  const value = readFlow(cursor, indent)
  if (cursor.isSimple) endLine(cursor)
  return value
}

function readSequence(cursor: Cursor, indent: number): unknown {
  if (++cursor.depth > MAX_DEPTH) return giveUp(cursor)
  const source = makeNode(cursor, cursor.at, cursor.at, false)
  const values: unknown[] = []
  cursor.position = cursor.at
  if (source) source.items = []
  do {
    cursor.at++
    values.push(readItem(cursor, indent))
    if (!cursor.isSimple || cursor.indent > indent) return giveUp(cursor)
    if (cursor.node) source?.items?.push(cursor.node)
  } while (cursor.indent === indent && isItem(cursor))
  cursor.depth--
  cursor.node = source
  return values
}

/** What stands behind a dash; a mapping or list that begins on its line is indented as far as its first character. */
function readItem(cursor: Cursor, indent: number): unknown {
  const code = skipSpaces(cursor)
  if (code === LINE_FEED || code === HASH || Number.isNaN(code)) {
    endLine(cursor)
    return cursor.indent > indent ? readBlock(cursor, indent) : readNothing(cursor)
  }
  const column = cursor.at - cursor.lineStart
  if (isItem(cursor)) return readSequence(cursor, column)
  return isKey(cursor, code) ? readMapping(cursor, column) : readInline(cursor, code, indent)
}

/** Whether the scalar at the cursor is a mapping's first key. */
function isKey(cursor: Cursor, code: number): boolean {
  if (code === OPEN_BRACE || code === OPEN_BRACKET || code === BAR) return false
  const { at: start, position } = cursor
  const isQuoted = code === QUOTE || code === APOSTROPHE
  if (isQuoted) readQuoted(cursor)
  const found = isQuoted ? cursor.chunk.charCodeAt(cursor.at) === COLON : scanPlain(cursor, false) === 'colon'
  cursor.at = start
  cursor.position = position
  return found
}
