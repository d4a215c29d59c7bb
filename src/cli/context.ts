import type { ExitCode } from './exit-code.ts'
import type { Output } from './output.ts'

/** What every command is given. */
export interface CommandContext {
  readonly output: Output
  /** The command line as given, for the command that repeats it. */
  readonly args: readonly string[]
  /** The command's verdict. */
  readonly end: (code: ExitCode) => void
  /** Says what is wrong with the command line, and where help is; gives the exit code. */
  readonly usageProblem: (message: string) => ExitCode
}
