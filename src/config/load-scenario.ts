import { statSync } from 'node:fs'
import { basename, dirname, isAbsolute, join, resolve } from 'node:path'
import type { Diagnostic } from './diagnostic.ts'
import { type LoadedFiles, type LoadOptions, loadFiles } from './load.ts'
import type { QuickOptions } from './scenario/init.ts'
import { quickScenario } from './scenario/quick.ts'
import { type ReadScenario, readScenario } from './scenario/read.ts'
import type { ScenarioFiles } from './scenario/scenario-files.ts'

export interface LoadScenarioOptions {
  /** `path=value` each, applied in order before the file is read. */
  readonly set?: readonly string[]
  /** Wins over the file's seed. */
  readonly seed?: number
  /** What `path` is relative to; default: the process's working directory. */
  readonly cwd?: string
  /** Reads standard input, for a scenario whose mesh is `-`. */
  readonly stdin?: LoadOptions['stdin']
}

/**
 * Loads a scenario file, or the `scenario.yaml` of a folder, with all the files that it names. Places inside the scenario are
 * relative to its folder, so that results are the same wherever the command is run; those of the returned diagnostics are
 * relative to the working directory, so that a terminal can open them.
 */
export function loadScenario(path: string, options: LoadScenarioOptions = {}): ReadScenario {
  const cwd = options.cwd ?? process.cwd()
  const { name, loaded } = loadOne(path, cwd)
  const [file] = loaded.files
  if (file === undefined) return { diagnostics: loaded.diagnostics }
  const folder = dirname(name)
  const files = scenarioFiles({ cwd: resolve(cwd, folder), ...(options.stdin && { stdin: options.stdin }) })
  const id = basename(resolve(cwd, folder)) || 'scenario'
  const read = readScenario(file.text, basename(name), { files, id, set: options.set, seed: options.seed })
  return { ...read, diagnostics: read.diagnostics.map(diagnostic => fromFolder(folder, diagnostic)) }
}

/**
 * The scenario of the quick form, `meshsim run -f mesh/ --to URL`: its mesh files are relative to the working directory, and
 * so are their places.
 */
export function loadQuickScenario(
  options: QuickOptions & Pick<LoadScenarioOptions, 'set' | 'cwd' | 'stdin'>,
): ReadScenario {
  const cwd = options.cwd ?? process.cwd()
  return quickScenario(options, scenarioFiles({ cwd, ...(options.stdin && { stdin: options.stdin }) }))
}

function loadOne(path: string, cwd: string): { readonly name: string; readonly loaded: LoadedFiles } {
  const name = isFolder(resolve(cwd, path)) ? join(path, 'scenario.yaml') : path
  return { name, loaded: loadFiles([name], { cwd }) }
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory()
  } catch {
    return false
  }
}

/** Reads what a scenario names, each source once: the mesh may be standard input. */
export function scenarioFiles(options: LoadOptions): ScenarioFiles {
  const loaded = new Map<string, LoadedFiles>()
  const load = (source: string): LoadedFiles => {
    const known = loaded.get(source)
    if (known !== undefined) return known
    const fresh = loadFiles([source], options)
    loaded.set(source, fresh)
    return fresh
  }
  return {
    manifests: load,
    text: path => {
      const { files, diagnostics } = load(path)
      if (diagnostics.length > 0) return { fault: diagnostics[0].message }
      return files.length === 1 && files[0].path === path ? files[0] : { fault: 'this is not a single file' }
    },
  }
}

/** Diagnostics about a loaded scenario, their places as those that `loadScenario(path)` returns. */
export function fromWorkingDirectory(
  path: string,
  diagnostics: readonly Diagnostic[],
  cwd: string = process.cwd(),
): readonly Diagnostic[] {
  const folder = isFolder(resolve(cwd, path)) ? path : dirname(path)
  return diagnostics.map(diagnostic => fromFolder(folder, diagnostic))
}

function fromFolder(folder: string, diagnostic: Diagnostic): Diagnostic {
  const { file } = diagnostic.place
  if (folder === '.' || file.startsWith('--set ') || file === '<stdin>' || isAbsolute(file)) return diagnostic
  return { ...diagnostic, place: { ...diagnostic.place, file: join(folder, file).replaceAll('\\', '/') } }
}
