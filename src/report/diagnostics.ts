import pc from 'picocolors'
import type { Diagnostic } from '../config/diagnostic.ts'
import { caretInCutLine } from '../config/source-text.ts'

/** More than this many problems are only counted. */
const SHOWN_LIMIT = 50

export interface DiagnosticStyle {
  readonly color: boolean
  /** Columns of the terminal: longer messages are wrapped, source lines are cut. */
  readonly width: number
}

/**
 * Diagnostics in the look of compilers, by file and line: where and what, the line with a caret, what is allowed. Ends with
 * a count of what is not shown; the empty string when there is nothing to say.
 */
export function renderDiagnostics(diagnostics: readonly Diagnostic[], style: DiagnosticStyle): string {
  const sorted = [...diagnostics].sort(byPlace)
  const shown = sorted.slice(0, SHOWN_LIMIT).map(diagnostic => renderOne(diagnostic, style))
  const hidden = sorted.slice(SHOWN_LIMIT)
  if (hidden.length > 0) shown.push(`and ${countByLevel(hidden)} more\n`)
  return shown.join('\n')
}

function byPlace(a: Diagnostic, b: Diagnostic): number {
  if (a.place.file !== b.place.file) return a.place.file < b.place.file ? -1 : 1
  return a.place.line - b.place.line || a.place.column - b.place.column
}

function renderOne(diagnostic: Diagnostic, style: DiagnosticStyle): string {
  const colors = pc.createColors(style.color)
  const tint = { error: colors.red, warning: colors.yellow, note: colors.cyan }[diagnostic.level]
  const { file, line, column } = diagnostic.place
  const where = file === '' ? '' : line > 0 ? `${file}:${line}:${column} ` : `${file} `
  const head = `${colors.bold(where)}${tint(`${diagnostic.level} ${diagnostic.code}`)}: ${diagnostic.message}`
  const lines = [wrap(head, style.width)]
  if (diagnostic.sourceLine !== undefined && line > 0) lines.push(...quote(diagnostic, style.width, tint))
  if (diagnostic.help) lines.push(wrap(`    ${colors.bold('help:')} ${diagnostic.help}`, style.width, '          '))
  return `${lines.join('\n')}\n`
}

/** The source line behind its number, and the caret line below it. */
function quote(diagnostic: Diagnostic, width: number, tint: (text: string) => string): string[] {
  const { line, column } = diagnostic.place
  const gutter = `  ${line} | `
  const source = (diagnostic.sourceLine ?? '').replaceAll('\t', ' ')
  const caret = caretInCutLine(column)
  const length = Math.max(1, (diagnostic.endColumn ?? column + 1) - column)
  // In a narrow terminal the line slides to the left until the caret is in sight.
  const room = Math.max(20, width - gutter.length)
  const slide = caret < room ? 0 : caret - Math.floor(room / 2)
  const marks = '^'.repeat(Math.max(1, Math.min(length, source.length - caret + 1, room - (caret - slide) + 1)))
  const blank = `${' '.repeat(gutter.length - 2)}| `
  return [
    `${gutter}${source.slice(slide, slide + room)}`.trimEnd(),
    `${blank}${' '.repeat(caret - slide - 1)}${tint(marks)}`,
  ]
}

/** Breaks at spaces only: a path or name longer than the terminal stays whole, so that it can be copied. */
function wrap(text: string, width: number, indent = '    '): string {
  const lines: string[] = []
  let current = ''
  for (const word of text.split(' ')) {
    const isFull = current.trim() !== '' && visibleLength(current) + 1 + visibleLength(word) > width
    if (isFull) {
      lines.push(current)
      current = indent + word
    } else current = current === '' && lines.length === 0 && word !== '' ? word : `${current} ${word}`
  }
  return [...lines, current].join('\n')
}

function visibleLength(text: string): number {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colour codes begin with the escape character
  return text.replace(/\u001b\[[0-9;]*m/g, '').length
}

function countByLevel(diagnostics: readonly Diagnostic[]): string {
  const count = (level: Diagnostic['level']) => diagnostics.filter(diagnostic => diagnostic.level === level).length
  const parts: [number, string][] = [
    [count('error'), 'error'],
    [count('warning'), 'warning'],
    [count('note'), 'note'],
  ]
  return parts
    .filter(([number]) => number > 0)
    .map(([number, word]) => `${number} ${word}${number === 1 ? '' : 's'}`)
    .join(', ')
}
