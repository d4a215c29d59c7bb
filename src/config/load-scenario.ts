import { statSync } from 'node:fs'
import { basename, dirname, isAbsolute, join, resolve } from 'node:path'
import type { Diagnostic } from './diagnostic.ts'
import { type LoadedFiles, type LoadOptions, loadFiles } from './load.ts'
import { filesFrom, type ScenarioBundle } from './scenario/bundle.ts'
import type { QuickOptions } from './scenario/init.ts'
import { quickScenario } from './scenario/quick.ts'
import { type ReadScenario, readScenario } from './scenario/read.ts'
import type { SourceFiles } from './scenario/scenario-files.ts'

export interface LoadScenarioOptions {
  /** `path=value` each, applied in order before the file is read. */
  readonly set?: readonly string[]
  /** Wins over the file's seed. */
  readonly seed?: number
  /** What `path` is relative to; default: the process's working directory. */
  readonly cwd?: string
  /** Reads standard input, for a scenario whose mesh is `-`. */
  readonly stdin?: LoadOptions['stdin']
  /** What was read of the same scenario before, and takes what is read now: points of a sweep see the same texts. */
  readonly sources?: Map<string, SourceFiles>
}

export interface LoadedScenario extends ReadScenario {
  /** The texts it was read from; absent if the scenario file itself could not be read. */
  readonly bundle?: ScenarioBundle
}

/**
 * Loads a scenario file, or the `scenario.yaml` of a folder, with all the files that it names. Places inside the scenario are
 * relative to its folder, so that results are the same wherever the command is run; those of the returned diagnostics are
 * relative to the working directory, so that a terminal can open them.
 */
export function loadScenario(path: string, options: LoadScenarioOptions = {}): LoadedScenario {
  const cwd = options.cwd ?? process.cwd()
  const { name, loaded } = loadOne(path, cwd)
  const [file] = loaded.files
  if (file === undefined) return { diagnostics: loaded.diagnostics }
  const folder = dirname(name)
  const sources = options.sources ?? new Map<string, SourceFiles>()
  const files = filesFrom(
    loader(sources, { cwd: resolve(cwd, folder), ...(options.stdin && { stdin: options.stdin }) }),
  )
  const id = basename(resolve(cwd, folder)) || 'scenario'
  const { set, seed } = options
  const read = readScenario(file.text, basename(name), { files, id, set, seed })
  const form = { kind: 'file', text: file.text, name: basename(name), id } as const
  return {
    ...read,
    diagnostics: read.diagnostics.map(diagnostic => fromFolder(folder, diagnostic)),
    bundle: { form, set: set ?? [], ...(seed !== undefined && { seed }), sources },
  }
}

/**
 * The scenario of the quick form, `meshsim run -f mesh/ --to URL`: its mesh files are relative to the working directory, and
 * so are their places.
 */
export function loadQuickScenario(
  options: QuickOptions & Pick<LoadScenarioOptions, 'set' | 'cwd' | 'stdin'>,
): LoadedScenario {
  const cwd = options.cwd ?? process.cwd()
  const sources = new Map<string, SourceFiles>()
  const read = quickScenario(
    options,
    filesFrom(loader(sources, { cwd, ...(options.stdin && { stdin: options.stdin }) })),
  )
  const { files, to, from, ratePerSecond, durationNs, seed } = options
  const form = { kind: 'quick', options: { files, to, from, ratePerSecond, durationNs, seed } } as const
  return { ...read, bundle: { form, set: options.set ?? [], sources } }
}

const FOLDER_HELP = 'a folder is run as the scenario.yaml in it; over manifests: meshsim run -f FOLDER --to URL'

/** Another name of a scenario is a good guess; any other file of the folder is none. */
function toFolder(diagnostic: Diagnostic): Diagnostic {
  const isMissing = diagnostic.code === 'MS1001' && !/scenario\.\w+\?$/.test(diagnostic.help ?? '')
  return isMissing ? { ...diagnostic, help: FOLDER_HELP } : diagnostic
}

function loadOne(path: string, cwd: string): { readonly name: string; readonly loaded: LoadedFiles } {
  if (!isFolder(resolve(cwd, path))) return { name: path, loaded: loadFiles([path], { cwd }) }
  const name = join(path, 'scenario.yaml')
  const { files, diagnostics } = loadFiles([name], { cwd })
  return { name, loaded: { files, diagnostics: diagnostics.map(toFolder) } }
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory()
  } catch {
    return false
  }
}

/** Reads what a scenario names, each source once (the mesh may be standard input), and keeps what was read. */
function loader(sources: Map<string, SourceFiles>, options: LoadOptions): (source: string) => SourceFiles {
  return source => {
    const known = sources.get(source)
    if (known !== undefined) return known
    const fresh = loadFiles([source], options)
    sources.set(source, fresh)
    return fresh
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
  if (folder === '.' || file.startsWith('--') || file === '<stdin>' || isAbsolute(file)) return diagnostic
  return { ...diagnostic, place: { ...diagnostic.place, file: join(folder, file).replaceAll('\\', '/') } }
}
