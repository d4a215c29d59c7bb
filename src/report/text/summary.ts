import type { RunResult } from '../../measure/result.ts'
import { countText } from '../figure.ts'
import { assertionLines } from './assertions.ts'
import { causeTextLines } from './causes.ts'
import { connectionLines } from './connections.ts'
import { hopLines, podLines, shareLines } from './figures.ts'
import { happeningLines } from './happenings.ts'
import { headlineLines } from './headline.ts'
import { wrap } from './layout.ts'
import { precisionLines } from './precision.ts'
import { remarkLines } from './remarks.ts'
import { type Style, styleOf, type TextOptions } from './style.ts'

export interface SummaryOptions extends TextOptions {
  /** Where the files of the run are, as the user would type it; absent when nothing was written. */
  readonly resultsDir?: string
}

/**
 * The summary of a run for a terminal: what was asked, what passed and failed, what happened, why, the figures, what
 * they rest on, the verdict and where the files are. No line is wider than `width` (at least 40). The last line is
 * `digest <hex>`; the text ends in a line break.
 */
export function summaryText(result: RunResult, options: SummaryOptions): string {
  const style = styleOf(options)
  const sections = [
    headlineLines(result, style),
    assertionLines(result, style),
    happeningLines(result, style),
    causeTextLines(result, style),
    hopLines(result, style),
    connectionLines(result, style),
    precisionLines(result, style),
    shareLines(result, style),
    podLines(result, style),
    remarkLines(result, style),
    verdictLines(result, options.resultsDir, style),
  ]
  const text = sections.filter(lines => lines.length > 0).map(lines => lines.join('\n'))
  return `${text.join('\n\n')}\ndigest ${result.digest}\n`
}

function verdictLines(result: RunResult, resultsDir: string | undefined, style: Style): string[] {
  const failed = result.assertions.filter(assertion => !assertion.passed).length
  const { born, answered, inFlight } = result.requests
  const requests = `${countText(born)} requests, ${countText(answered)} answered, ${countText(inFlight)} in flight at the end`
  const report = resultsDir === undefined ? [] : wrap(style.plain(`report ${resultsDir}/report.html`), style.width)
  return [...wrap(requests, style.width), verdictText(result.assertions.length, failed, style), ...report]
}

function verdictText(count: number, failed: number, style: Style): string {
  if (count === 0) return 'no assertions to check'
  if (failed > 0) return style.bad(style.strong(`${failed} of ${count} assertions failed`))
  return style.good(style.strong(count === 1 ? 'the assertion passed' : `all ${count} assertions passed`))
}
