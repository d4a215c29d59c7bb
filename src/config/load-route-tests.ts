import type { Diagnostic } from './diagnostic.ts'
import { loadFiles } from './load.ts'
import type { SourceFile } from './read-mesh.ts'
import {
  envoyRouteConfig,
  type ForeignTests,
  foreignFormatOf,
  readForeignTests,
} from './route-tests/foreign/foreign-file.ts'
import { isRouteTests, readRouteTests } from './route-tests/read-route-tests.ts'
import type { RouteTestSuite } from './route-tests/route-tests.ts'
import { parseYaml } from './yaml.ts'

/** Files of route tests, of the own format and of other tools, in the order in which they were found. */
export interface LoadedRouteTests {
  readonly suites: readonly RouteTestSuite[]
  readonly foreign: readonly ForeignTests[]
  /** Those of `paths` that were named, not found in a folder. */
  readonly named: ReadonlySet<string>
  /** Every file that holds tests, readable or not. */
  readonly paths: readonly string[]
  readonly diagnostics: readonly Diagnostic[]
}

type Format = 'own' | 'foreign'

/**
 * Finds files of tests: those named, and below folders those whose documents say so (`kind: RouteTests`, `testCases`, `tests`
 * with `validate`); everything else in a folder is somebody else's.
 */
export function loadRouteTests(sources: readonly string[], cwd: string): LoadedRouteTests {
  const loaded = loadFiles(sources, { cwd })
  const found = loaded.files.flatMap(file => {
    const format = formatOf(file)
    // Shorter in messages, and in what is typed again.
    return format === undefined ? [] : [{ file: { ...file, path: file.path.replace(/^\.\//, '') }, format }]
  })
  const own = found.filter(({ format }) => format === 'own').map(({ file }) => readRouteTests(file.text, file.path))
  const foreign = found.filter(({ format }) => format === 'foreign').map(({ file }) => foreignTests(file))
  return {
    suites: own.flatMap(({ suite }) => (suite ? [suite] : [])),
    foreign,
    named: new Set(found.flatMap(({ file }) => (file.isNamed ? [file.path] : []))),
    paths: found.map(({ file }) => file.path),
    diagnostics: [...loaded.diagnostics, ...[...own, ...foreign].flatMap(({ diagnostics }) => diagnostics)],
  }
}

function foreignTests({ text, path }: SourceFile): ForeignTests {
  const tests = readForeignTests(text, path)
  if (tests.diagnostics.length > 0 || tests.validator.length + tests.routerCheck.length > 0) return tests
  return { ...tests, diagnostics: [empty(path)] }
}

/** What an empty suite of the own format is told by its reader. */
function empty(file: string): Diagnostic {
  return { code: 'MS4002', level: 'error', message: 'there is no test', place: { file, line: 1, column: 1 } }
}

/** Words without which no file holds tests: most files of a folder are settled by them, without being parsed. */
const HINT = /\bRouteTests\b|\btestCases\b|\bvalidate\b/
/** A file that says so and can't be parsed is a mistake in a test, wherever it was found. */
const OWN = /^["']?kind["']?\s*:\s*["']?RouteTests\b/m
const FOREIGN = /^["']?testCases["']?\s*:/m

function formatOf({ path, text, isNamed }: SourceFile): Format | undefined {
  if (!isNamed && !HINT.test(text)) return undefined
  if (OWN.test(text)) return 'own'
  const { documents } = parseYaml(text, path, 'yaml12')
  if (documents.some(({ value }) => isRouteTests(value))) return 'own'
  if (FOREIGN.test(text) || documents.some(({ value }) => foreignFormatOf(value) !== undefined)) return 'foreign'
  if (!isNamed) return undefined
  // The reader of the own format says best what is missing; tables of Envoy have a message of their own.
  return documents.some(({ value, source }) => envoyRouteConfig(value, source).length > 0) ? 'foreign' : 'own'
}
