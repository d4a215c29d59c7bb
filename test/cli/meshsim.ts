import { type ChildProcess, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const DIST = join(ROOT, 'dist')
/** Trees may share their node_modules, but not their builds. */
const TREE = createHash('sha256').update(ROOT).digest('hex').slice(0, 8)
/** Stands in for a dist that is older than the sources; below node_modules, so that dependencies resolve. */
const BUILD = join(ROOT, `node_modules/.cache/meshsim-cli-test-${TREE}`)
let dist = DIST

export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface RunOptions {
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
  readonly stdin?: string
}

/** Makes the program to run: the built one if it is up to date, else one translated from the sources. Returns its folder. */
export function buildMeshsim(): string {
  const sources = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' }).filter(
    name => name.endsWith('.ts') && !name.endsWith('.d.ts'),
  )
  if (sources.every(name => isFresh(join(ROOT, 'src', name), builtPath(DIST, name)))) return dist
  dist = join(BUILD, 'dist')
  mkdirSync(BUILD, { recursive: true })
  cpSync(join(ROOT, 'package.json'), join(BUILD, 'package.json'))
  for (const name of sources) translate(join(ROOT, 'src', name), builtPath(dist, name))
  return dist
}

function builtPath(folder: string, name: string): string {
  return join(folder, name.replace(/\.ts$/, '.js'))
}

function isFresh(source: string, target: string): boolean {
  const built = statSync(target, { throwIfNoEntry: false })
  return built !== undefined && built.mtimeMs > statSync(source).mtimeMs
}

/** Types are the type-checker's business. */
function translate(source: string, target: string): void {
  if (isFresh(source, target)) return
  mkdirSync(dirname(target), { recursive: true })
  const { outputText } = ts.transpileModule(readFileSync(source, 'utf8'), {
    compilerOptions: {
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.ESNext,
      verbatimModuleSyntax: true,
      rewriteRelativeImportExtensions: true,
    },
  })
  writeFileSync(target, outputText)
}

/** Starts the command line of this source tree. */
export function startMeshsim(args: readonly string[], options: RunOptions = {}): ChildProcess {
  const env = { PATH: process.env.PATH, HOME: process.env.HOME, LANG: 'C.UTF-8', ...options.env }
  const child = spawn(process.execPath, [join(dist, 'cli/main.js'), ...args], { cwd: options.cwd ?? ROOT, env })
  child.stdin?.end(options.stdin ?? '')
  return child
}

/** Runs the command line to its end. */
export function meshsim(args: readonly string[], options: RunOptions = {}): Promise<Ended> {
  return ended(startMeshsim(args, options))
}

export function ended(child: ChildProcess): Promise<Ended> {
  let stdout = ''
  let stderr = ''
  child.stdout?.setEncoding('utf8').on('data', text => {
    stdout += text
  })
  child.stderr?.setEncoding('utf8').on('data', text => {
    stderr += text
  })
  return new Promise(resolve => child.on('close', code => resolve({ code, stdout, stderr })))
}
