import type { Argv, CommandModule } from 'yargs'
import type { CommandContext } from './context.ts'
import { flagReader } from './usage.ts'

export const LINT_FORMATS = ['text', 'json', 'sarif', 'github'] as const

/** The flags of `meshsim lint`, read. */
export interface LintFlags {
  readonly paths: readonly string[]
  readonly failOn: 'error' | 'warn'
  readonly output: (typeof LINT_FORMATS)[number]
}

/** `meshsim lint`: what people need to know before they deploy. */
export function lintCommand(context: CommandContext): CommandModule {
  return {
    command: 'lint [paths..]',
    describe: 'find rules that never fire, names that nobody has, settings that do nothing',
    builder: lintOptions,
    handler: async args => {
      const reader = flagReader(args)
      const words = Array.isArray(args.paths) ? args.paths.map(String) : []
      const paths = [...words, ...reader.texts('f')]
      const flags: LintFlags = {
        paths,
        failOn: reader.text('fail-on') === 'warn' ? 'warn' : 'error',
        output: LINT_FORMATS.find(format => format === reader.text('o')) ?? 'text',
      }
      const nothing = paths.length === 0 ? ['nothing to look at: name files or folders with mesh resources'] : []
      const problems = [...reader.problems, ...nothing]
      if (problems.length > 0) return context.end(context.usageProblem(problems.join('\n')))
      const { lintPaths } = await import('./lint-paths.ts')
      context.end(await lintPaths(flags, context))
    },
  }
}

function lintOptions(yargs: Argv): Argv {
  return yargs
    .positional('paths', {
      type: 'string',
      array: true,
      describe: 'files, folders or quoted globs with mesh resources',
    })
    .option('f', { alias: 'file', type: 'string', requiresArg: true, describe: 'the same, as other commands take it' })
    .option('fail-on', {
      type: 'string',
      choices: ['error', 'warn'],
      default: 'error',
      requiresArg: true,
      describe: 'exit 1 on errors, or with warn also 3 on warnings',
    })
    .option('o', {
      alias: 'output',
      type: 'string',
      choices: LINT_FORMATS,
      default: 'text',
      requiresArg: true,
      describe: 'what stdout gets',
    })
}
