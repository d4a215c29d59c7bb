import { writeFile } from 'node:fs/promises'
import { isAbsolute, join, relative, resolve, sep } from 'node:path'
import type { CommandContext } from './context.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { reasonOf } from './file-fault.ts'
import { makeFolders } from './make-folders.ts'
import { tellDiagnostics } from './tell-diagnostics.ts'
import { commandText } from './usage.ts'

export interface InitFlags {
  readonly files: readonly string[]
  readonly to: string
  readonly from?: string
  readonly ratePerSecond?: number
  readonly durationNs?: number
  readonly seed?: number
  readonly out: string
}

/** Checks that the quick form would run, then writes it as a scenario file; an existing file is never touched. */
export async function writeScenario(flags: InitFlags, context: CommandContext): Promise<ExitCode> {
  const { output } = context
  if (flags.files.includes('-')) {
    return context.usageProblem('init needs mesh files that can be read again; save what comes from stdin first')
  }
  const [{ initScenario }, { loadQuickScenario }, { checkScenario }] = await Promise.all([
    import('../config/scenario/init.ts'),
    import('../config/load-scenario.ts'),
    import('../experiment/simulate.ts'),
  ])
  const { scenario, diagnostics } = loadQuickScenario(flags)
  const problems = scenario ? [...diagnostics, ...checkScenario(scenario)] : diagnostics
  await tellDiagnostics(problems, output)
  if (problems.some(problem => problem.level === 'error')) return EXIT.badInput
  const path = join(flags.out, 'scenario.yaml')
  const text = initScenario({ ...flags, files: flags.files.map(file => fromFolder(flags.out, file)) })
  try {
    await makeFolders(flags.out)
    await writeFile(path, text, { flag: 'wx' })
  } catch (error) {
    const exists = (error as NodeJS.ErrnoException).code === 'EEXIST'
    output.talk(exists ? `${path} exists; init does not overwrite it\n` : `cannot write ${path}: ${reasonOf(error)}\n`)
    return EXIT.badInput
  }
  output.data(`${path}\n`)
  output.talk(`run it with: ${commandText(['run', path])}\n`)
  return EXIT.passed
}

/** A mesh path as the scenario in `folder` has to name it. */
export function fromFolder(folder: string, file: string): string {
  if (isAbsolute(file)) return file
  const path = relative(resolve(folder), resolve(file)).split(sep).join('/')
  const asFolder = file.endsWith('/') && !path.endsWith('/') ? '/' : ''
  return path === '' ? '.' : path + asFolder
}
