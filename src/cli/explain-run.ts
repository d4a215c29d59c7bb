import type { CommandContext } from './context.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import type { ExplainRunFlags } from './explain.ts'

export async function explainRun(_flags: ExplainRunFlags, _context: CommandContext): Promise<ExitCode> {
  return EXIT.passed
}
