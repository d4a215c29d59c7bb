import { countText } from '../figure.ts'
import { flow } from '../text/layout.ts'
import type { Style } from '../text/style.ts'
import { COVERED, coverageText } from './coverage.ts'
import { checkTally, type RouteTestReport, testTally } from './report.ts'

/**
 * The last lines: what was assumed, goals of coverage that were missed, then
 * `tests 3 passed, 1 failed · checks 14/15 · route coverage 83% (5 of 6; missing VirtualService/ratings#0) · 38 ms`.
 */
export function summaryLines(report: RouteTestReport, style: Style): readonly string[] {
  const { run, shortfalls } = report
  const assumed = run.assumed.flatMap(sentence => told(assumedHead(sentence), sentence, style).map(style.dim))
  const missed = shortfalls.flatMap(sentence => told(style.fail, sentence, style).map(style.bad))
  return [...assumed, ...missed, ...verdictLines(report, style)]
}

function verdictLines({ run, milliseconds }: RouteTestReport, style: Style): readonly string[] {
  const { coverage } = run
  const [routes, ...others] = coverage ? COVERED.map(what => coverageText(coverage, what)) : []
  const verdict = [testsText(run), checksText(run), ...(routes ? [routes] : [])]
  const time = milliseconds === undefined ? [] : [`${countText(Math.round(milliseconds))} ms`]
  const parts = (items: readonly string[]) => flow(items.map(style.plain), ` ${style.dot} `, style.width - 1, '  ')
  return [...parts(others).map(line => style.dim(` ${line}`)), ...parts([...verdict, ...time]).map(line => ` ${line}`)]
}

function testsText(run: RouteTestReport['run']): string {
  const { passed, failed } = testTally(run)
  return `tests ${countText(passed)} passed${failed > 0 ? `, ${countText(failed)} failed` : ''}`
}

function checksText(run: RouteTestReport['run']): string {
  const { passed, failed } = checkTally(run)
  return `checks ${countText(passed)}/${countText(passed + failed)}`
}

/** Some sentences say by themselves that they assume. */
function assumedHead(sentence: string): string {
  return sentence.includes('assumed:') ? '' : 'assumed:'
}

function told(head: string, sentence: string, style: Style): readonly string[] {
  return flow(style.plain(`${head} ${sentence}`.trim()).split(' '), ' ', style.width - 1, '   ').map(line => ` ${line}`)
}
