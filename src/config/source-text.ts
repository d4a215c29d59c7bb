import type { Place } from '../kernel/place.ts'

/** Longest source line shown in a message, in characters. */
const SHOWN_WIDTH = 120
/** Beyond this column a line is cut at its front as well, so that the caret stays in sight. */
const LAST_UNCUT_COLUMN = 100
/** How much is kept before the caret in a line that is cut at its front. */
const KEPT_BEFORE = 60

/** One file's text with its line starts: turns offsets into places only when somebody asks. */
export class SourceText {
  readonly file: string
  readonly text: string
  private starts: Uint32Array | undefined

  constructor(file: string, text: string) {
    this.file = file
    this.text = text
  }

  /** Line and column (from 1) of the character at `offset`. */
  placeAt(offset: number): Place {
    const starts = this.lineStarts()
    let low = 0
    let high = starts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >>> 1
      if (starts[middle] <= offset) low = middle
      else high = middle - 1
    }
    return { file: this.file, line: low + 1, column: offset - starts[low] + 1 }
  }

  /** Text of a line (from 1), without its line break. */
  line(number: number): string {
    const starts = this.lineStarts()
    if (number < 1 || number > starts.length) return ''
    const end = number < starts.length ? starts[number] : this.text.length
    return this.text.slice(starts[number - 1], end).replace(/[\r\n]+$/, '')
  }

  private lineStarts(): Uint32Array {
    this.starts ??= findLineStarts(this.text)
    return this.starts
  }
}

function findLineStarts(text: string): Uint32Array {
  const starts = [0]
  if (!text.includes('\r')) {
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
    return Uint32Array.from(starts)
  }
  const breaks = /\r\n?|\n/g
  while (breaks.exec(text) !== null) starts.push(breaks.lastIndex)
  return Uint32Array.from(starts)
}

/** A source line as messages show it: at most 120 columns around `column`, an ellipsis where something is missing. */
export function cutSourceLine(line: string, column: number): string {
  const start = column <= LAST_UNCUT_COLUMN ? 0 : column - 1 - KEPT_BEFORE
  const front = start > 0 ? '…' : ''
  const room = SHOWN_WIDTH - front.length
  const rest = line.slice(start)
  return rest.length <= room ? front + rest : `${front}${rest.slice(0, room - 1)}…`
}

/** Where `column` of the whole line stands in the line that `cutSourceLine` returned for it, from 1. */
export function caretInCutLine(column: number): number {
  return column <= LAST_UNCUT_COLUMN ? column : KEPT_BEFORE + 2
}
