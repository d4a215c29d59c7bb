import { readFileSync, type Stats, statSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Diagnostic } from './diagnostic.ts'
import { globRoot, globToRegExp, isGlob } from './glob.ts'
import { filesUnder, isResourceFile } from './load-folder.ts'
import { decodeText } from './load-text.ts'
import type { Mesh } from './mesh.ts'
import type { NamedText, SettingsOptions } from './mesh-settings.ts'
import { nearest } from './nearest.ts'
import { readMesh, type SourceFile } from './read-mesh.ts'

/** Files above this are refused by name rather than read into memory. */
const SIZE_LIMIT_BYTES = 256 * 1024 * 1024

export interface LoadOptions {
  /** What relative paths are relative to. */
  readonly cwd: string
  /** Reads standard input for the source `-`; default: the process's own. */
  readonly stdin?: () => Uint8Array
}

export interface LoadedFiles {
  readonly files: readonly SourceFile[]
  readonly diagnostics: readonly Diagnostic[]
}

/**
 * Reads the files that the user's sources mean: names, patterns (`*`, `**`, `?`, `{a,b}`), folders (recursive, `.yaml .yml
 * .json`, in path order) and `-` for standard input. A file met twice is read once. What can't be read is a diagnostic.
 */
export function loadFiles(sources: readonly string[], options: LoadOptions): LoadedFiles {
  const files: SourceFile[] = []
  const diagnostics: Diagnostic[] = []
  const seen = new Set<string>()
  for (const source of sources) {
    const found = expand(source, options)
    diagnostics.push(...found.diagnostics)
    for (const candidate of found.candidates) {
      const key = candidate.path === STDIN_NAME ? STDIN_NAME : resolve(options.cwd, candidate.path)
      if (seen.has(key)) continue
      seen.add(key)
      const read = readCandidate(candidate, options)
      if ('code' in read) diagnostics.push(read)
      else files.push(read)
    }
  }
  return { files, diagnostics }
}

export interface LoadMeshOptions extends LoadOptions, Omit<SettingsOptions, 'meshConfigText' | 'meshNetworksText'> {
  /** A mesh-config file beside the resources. */
  readonly meshConfigFile?: string
  readonly meshNetworksFile?: string
}

/** Sources of the only cluster, or of each of several by its id, of which the first is the config cluster. */
export type MeshSources = readonly string[] | ReadonlyMap<string, readonly string[]>

/** Loads files and reads the mesh that they describe; every problem is in `diagnostics`. */
export function loadMeshFiles(sources: MeshSources, options: LoadMeshOptions): Mesh {
  const loaded = loadSources(sources, options)
  const problems: Diagnostic[] = [...loaded.diagnostics]
  const meshConfigText = settingsText(options.meshConfigFile, options, problems)
  const meshNetworksText = settingsText(options.meshNetworksFile, options, problems)
  const mesh = readMesh(loaded.files, {
    ...(options.istio ? { istio: options.istio } : {}),
    ...(meshConfigText ? { meshConfigText } : {}),
    ...(meshNetworksText ? { meshNetworksText } : {}),
  })
  return { ...mesh, diagnostics: [...problems, ...mesh.diagnostics] }
}

function loadSources(sources: MeshSources, options: LoadOptions): LoadedFiles {
  if (!(sources instanceof Map)) return loadFiles(sources as readonly string[], options)
  const loaded = [...(sources as ReadonlyMap<string, readonly string[]>)].map(([cluster, own]) => {
    const { files, diagnostics } = loadFiles(own, options)
    return { files: files.map(file => ({ ...file, cluster })), diagnostics }
  })
  return { files: loaded.flatMap(({ files }) => files), diagnostics: loaded.flatMap(({ diagnostics }) => diagnostics) }
}

const STDIN_NAME = '<stdin>'

interface Candidate {
  readonly path: string
  readonly isNamed: boolean
}

function expand(source: string, options: LoadOptions): { candidates: Candidate[]; diagnostics: Diagnostic[] } {
  if (source === '-') return { candidates: [{ path: STDIN_NAME, isNamed: true }], diagnostics: [] }
  const path = source.replaceAll('\\', '/')
  const stats = statOf(path, options)
  if (stats?.isDirectory()) return expandFolder(path, options)
  if (stats || !isGlob(path)) return { candidates: [{ path, isNamed: true }], diagnostics: [] }
  const pattern = globToRegExp(path)
  const matches = filesUnder(globRoot(path), options.cwd).filter(file => pattern.test(file))
  if (matches.length > 0) return { candidates: matches.map(file => ({ path: file, isNamed: false })), diagnostics: [] }
  return { candidates: [], diagnostics: [problem('MS1006', path, 'no file matches this pattern')] }
}

function expandFolder(path: string, options: LoadOptions): { candidates: Candidate[]; diagnostics: Diagnostic[] } {
  const matches = filesUnder(path, options.cwd).filter(isResourceFile)
  if (matches.length > 0) return { candidates: matches.map(file => ({ path: file, isNamed: false })), diagnostics: [] }
  return { candidates: [], diagnostics: [problem('MS1006', path, 'the folder holds no .yaml, .yml or .json file')] }
}

function readCandidate({ path, isNamed }: Candidate, options: LoadOptions): SourceFile | Diagnostic {
  try {
    const bytes = path === STDIN_NAME ? readStdin(options) : readBytes(path, options)
    if ('code' in bytes) return bytes
    const decoded = decodeText(bytes, path)
    return typeof decoded === 'string' ? { path, text: decoded, isNamed } : decoded
  } catch (error) {
    return unreadable(path, error, options)
  }
}

function readStdin(options: LoadOptions): Uint8Array {
  return options.stdin ? options.stdin() : readFileSync(0)
}

function readBytes(path: string, options: LoadOptions): Uint8Array | Diagnostic {
  const full = resolve(options.cwd, path)
  const { size } = statSync(full)
  if (size > SIZE_LIMIT_BYTES) {
    const mebibytes = Math.ceil(size / (1024 * 1024))
    return problem(
      'MS1002',
      path,
      `the file has ${mebibytes} MB; at most 256 MB are read`,
      'split it, or dump fewer kinds',
    )
  }
  return readFileSync(full)
}

function unreadable(path: string, error: unknown, options: LoadOptions): Diagnostic {
  const reason = (error as NodeJS.ErrnoException).code
  if (reason !== 'ENOENT') return problem('MS1001', path, `the file cannot be read (${reason ?? String(error)})`)
  const folder = path.slice(0, path.lastIndexOf('/') + 1)
  const neighbours = filesUnder(folder, options.cwd).filter(file => !file.slice(folder.length).includes('/'))
  const meant = nearest(path, neighbours)
  return problem('MS1001', path, 'there is no such file or folder', meant ? `did you mean ${meant}?` : undefined)
}

function settingsText(path: string | undefined, options: LoadOptions, problems: Diagnostic[]): NamedText | undefined {
  if (path === undefined) return undefined
  const read = readCandidate({ path, isNamed: true }, options)
  if (!('code' in read)) return read
  problems.push(read)
  return undefined
}

function statOf(path: string, options: LoadOptions): Stats | undefined {
  return statSync(resolve(options.cwd, path), { throwIfNoEntry: false })
}

function problem(code: string, file: string, message: string, help?: string): Diagnostic {
  return { code, level: 'error', message, place: { file, line: 0, column: 0 }, ...(help ? { help } : {}) }
}
