import type { RouteFailure } from '../../dataplane/route-test-run.ts'
import { flow, padEnd, widthOf } from '../text/layout.ts'
import type { Style } from '../text/style.ts'
import { checkName, type ReportedCheck, type RouteTestReport } from './report.ts'
import { sourceLines } from './source-lines.ts'

const INDENT = ' '.repeat(5)
/** Columns between what stands side by side. */
const GAP = ' '.repeat(6)

/** Everything there is to say on a check that failed, and the command that repeats it. */
export function failureBlock(reported: ReportedCheck, report: RouteTestReport, style: Style): readonly string[] {
  const { file, test, check } = reported
  const head = `${style.fail} ${style.plain(checkName(reported))}`
  const where = `${check.place.file}:${check.place.line}`
  return [
    ` ${style.bad(head)}${GAP}${style.dim(style.plain(where))}`,
    ...indented([style.dim(style.plain(`${check.request}, ${check.caller}`))]),
    ...withLinesOnce(check.failures).flatMap(failure => indented(failureLines(failure, style))),
    ...(check.note === undefined ? [] : indented(sentence('note', check.note, style))),
    ...indented([`again: ${style.plain(report.again(file, test.name))}`]),
  ]
}

/** Another check of the same test that failed in the very same way. */
export function repeatedBlock({ check, ...reported }: ReportedCheck, style: Style): readonly string[] {
  const head = `${style.fail} ${style.plain(checkName({ ...reported, check }))}`
  return [` ${style.bad(head)}${GAP}${style.dim('as above')}`]
}

/** One rule often explains several failures: its lines stand with the first. */
function withLinesOnce(failures: readonly RouteFailure[]): readonly RouteFailure[] {
  const seen = new Set<string>()
  return failures.map(failure => {
    const lines = failure.lines.filter(({ place, words }) => {
      const key = `${place.file}:${place.line}:${place.column} ${words}`
      return !seen.has(key) && seen.add(key)
    })
    return { ...failure, lines }
  })
}

function failureLines(failure: RouteFailure, style: Style): readonly string[] {
  const { help, code } = failure
  const docs = code === undefined ? [] : [`docs: meshsim explain ${code}`]
  const advice = help === undefined ? docs : sideBySide([`help: ${style.plain(help)}`, ...docs], style)
  return [...expectedLines(failure, style), ...sourceLines(failure, style), ...advice]
}

/** Their texts say what they are. */
const SELF_EXPLAINING = new Set(['to', 'subset', 'no-route'])

/** What was expected and what came, side by side where there is room. */
function expectedLines({ what, expected, got }: RouteFailure, style: Style): readonly string[] {
  const key = SELF_EXPLAINING.has(what) ? '' : `${what} `
  return sideBySide([`expected  ${style.plain(key + expected)}`, `got  ${style.plain(key + got)}`], style)
}

function sideBySide(parts: readonly string[], style: Style): readonly string[] {
  const line = parts.join(GAP)
  if (widthOf(line) <= style.width - INDENT.length) return [line]
  return parts.flatMap(part => {
    const [label] = part.split(' ')
    return flow(part.split(' '), ' ', style.width - INDENT.length, padEnd('', widthOf(label) + 1))
  })
}

/** `label: text`, wrapped. */
export function sentence(label: string, text: string, style: Style): readonly string[] {
  return flow(
    style.plain(`${label}: ${text}`).split(' '),
    ' ',
    style.width - INDENT.length,
    ' '.repeat(label.length + 2),
  )
}

function indented(lines: readonly string[]): readonly string[] {
  return lines.map(line => INDENT + line)
}
