import type { Diagnostic } from '../config/diagnostic.ts'
import { type LoadedRouteTests, loadRouteTests } from '../config/load-route-tests.ts'
import { nearest } from '../config/nearest.ts'
import { initHash } from '../proxy/hash.ts'
import { joinedCoverage, missedRoutes } from '../routing/coverage-goals.ts'
import type { CommandContext } from './context.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { reportRun } from './report-tests.ts'
import { snapshotMode, withSnapshots } from './run-snapshots.ts'
import { tellDiagnostics } from './tell-diagnostics.ts'
import type { TestFlags } from './test.ts'
import { runGroup } from './test-group.ts'
import { groupedByMesh } from './test-meshes.ts'

/** One run, and what would change it. */
export interface TestsEnd {
  readonly code: ExitCode
  /** Every file that was read. */
  readonly read: readonly string[]
  /** Every file that was written. */
  readonly written: readonly string[]
}

/** Finds the tests, runs them, reports; with `--watch` again and again. */
export async function runTests(flags: TestFlags, context: CommandContext): Promise<ExitCode> {
  if (!flags.watch) return (await runOnce(flags, context)).code
  const { watchTests } = await import('./watch-tests.ts')
  return watchTests(() => runOnce(flags, context), [...flags.paths, ...flags.mesh], context)
}

async function runOnce(flags: TestFlags, context: CommandContext): Promise<TestsEnd> {
  const started = performance.now()
  const cwd = process.cwd()
  const tests = loadRouteTests(flags.paths, cwd)
  const bad = async (diagnostics: readonly Diagnostic[], read: readonly string[]): Promise<TestsEnd> => {
    await tellDiagnostics(diagnostics, context.output)
    return { code: EXIT.badInput, read, written: [] }
  }
  if (tests.diagnostics.some(isError)) return bad(tests.diagnostics, tests.paths)
  const { groups, diagnostics } = groupedByMesh(tests, flags.mesh)
  if (diagnostics.some(isError)) return bad(diagnostics, tests.paths)
  if (groups.length === 0) {
    const help = 'meshsim init tests mesh/ writes a first file of tests'
    return nothing(`no tests in ${flags.paths.join(', ')}; ${help}`, tests.paths, context)
  }
  await tellDiagnostics(diagnostics, context.output)
  await initHash()
  const ran = groups.map(group => runGroup(group, { cwd, name: flags.name, tests: tests.paths }))
  const read = [...tests.paths, ...ran.flatMap(group => group.read)]
  const problems = ran.flatMap(group => group.diagnostics)
  if (problems.some(isError)) return bad(problems, read)
  const snapshots = withSnapshots(
    tests.suites,
    ran.flatMap(({ files }) => files),
    snapshotMode(flags, context),
  )
  if (snapshots.diagnostics.length > 0) return bad(snapshots.diagnostics, read)
  const files = snapshots.files.filter(({ tests }) => tests.length > 0)
  if (files.length === 0) return nothing(noneNamed(flags, tests), read, context)
  // A part of the tests says nothing of what all of them touch.
  const whole = flags.name === undefined ? ran : []
  const coverage = joinedCoverage(whole.flatMap(group => (group.coverage ? [group.coverage] : [])))
  const shortfalls = [
    ...whole.flatMap(group => group.shortfalls),
    ...(coverage && flags.failUnder !== undefined ? missedRoutes(coverage, flags.failUnder) : []),
  ]
  const assumed = [...new Set(ran.flatMap(group => group.assumed))]
  const run = { files, assumed, ...(coverage ? { coverage } : {}) }
  const told = { run, shortfalls, milliseconds: performance.now() - started }
  const written = [...snapshots.written, ...flags.reporters.flatMap(({ file }) => file ?? [])]
  return { code: await reportRun(told, flags, context), read, written }
}

/** A run of nothing is not green: a mistyped path would pass for good. */
function nothing(message: string, read: readonly string[], { output }: CommandContext): TestsEnd {
  output.talk(`meshsim: ${message}\n`)
  return { code: EXIT.badInput, read, written: [] }
}

function noneNamed({ name = '' }: TestFlags, { suites }: LoadedRouteTests): string {
  const names = suites.flatMap(({ tests }) => tests.map(test => test.name.name))
  const meant = nearest(name, names)
  return `no test has ${JSON.stringify(name)} in its name${meant === undefined ? '' : `; did you mean ${JSON.stringify(meant)}?`}`
}

function isError({ level }: Diagnostic): boolean {
  return level === 'error'
}
