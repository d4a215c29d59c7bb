import type { SourceText } from './source-text.ts'
import { TextNode } from './yaml-node.ts'
import type { ScalarMode } from './yaml-scalar.ts'

export const LINE_FEED = 10
export const SPACE = 32
export const QUOTE = 34
export const HASH = 35
export const APOSTROPHE = 39
export const COMMA = 44
export const DASH = 45
export const COLON = 58
export const QUESTION = 63
export const OPEN_BRACKET = 91
export const CLOSE_BRACKET = 93
export const OPEN_BRACE = 123
export const BAR = 124
export const CLOSE_BRACE = 125

/** Where the simple reader stands in a document. One object that lives for one document, since it moves at every token. */
export interface Cursor {
  /** The document's characters. */
  readonly chunk: string
  readonly mode: ScalarMode
  /** With it, every value gets a node with its place; `base` is the chunk's offset in it. */
  readonly shadow?: { readonly text: SourceText; readonly base: number }
  at: number
  /** Of the line with content at `at`: its first character, and how far it is indented; -1 at the end. */
  lineStart: number
  indent: number
  /** Where a value that is not written would stand: after the last scalar, or where the last list or mapping began. */
  position: number
  depth: number
  /** False as soon as something is met that this reader does not know: what it returns then means nothing. */
  isSimple: boolean
  /** Node of the last value, with a shadow. */
  node: TextNode | undefined
}

export function cursorOf(chunk: string, mode: ScalarMode, shadow?: Cursor['shadow']): Cursor {
  return {
    chunk,
    mode,
    shadow,
    at: 0,
    lineStart: 0,
    indent: -1,
    position: 0,
    depth: 0,
    isSimple: true,
    node: undefined,
  }
}

export function giveUp(cursor: Cursor): undefined {
  cursor.isSimple = false
  return undefined
}

export function makeNode({ shadow }: Cursor, start: number, end: number, isPlain: boolean): TextNode | undefined {
  return shadow && new TextNode(shadow.text, shadow.base + start, shadow.base + end, isPlain)
}

/** Whether a plain scalar or key could end before this character. */
export function isSpaceOrEnd(code: number): boolean {
  return code === SPACE || code === LINE_FEED || Number.isNaN(code)
}

export function skipSpaces(cursor: Cursor): number {
  let code = cursor.chunk.charCodeAt(cursor.at)
  while (code === SPACE) code = cursor.chunk.charCodeAt(++cursor.at)
  return code
}

/** Moves to the first character of the next line that holds more than a comment, beginning at the start of a line. */
export function toContent(cursor: Cursor, lineStart: number): void {
  const { chunk } = cursor
  let start = lineStart
  while (start < chunk.length) {
    let at = start
    while (chunk.charCodeAt(at) === SPACE) at++
    const code = chunk.charCodeAt(at)
    if (code !== LINE_FEED && code !== HASH && at < chunk.length) {
      cursor.at = at
      cursor.lineStart = start
      cursor.indent = at - start
      return
    }
    const end = code === LINE_FEED ? at : chunk.indexOf('\n', at)
    start = end < 0 ? chunk.length : end + 1
  }
  cursor.at = chunk.length
  cursor.lineStart = chunk.length
  cursor.indent = -1
}

/** Leaves a line after its last value: only a comment may follow. */
export function endLine(cursor: Cursor): void {
  const { chunk } = cursor
  const code = skipSpaces(cursor)
  if (code === LINE_FEED) toContent(cursor, cursor.at + 1)
  else if (Number.isNaN(code)) toContent(cursor, chunk.length)
  else if (code === HASH && chunk.charCodeAt(cursor.at - 1) === SPACE) {
    const end = chunk.indexOf('\n', cursor.at)
    toContent(cursor, end < 0 ? chunk.length : end + 1)
  } else giveUp(cursor)
}
