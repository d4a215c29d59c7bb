import type { Argv, CommandModule } from 'yargs'
import type { CommandContext } from './context.ts'
import { flagReader } from './usage.ts'

const DIFF_FORMATS = ['text', 'json', 'markdown'] as const

/** The flags of `meshsim diff`, read. */
export interface DiffFlags {
  /** Files or folders of the older side, or of both where `base` names a revision. */
  readonly basePaths: readonly string[]
  readonly headPaths: readonly string[]
  /** Revision of git that has the older side. */
  readonly base?: string
  readonly failOnChange: boolean
  readonly output: (typeof DIFF_FORMATS)[number]
}

/** `meshsim diff`: which requests change their fate between two revisions of the files. */
export function diffCommand(context: CommandContext): CommandModule {
  return {
    command: 'diff [paths..]',
    describe: 'which requests change their fate: diff base/ head/, or diff --base <git revision> mesh/',
    builder: diffOptions,
    handler: async args => {
      const reader = flagReader(args)
      const words = Array.isArray(args.paths) ? args.paths.map(String) : []
      const base = reader.text('base')
      const wrong = base === undefined ? twoSides(words) : words.length === 0 ? ['--base needs the mesh files'] : []
      const problems = [...reader.problems, ...wrong]
      if (problems.length > 0) return context.end(context.usageProblem(problems.join('\n')))
      const flags: DiffFlags = {
        basePaths: base === undefined ? words.slice(0, 1) : words,
        headPaths: base === undefined ? words.slice(1) : words,
        base,
        failOnChange: reader.flag('fail-on-change'),
        output: DIFF_FORMATS.find(format => format === reader.text('o')) ?? 'text',
      }
      const { diffPaths } = await import('./diff-paths.ts')
      context.end(await diffPaths(flags, context))
    },
  }
}

function twoSides(words: readonly string[]): readonly string[] {
  if (words.length === 2) return []
  return [`diff needs two sides, base and head, not ${words.length}; or --base <git revision> and the mesh files`]
}

function diffOptions(yargs: Argv): Argv {
  return yargs
    .positional('paths', { type: 'string', array: true, describe: 'base and head: files, folders or quoted globs' })
    .option('base', {
      type: 'string',
      requiresArg: true,
      describe: 'read the older side of the paths from this git revision',
    })
    .option('fail-on-change', { type: 'boolean', describe: 'exit 1 when a request changes its fate' })
    .option('o', {
      alias: 'output',
      type: 'string',
      choices: DIFF_FORMATS,
      default: 'text',
      requiresArg: true,
      describe: 'what stdout gets',
    })
}
