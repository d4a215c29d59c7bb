import type { RouteCheck, RouteTestResult, RouteTestRun } from '../../dataplane/route-test-run.ts'
import type { TextOptions } from '../text/style.ts'

/** A run of route tests as reporters get it. */
export interface RouteTestReport {
  readonly run: RouteTestRun
  /** Goals of coverage that were missed, one sentence each: they fail the run as a check does. */
  readonly shortfalls: readonly string[]
  /** Wall-clock time of the whole command; absent where output must be the same twice. */
  readonly milliseconds?: number
  /** The command that repeats one test. */
  readonly again: (file: string, test: string) => string
}

/** One way to tell a run. */
export type RouteTestReporter = (report: RouteTestReport, options: TextOptions) => string

export interface Tally {
  readonly passed: number
  readonly failed: number
}

export function isPassed({ checks }: RouteTestResult): boolean {
  return checks.every(({ failures }) => failures.length === 0)
}

/** A check as all reporters go through them: in the order of files and tests. */
export interface ReportedCheck {
  readonly file: string
  readonly test: RouteTestResult
  readonly check: RouteCheck
}

export function checksOf({ files }: RouteTestRun): readonly ReportedCheck[] {
  return files.flatMap(({ file, tests }) => tests.flatMap(test => test.checks.map(check => ({ file, test, check }))))
}

/** `jason sees v2, everyone else v1 › end-user: jason`. */
export function checkName({ test, check }: Pick<ReportedCheck, 'test' | 'check'>): string {
  return check.title === '' ? test.name : `${test.name} › ${check.title}`
}

export function testTally({ files }: RouteTestRun): Tally {
  const tests = files.flatMap(({ tests }) => tests)
  const passed = tests.filter(isPassed).length
  return { passed, failed: tests.length - passed }
}

export function checkTally(run: RouteTestRun): Tally {
  const checks = checksOf(run)
  const passed = checks.filter(({ check }) => check.failures.length === 0).length
  return { passed, failed: checks.length - passed }
}

/** A failure on one line: `to: expected reviews subset v2, got reviews subset v1`. */
export function failureText({ what, expected, got }: RouteCheck['failures'][number]): string {
  return `${what}: expected ${expected}, got ${got}`
}
