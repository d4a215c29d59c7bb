import type { Diagnostic } from '../config/diagnostic.ts'
import { loadFiles } from '../config/load.ts'
import { readMesh } from '../config/read-mesh.ts'
import { lint } from '../lint/lint.ts'
import { lintOutput } from '../report/lint/lint-output.ts'
import type { CommandContext } from './context.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import type { LintFlags } from './lint.ts'
import { tellDiagnostics } from './tell-diagnostics.ts'

/** Reads the files and prints what lint finds. Files that can't be read at all stop it: nothing is known of the rest. */
export async function lintPaths(
  { paths, failOn, output: format }: LintFlags,
  context: CommandContext,
): Promise<ExitCode> {
  const { output } = context
  const loaded = loadFiles(paths, { cwd: process.cwd() })
  if (loaded.diagnostics.some(isError)) {
    await tellDiagnostics(loaded.diagnostics, output)
    return EXIT.badInput
  }
  const mesh = readMesh(loaded.files)
  const report = lint({ ...mesh, diagnostics: [...loaded.diagnostics, ...mesh.diagnostics] }, loaded.files)
  output.data(lintOutput[format](report, output.dataTerminal))
  if (report.findings.some(isUnreadable)) return EXIT.badInput
  if (report.findings.some(isError)) return EXIT.failed
  const hasWarning = report.findings.some(({ level }) => level === 'warning')
  return failOn === 'warn' && hasWarning ? EXIT.lintWarnings : EXIT.passed
}

function isError({ level }: Diagnostic): boolean {
  return level === 'error'
}

/** MS1xxx: the text is no YAML, so that resources may be missing. */
function isUnreadable({ level, code }: Diagnostic): boolean {
  return level === 'error' && code.startsWith('MS1')
}
