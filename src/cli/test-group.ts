import type { Diagnostic } from '../config/diagnostic.ts'
import { loadGiven, loadTestMesh } from '../config/load-test-mesh.ts'
import type { Resource } from '../config/resource.ts'
import type { RouteTest, RouteTestSuite } from '../config/route-tests/route-tests.ts'
import { cutSourceLine, SourceText } from '../config/source-text.ts'
import type { RouteCoverage, RouteTestFile } from '../dataplane/route-test-run.ts'
import type { Place } from '../kernel/place.ts'
import { missedGoals } from '../routing/coverage-goals.ts'
import { foreignRouteTests } from '../routing/foreign-tests/as-route-tests.ts'
import { boundMesh } from '../routing/foreign-tests/bound-mesh.ts'
import { runRouteTests } from '../routing/test/run-route-tests.ts'
import { folderOf, type TestGroup } from './test-meshes.ts'

export interface GroupOptions {
  readonly cwd: string
  /** Only tests whose name contains this. */
  readonly name?: string
  /** Files with tests, which are no part of the mesh. */
  readonly tests: readonly string[]
}

/** What came of the tests of one mesh. */
export interface RanGroup {
  readonly files: readonly RouteTestFile[]
  readonly assumed: readonly string[]
  readonly coverage?: RouteCoverage
  /** Goals of coverage of its files that were missed. */
  readonly shortfalls: readonly string[]
  readonly diagnostics: readonly Diagnostic[]
  readonly read: readonly string[]
}

/** Reads the mesh of a group and runs its tests; an error in a diagnostic says that they did not run, or not all. */
export function runGroup({ sources, suites, foreign }: TestGroup, options: GroupOptions): RanGroup {
  const { cwd, name, tests } = options
  const { mesh, files, diagnostics } = loadTestMesh(sources, cwd, tests)
  const given = givenOf(suites, cwd)
  const read = [...files.map(({ path }) => path), ...given.read]
  const problems = [...diagnostics, ...given.diagnostics]
  const none = { files: [], assumed: [], shortfalls: [], read }
  if (problems.some(({ level }) => level === 'error')) return { ...none, diagnostics: problems }
  const byName = name === undefined ? {} : { name }
  const own = suites.length > 0 ? runRouteTests(mesh, suites, { ...byName, given: given.of }) : undefined
  const bound = foreign.length > 0 ? boundMesh(mesh) : undefined
  const foreignFiles = bound ? foreignRouteTests(bound, foreign, { ...byName, lineAt: lineReader(files) }) : []
  const coverage = own?.run.coverage
  return {
    files: [...(own?.run.files ?? []), ...foreignFiles],
    assumed: [...(own?.run.assumed ?? []), ...(bound?.assumed ?? [])],
    ...(coverage ? { coverage } : {}),
    shortfalls: coverage ? suites.flatMap(suite => goalsOf(suite, coverage)) : [],
    diagnostics: own?.diagnostics ?? [],
    read,
  }
}

function goalsOf({ file, coverage: goal }: RouteTestSuite, coverage: RouteCoverage): readonly string[] {
  return goal ? missedGoals(coverage, goal, file) : []
}

interface Given {
  readonly of: (suite: RouteTestSuite, test: RouteTest) => readonly Resource[]
  readonly diagnostics: readonly Diagnostic[]
  readonly read: readonly string[]
}

/** What tests apply on top of the mesh, read before the first one runs. */
function givenOf(suites: readonly RouteTestSuite[], cwd: string): Given {
  const overlays = suites.flatMap(suite =>
    suite.tests
      .filter(({ given }) => given.length > 0)
      .map(test => [test, loadGiven({ files: test.given, folder: folderOf(suite.file) }, cwd)] as const),
  )
  const byTest = new Map(overlays)
  return {
    of: (_suite, test) => byTest.get(test)?.resources ?? [],
    diagnostics: overlays.flatMap(([, { diagnostics }]) => diagnostics),
    read: overlays.flatMap(([, { paths }]) => paths),
  }
}

/** Lines of the mesh's files, for quoting. */
function lineReader(files: readonly { readonly path: string; readonly text: string }[]): (place: Place) => string {
  const texts = new Map(files.map(({ path, text }) => [path, new SourceText(path, text)]))
  return ({ file, line, column }) => {
    const text = texts.get(file)
    return text && line > 0 ? cutSourceLine(text.line(line), column) : ''
  }
}
