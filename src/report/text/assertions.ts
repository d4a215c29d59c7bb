import type { AssertionResult, RunResult } from '../../measure/result.ts'
import { figureText } from '../figure.ts'
import { padEnd, padStart, widthOf, wrap } from './layout.ts'
import type { Style } from './style.ts'

/** A line of the block: an assertion's condition, or only the selector that the next ones share. */
interface Line {
  readonly label: string
  readonly assertion?: AssertionResult
}

const GAP = '  '
/** Below this many columns a note goes under its line instead of beside it. */
const MIN_NOTE = 24

/** The assertion block: verdict mark, selector, condition, the figure seen, and its note. */
export function assertionLines(result: RunResult, style: Style): string[] {
  const lines = linesOf(result.assertions, style)
  const widths = {
    label: Math.max(0, ...lines.filter(line => line.assertion).map(line => widthOf(line.label))),
    condition: Math.max(0, ...result.assertions.map(assertion => widthOf(style.plain(assertion.condition)))),
    observed: Math.max(0, ...result.assertions.map(assertion => widthOf(observedText(assertion)))),
  }
  const head = style.pass.length + 3
  const beside = head + widths.label + widths.condition + widths.observed + 2 * GAP.length
  if (beside > style.width) return stackedLines(lines, style)
  const noteWidth = style.width - beside - GAP.length
  return lines.flatMap(({ label, assertion }) => {
    if (!assertion) return indented(label, head, style)
    const figures = [
      padEnd(label, widths.label),
      padEnd(style.plain(assertion.condition), widths.condition),
      verdictColor(assertion, style)(padStart(observedText(assertion), widths.observed)),
    ]
    const line = `  ${mark(assertion, style)} ${figures.join(GAP)}`
    const note = style.plain(assertion.note ?? '')
    if (note === '') return [line]
    if (noteWidth < MIN_NOTE) return [line, ...indented(note, head + 2, style)]
    const [first, ...more] = wrap(note, noteWidth)
    return [line + GAP + first, ...more.map(part => ' '.repeat(beside + GAP.length) + part)]
  })
}

/** For terminals too narrow for columns: the selector on its own line, then the condition and what was seen. */
function stackedLines(lines: readonly Line[], style: Style): string[] {
  const head = style.pass.length + 3
  return lines.flatMap(({ label, assertion }) => {
    const labels = label.trim() === '' ? [] : indented(label.trim(), label.startsWith(' ') ? head + 2 : head, style)
    if (!assertion) return labels
    const condition = `${style.plain(assertion.condition)}${GAP}`
    const observed = observedText(assertion)
    const line = `  ${mark(assertion, style)} ${GAP}${condition}${verdictColor(assertion, style)(observed)}`
    return [...labels, line, ...indented(style.plain(assertion.note ?? ''), head + 4, style)]
  })
}

/** One line per condition; a selector is named once, a window stands below its selector. */
function linesOf(assertions: readonly AssertionResult[], style: Style): Line[] {
  return assertions.flatMap((assertion, i) => {
    const selector = style.plain(assertion.selector)
    const isNew = assertions[i - 1]?.selector !== assertion.selector
    if (assertion.window === undefined) return [{ label: isNew ? selector : '', assertion }]
    const line = { label: `  during ${style.plain(assertion.window)}`, assertion }
    return isNew ? [{ label: selector }, line] : [line]
  })
}

function mark(assertion: AssertionResult, style: Style): string {
  return assertion.passed ? style.good(style.pass) : style.bad(style.fail)
}

function verdictColor(assertion: AssertionResult, style: Style): (text: string) => string {
  return assertion.passed ? text => text : style.bad
}

/** The figure seen, or that there was none. */
export function observedText(assertion: AssertionResult): string {
  if (assertion.observed === undefined) return 'no sample'
  return figureText(assertion.observed, assertion.unit, assertion.condition)
}

function indented(text: string, indent: number, style: Style): string[] {
  return wrap(text, style.width - indent).map(line => ' '.repeat(indent) + line)
}
