import type { CoverageCount } from '../../dataplane/route-test-run.ts'
import { COVERED, percentOf, totalsOf } from './coverage.ts'
import { checkTally, isPassed, type RouteTestReporter, testTally } from './report.ts'

/** One object, `schema: 1`: the run as it is, with sums; lines and columns count from 1. */
export const routeTestsJson: RouteTestReporter = ({ run, shortfalls, milliseconds, again }) => {
  const { files, assumed, coverage } = run
  const tests = testTally(run)
  const document = {
    schema: 1,
    passed: tests.failed === 0 && shortfalls.length === 0,
    tests,
    checks: checkTally(run),
    milliseconds: milliseconds === undefined ? undefined : Math.round(milliseconds),
    coverage: coverage && Object.fromEntries(COVERED.map(what => [what, withPercent(coverage[what])])),
    shortfalls,
    assumed,
    files: files.map(({ file, tests }) => ({
      file,
      tests: tests.map(test => ({
        name: test.name,
        place: test.place,
        passed: isPassed(test),
        again: isPassed(test) ? undefined : again(file, test.name),
        checks: test.checks.map(check => ({ ...check, passed: check.failures.length === 0 })),
      })),
    })),
  }
  return `${JSON.stringify(document, null, 2)}\n`
}

function withPercent(count: CoverageCount) {
  return { percent: percentOf(count), ...totalsOf(count), missing: count.missing }
}
