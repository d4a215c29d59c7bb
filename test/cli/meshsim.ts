import { type ChildProcess, spawn } from 'node:child_process'
import { cpSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
/** Below node_modules, so that dependencies resolve; built from the sources as they are, never from an old dist. */
const BUILD = join(ROOT, 'node_modules/.cache/meshsim-cli-test')

export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface RunOptions {
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
}

/** Translates what has changed of `src` since the last call. Types are the type-checker's business. */
export function buildMeshsim(): void {
  mkdirSync(BUILD, { recursive: true })
  cpSync(join(ROOT, 'package.json'), join(BUILD, 'package.json'))
  for (const name of readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })) {
    if (name.endsWith('.ts')) translate(join(ROOT, 'src', name), join(BUILD, 'dist', name.replace(/\.ts$/, '.js')))
  }
}

function translate(source: string, target: string): void {
  const built = statSync(target, { throwIfNoEntry: false })
  if (built && built.mtimeMs > statSync(source).mtimeMs) return
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
  return spawn(process.execPath, [join(BUILD, 'dist/cli/main.js'), ...args], { cwd: options.cwd ?? ROOT, env })
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
