import type { Diagnostic } from '../config/diagnostic.ts'
import type { Output } from './output.ts'

/** Warnings beyond these are only counted: the summary and the report list them. */
const WARNINGS_SHOWN = 3

/** Problems on stderr: all errors when there are any, else the first few warnings; notes are told by the summary. */
export async function tellDiagnostics(diagnostics: readonly Diagnostic[], output: Output): Promise<void> {
  const errors = diagnostics.filter(diagnostic => diagnostic.level === 'error')
  const warnings = diagnostics.filter(diagnostic => diagnostic.level === 'warning')
  const shown = errors.length > 0 ? errors : warnings.slice(0, WARNINGS_SHOWN)
  if (shown.length === 0) return
  const { renderDiagnostics } = await import('../report/diagnostics.ts')
  const { color, width } = output.talkTerminal
  output.talk(renderDiagnostics(shown, { color, width }))
  if (errors.length > 0) output.talk(`\n${counted(errors.length, 'error')}; nothing was done\n`)
  else if (warnings.length > shown.length) output.talk(`\n${counted(warnings.length, 'warning')} in all\n`)
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}
