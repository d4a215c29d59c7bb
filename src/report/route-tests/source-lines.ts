import { caretInCutLine } from '../../config/source-text.ts'
import type { ExplainedLine, RouteFailure } from '../../dataplane/route-test-run.ts'
import type { Style } from '../text/style.ts'

/** The line that took the request stands out; those that had no say are marked more quietly. */
const MARK: Readonly<Record<ExplainedLine['role'], string>> = { took: '^', passed: '~', never: '~' }

/** Columns between words and the code. */
const GAP = ' '.repeat(6)

/**
 * Lines of the mesh with their numbers and, below each, what it has to do with the failure; the place stands above wherever
 * the file changes. The code stands behind the line that it is about: the first that was never reached, else the last.
 */
export function sourceLines({ lines, code }: Pick<RouteFailure, 'lines' | 'code'>, style: Style): readonly string[] {
  const gutter = Math.max(0, ...lines.map(({ place }) => String(place.line).length)) + 1
  const never = lines.findIndex(({ role }) => role === 'never')
  const coded = never < 0 ? lines.length - 1 : never
  return lines.flatMap((line, i) => [
    ...(i === 0 || lines[i - 1].place.file !== line.place.file ? [whereText(line, style)] : []),
    ...quoted(line, gutter, i === coded ? code : undefined, style),
  ])
}

function whereText({ place }: ExplainedLine, style: Style): string {
  return style.plain(place.line > 0 ? `${place.file}:${place.line}:${place.column}` : place.file)
}

function quoted(line: ExplainedLine, gutter: number, code: string | undefined, style: Style): readonly string[] {
  const { place, text, role } = line
  const words = style.plain(line.words)
  if (text === '' || place.line <= 0) return [`${' '.repeat(gutter)} ${words}${code === undefined ? '' : GAP + code}`]
  const { shown, caret } = inSight(text.replaceAll('\t', ' '), caretInCutLine(place.column), style.width - gutter - 10)
  const token = /^[\w./*-]+|^\S{1,2}/.exec(shown.slice(caret))?.[0] ?? ' '
  const mark = MARK[role].repeat(token.length)
  const below = `${' '.repeat(gutter)} | ${' '.repeat(caret)}`
  const paint = role === 'took' ? style.bad : style.dim
  return [
    `${String(place.line).padStart(gutter)} | ${style.plain(shown)}`.trimEnd(),
    `${below}${paint(mark)} ${words}${code === undefined ? '' : `${GAP}${style.dim(code)}`}`,
  ]
}

/** The line, slid to the left where the caret (from 1) would lie beyond the room; the caret then counts from 0. */
function inSight(text: string, caret: number, width: number): { readonly shown: string; readonly caret: number } {
  const room = Math.max(20, width)
  const slide = caret <= room ? 0 : caret - Math.floor(room / 2)
  return { shown: text.slice(slide, slide + room), caret: caret - slide - 1 }
}
