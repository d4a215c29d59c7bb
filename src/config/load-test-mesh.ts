import { isAbsolute, join, resolve } from 'node:path'
import type { Diagnostic } from './diagnostic.ts'
import { type LoadedFiles, loadFiles } from './load.ts'
import type { IstioVersion, Mesh } from './mesh.ts'
import { readMesh, type SourceFile } from './read-mesh.ts'
import type { Resource } from './resource.ts'
import { envoyRouteConfig } from './route-tests/foreign/foreign-file.ts'
import type { Named } from './scenario/scenario.ts'
import { parseYaml } from './yaml.ts'

/** The mesh that tests run on, as a test file or the command line names it. */
export interface TestMeshSources {
  readonly files: readonly Named[]
  /** What they are relative to; `.` = the working directory. */
  readonly folder: string
  readonly istio?: IstioVersion
}

export interface TestMesh {
  readonly mesh: Mesh
  /** As read, for quoting lines. */
  readonly files: readonly SourceFile[]
  readonly diagnostics: readonly Diagnostic[]
}

/** @param tests files of tests, which are no part of the mesh where they lie beside it */
export function loadTestMesh(sources: TestMeshSources, cwd: string, tests: readonly string[]): TestMesh {
  const loaded = loadNamed(sources, cwd)
  const others = new Set(tests.map(path => resolve(cwd, path)))
  const files = loaded.files.filter(({ path }) => !others.has(resolve(cwd, path)))
  const tables = files.flatMap(envoyTables)
  if (tables.length > 0) return { mesh: readMesh([]), files, diagnostics: tables }
  const mesh = readMesh(files, sources.istio === undefined ? {} : { istio: sources.istio })
  return { mesh, files, diagnostics: [...loaded.diagnostics, ...mesh.diagnostics] }
}

export interface GivenResources {
  readonly resources: readonly Resource[]
  readonly paths: readonly string[]
  readonly diagnostics: readonly Diagnostic[]
}

/** The manifests that a test's `given:` applies on top of the mesh. */
export function loadGiven(sources: Omit<TestMeshSources, 'istio'>, cwd: string): GivenResources {
  const loaded = loadNamed(sources, cwd)
  const read = readMesh(loaded.files)
  return {
    resources: read.resources,
    paths: loaded.files.map(({ path }) => path),
    diagnostics: [...loaded.diagnostics, ...read.diagnostics],
  }
}

/** Paths become relative to the working directory, so that a terminal can open what messages name. */
function loadNamed({ files, folder }: TestMeshSources, cwd: string): LoadedFiles {
  const places = new Map(files.map(({ name, place }) => [pathFrom(folder, name), place]))
  const loaded = loadFiles([...places.keys()], { cwd })
  return {
    files: loaded.files,
    diagnostics: loaded.diagnostics.map(diagnostic => {
      const place = places.get(diagnostic.place.file)
      // What the command line names has no place in a file.
      if (place === undefined || place.line === 0 || diagnostic.place.line > 0) return diagnostic
      return { ...diagnostic, code: 'MS4008', message: `${diagnostic.place.file}: ${diagnostic.message}`, place }
    }),
  }
}

/** A folder of tests and a path that one of its files names; standard input and absolute paths are nobody's. */
export function pathFrom(folder: string, path: string): string {
  if (path === '-' || isAbsolute(path) || folder === '.') return path
  return join(folder, path).replaceAll('\\', '/')
}

function envoyTables({ path, text }: SourceFile): readonly Diagnostic[] {
  if (!/\bvirtual_?hosts\b/i.test(text) || /^apiVersion:/m.test(text)) return []
  return parseYaml(text, path, 'yaml12').documents.flatMap(({ value, source }) => envoyRouteConfig(value, source))
}
