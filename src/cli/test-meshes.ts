import { dirname, resolve } from 'node:path'
import type { Diagnostic } from '../config/diagnostic.ts'
import type { LoadedRouteTests } from '../config/load-route-tests.ts'
import { pathFrom, type TestMeshSources } from '../config/load-test-mesh.ts'
import type { ForeignTests } from '../config/route-tests/foreign/foreign-file.ts'
import type { RouteTestSuite } from '../config/route-tests/route-tests.ts'
import { NO_PLACE } from '../kernel/place.ts'

/** Files of tests that run on one mesh, which is read and compiled once for all of them. */
export interface TestGroup {
  readonly sources: TestMeshSources
  readonly suites: readonly RouteTestSuite[]
  readonly foreign: readonly ForeignTests[]
}

export interface TestGroups {
  readonly groups: readonly TestGroup[]
  readonly diagnostics: readonly Diagnostic[]
}

/**
 * Tests of other tools that were only found in a folder are left out with a warning where no mesh is given and others run:
 * it was not said that they are wanted. Whoever names a file, or writes one in the own format, means it.
 *
 * @param mesh the mesh that the command line names; it stands in for those of the files
 */
export function groupedByMesh({ suites, foreign, named }: LoadedRouteTests, mesh: readonly string[]): TestGroups {
  const groups = new Map<string, { sources: TestMeshSources; suites: RouteTestSuite[]; foreign: ForeignTests[] }>()
  const groupOf = (sources: TestMeshSources) => {
    const key = keyOf(sources)
    const group = groups.get(key) ?? { sources, suites: [], foreign: [] }
    groups.set(key, group)
    return group
  }
  const typed = mesh.length > 0 ? { files: mesh.map(name => ({ name, place: NO_PLACE })), folder: '.' } : undefined
  const diagnostics: Diagnostic[] = []
  for (const suite of suites) {
    const sources = sourcesOf(suite, typed)
    if (sources) groupOf(sources).suites.push(suite)
    else diagnostics.push(noMesh(suite.file, 'error', ', or in the file: mesh: { files: [mesh/] }'))
  }
  for (const tests of foreign) {
    if (typed) groupOf(typed).foreign.push(tests)
    else diagnostics.push(noMesh(tests.file, named.has(tests.file) || groups.size === 0 ? 'error' : 'warning'))
  }
  return { groups: [...groups.values()], diagnostics }
}

function sourcesOf({ file, mesh }: RouteTestSuite, typed: TestMeshSources | undefined): TestMeshSources | undefined {
  const istio = mesh?.istio === undefined ? {} : { istio: mesh.istio }
  if (typed) return { ...typed, ...istio }
  return mesh && { files: mesh.files, folder: folderOf(file), ...istio }
}

/** What `mesh:` and `given:` of a file are relative to. */
export function folderOf(file: string): string {
  return dirname(file)
}

function keyOf({ files, folder, istio }: TestMeshSources): string {
  return JSON.stringify([
    istio ?? '',
    ...files.map(({ name }) => (name === '-' ? name : resolve(pathFrom(folder, name)))),
  ])
}

function noMesh(file: string, level: 'error' | 'warning', orElse = ''): Diagnostic {
  return {
    code: 'MS4009',
    level,
    message: `these tests name no mesh${level === 'error' ? '' : ': they did not run'}`,
    place: { file, line: 0, column: 0 },
    help: `name it with -f${orElse}`,
  }
}
