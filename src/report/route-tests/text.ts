import type { RouteTestFile, RouteTestResult } from '../../dataplane/route-test-run.ts'
import { countText } from '../figure.ts'
import { flow } from '../text/layout.ts'
import { type Style, styleOf } from '../text/style.ts'
import { failureBlock, repeatedBlock, sentence } from './failure-block.ts'
import {
  checkName,
  checksOf,
  isPassed,
  type ReportedCheck,
  type RouteTestReport,
  type RouteTestReporter,
} from './report.ts'
import { summaryLines } from './summary.ts'

/** More passed tests of one file than these are only counted. */
const SHOWN_PASSED = 60
/** More failed checks than these are only counted: the first ones nearly always tell why the others fail. */
const SHOWN_FAILED = 50

/** What a person reads: tests that passed in passing, those that failed at length, and the summary. */
export const defaultText: RouteTestReporter = (report, options) => {
  const style = styleOf(options)
  const { files } = report.run
  const isSingle = files.length === 1
  const lines = files.flatMap(file => [
    ...(isSingle ? [] : [style.strong(style.plain(file.file))]),
    ...passedLines(file, style),
  ])
  return asText([...lines, ...failedLines(report, style), ...noteLines(report, style), ...summaryLines(report, style)])
}

/** One sign for each check, then what failed and the summary. */
export const dotText: RouteTestReporter = (report, options) => {
  const style = styleOf(options)
  const signs = checksOf(report.run).map(({ check }) => (check.failures.length === 0 ? '.' : 'x'))
  const room = style.width - 2
  const rows = Array.from({ length: Math.ceil(signs.length / room) }, (_, row) =>
    signs.slice(row * room, (row + 1) * room).join(''),
  )
  const painted = rows.map(row => ` ${row.replace(/x+/g, style.bad)}`)
  return asText([...painted, ...failedLines(report, style), ...summaryLines(report, style)])
}

function passedLines({ tests }: RouteTestFile, style: Style): readonly string[] {
  const passed = tests.filter(isPassed)
  if (passed.length > SHOWN_PASSED) {
    const checks = passed.reduce((sum, test) => sum + test.checks.length, 0)
    return [` ${style.good(style.pass)} ${countText(passed.length)} tests (${countText(checks)} checks)`]
  }
  const items = passed.map(test => `${style.pass} ${style.plain(test.name + extent(test))}`)
  return flow(items, '   ', style.width - 1, '').map(line => ` ${line.replaceAll(style.pass, style.good)}`)
}

/** ` (3)` checks, or what a single one compared where that is worth saying. */
function extent({ checks }: RouteTestResult): string {
  if (checks.length !== 1) return ` (${checks.length})`
  return checks[0].facts > 1 ? ` (${checks[0].facts} facts)` : ''
}

function failedLines(report: RouteTestReport, style: Style): readonly string[] {
  const failed = checksOf(report.run).filter(({ check }) => check.failures.length > 0)
  const hidden = failed.length - SHOWN_FAILED
  return [
    ...failed.slice(0, SHOWN_FAILED).flatMap((reported, i) => {
      const isRepeated = i > 0 && isSameFailure(failed[i - 1], reported)
      return isRepeated ? repeatedBlock(reported, style) : failureBlock(reported, report, style)
    }),
    ...(hidden > 0 ? [` and ${countText(hidden)} more that failed`] : []),
  ]
}

function isSameFailure(before: ReportedCheck, { test, check }: ReportedCheck): boolean {
  return before.test === test && JSON.stringify(before.check.failures) === JSON.stringify(check.failures)
}

/** Passed here, but not with the tool that the test was written for. */
function noteLines({ run }: RouteTestReport, style: Style): readonly string[] {
  return checksOf(run).flatMap(reported => {
    const { note, failures } = reported.check
    if (note === undefined || failures.length > 0) return []
    return sentence('note', `${checkName(reported)}: ${note}`, style).map(line => ` ${style.dim(line)}`)
  })
}

function asText(lines: readonly string[]): string {
  return lines.map(line => `${line}\n`).join('')
}
