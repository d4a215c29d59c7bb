import {
  APOSTROPHE,
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COLON,
  COMMA,
  type Cursor,
  DASH,
  endLine,
  giveUp,
  HASH,
  isSpaceOrEnd,
  LINE_FEED,
  makeNode,
  OPEN_BRACE,
  OPEN_BRACKET,
  QUESTION,
  SPACE,
  toContent,
} from './yaml-cursor.ts'
import { resolveScalar } from './yaml-scalar.ts'

/** Characters that begin something other than a plain scalar, or end the file. */
const INDICATORS = new Set([...'#&*!|>\'"%@`,[]{} \n'].map(character => character.charCodeAt(0)))

/** What ends a plain scalar: the colon of a key, or its line (in `[ ]` and `{ }` also an indicator). */
export type PlainEnd = 'colon' | 'end'

/** Moves over a plain scalar of one line; `cursor.position` is its end. */
export function scanPlain(cursor: Cursor, isFlow: boolean): PlainEnd | undefined {
  const { chunk } = cursor
  const start = cursor.at
  const first = chunk.charCodeAt(start)
  if (Number.isNaN(first) || INDICATORS.has(first)) return giveUp(cursor)
  if (first === DASH || first === QUESTION || first === COLON) {
    const following = chunk.charCodeAt(start + 1)
    if (isSpaceOrEnd(following) || isFlowIndicator(following)) return giveUp(cursor)
  }
  let end = start
  let at = start
  for (; at < chunk.length; at++) {
    const code = chunk.charCodeAt(at)
    if (code === SPACE) continue
    if (code === LINE_FEED) break
    if (code === COLON) {
      const following = chunk.charCodeAt(at + 1)
      if (isSpaceOrEnd(following) || (isFlow && isFlowIndicator(following))) {
        cursor.at = at
        cursor.position = end
        return 'colon'
      }
    } else if (code === HASH && chunk.charCodeAt(at - 1) === SPACE) break
    else if (isFlow && isFlowIndicator(code)) break
    end = at + 1
  }
  cursor.at = end
  cursor.position = end
  return 'end'
}

function isFlowIndicator(code: number): boolean {
  return (
    code === COMMA || code === OPEN_BRACKET || code === CLOSE_BRACKET || code === OPEN_BRACE || code === CLOSE_BRACE
  )
}

export function readPlain(cursor: Cursor, isFlow: boolean): unknown {
  const start = cursor.at
  if (scanPlain(cursor, isFlow) !== 'end') return giveUp(cursor)
  cursor.node = makeNode(cursor, start, cursor.position, true)
  return resolveScalar(cursor.chunk.slice(start, cursor.position), cursor.mode)
}

/** A quoted scalar on one line. */
export function readQuoted(cursor: Cursor): string | undefined {
  const start = cursor.at
  const value = cursor.chunk.charCodeAt(start) === APOSTROPHE ? singleQuoted(cursor) : doubleQuoted(cursor)
  cursor.position = cursor.at
  if (cursor.isSimple) cursor.node = makeNode(cursor, start, cursor.at, false)
  return value
}

function singleQuoted(cursor: Cursor): string | undefined {
  const { chunk } = cursor
  const start = cursor.at + 1
  let close = chunk.indexOf("'", start)
  const isEscaped = close >= 0 && chunk.charCodeAt(close + 1) === APOSTROPHE
  while (close >= 0 && chunk.charCodeAt(close + 1) === APOSTROPHE) close = chunk.indexOf("'", close + 2)
  if (close < 0) return giveUp(cursor)
  cursor.at = close + 1
  const content = chunk.slice(start, close)
  if (content.includes('\n')) return giveUp(cursor)
  return isEscaped ? content.replaceAll("''", "'") : content
}

/** Other escapes than those that JSON and YAML share and that stand for a character by themselves. */
const YAML_ESCAPE = /\\(?!["\\/bfnrt]|u00[0-9a-fA-F]{2})/

function doubleQuoted(cursor: Cursor): string | undefined {
  const { chunk } = cursor
  const start = cursor.at + 1
  let close = chunk.indexOf('"', start)
  while (close >= 0 && isEscaped(chunk, close)) close = chunk.indexOf('"', close + 1)
  if (close < 0) return giveUp(cursor)
  cursor.at = close + 1
  const content = chunk.slice(start, close)
  if (content.includes('\n')) return giveUp(cursor)
  if (!content.includes('\\')) return content
  if (YAML_ESCAPE.test(content)) return giveUp(cursor)
  const value: unknown = JSON.parse(`"${content}"`)
  return typeof value === 'string' ? value : giveUp(cursor)
}

/** An odd number of backslashes stands before the character. */
function isEscaped(chunk: string, at: number): boolean {
  let before = at - 1
  while (chunk[before] === '\\') before--
  return (at - before) % 2 === 0
}

/** A literal block, `|` or `|-`, inside a value that is indented by `indent`. */
export function readLiteral(cursor: Cursor, indent: number): string | undefined {
  const { chunk } = cursor
  const start = cursor.at
  const isStripped = chunk.charCodeAt(start + 1) === DASH
  const header = start + (isStripped ? 2 : 1)
  if (chunk.charCodeAt(header) !== LINE_FEED || !chunk.endsWith('\n')) return giveUp(cursor)
  const contentStart = header + 1
  const width = widthOf(chunk, contentStart)
  if (width <= indent || chunk.charCodeAt(contentStart + width) === LINE_FEED) return giveUp(cursor)
  const lines: string[] = []
  let lineStart = contentStart
  while (lineStart < chunk.length) {
    const lineEnd = chunk.indexOf('\n', lineStart)
    const found = widthOf(chunk, lineStart)
    const isBlank = lineStart + found === lineEnd
    if (!isBlank && found < width) break
    lines.push(chunk.slice(Math.min(lineStart + width, lineEnd), lineEnd))
    lineStart = lineEnd + 1
  }
  while (lines.at(-1) === '') lines.pop()
  cursor.position = lineStart
  cursor.node = makeNode(cursor, start, lineStart, false)
  toContent(cursor, lineStart)
  return lines.join('\n') + (isStripped ? '' : '\n')
}

function widthOf(chunk: string, lineStart: number): number {
  let at = lineStart
  while (chunk.charCodeAt(at) === SPACE) at++
  return at - lineStart
}

/** The value after `key:` at the end of its line. */
export function readNothing(cursor: Cursor): null {
  cursor.node = makeNode(cursor, cursor.position, cursor.position, false)
  return null
}

/** A quoted or plain scalar that ends its line. */
export function readLineScalar(cursor: Cursor, isQuoted: boolean): unknown {
  const value = isQuoted ? readQuoted(cursor) : readPlain(cursor, false)
  if (cursor.isSimple) endLine(cursor)
  return value
}
