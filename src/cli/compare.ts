import type { Argv, CommandModule } from 'yargs'
import type { CommandContext } from './context.ts'
import { seedsOf } from './sweep.ts'
import { flagReader } from './usage.ts'

const COMPARE_FORMATS = ['text', 'json', 'markdown'] as const

/** The flags of `meshsim compare`, read. */
export interface CompareFlags {
  /** One scenario with `against`, else two. */
  readonly scenarios: readonly string[]
  /** Revision of git that has side a. */
  readonly against?: string
  readonly measures: readonly string[]
  readonly set: readonly string[]
  readonly seeds: readonly number[]
  readonly jobs?: number
  readonly output: (typeof COMPARE_FORMATS)[number]
}

/** `meshsim compare`: two scenarios under the same chance, and what of the difference is none. */
export function compareCommand(context: CommandContext): CommandModule {
  return {
    command: 'compare <scenarios..>',
    describe: 'what differs between two scenarios: compare a.yaml b.yaml, or --against <git revision> b.yaml',
    builder: compareOptions,
    handler: async args => {
      const reader = flagReader(args)
      const flags: CompareFlags = {
        scenarios: Array.isArray(args.scenarios) ? args.scenarios.map(String) : [],
        against: reader.text('against'),
        measures: reader.texts('measure'),
        set: reader.texts('set'),
        seeds: seedsOf(reader),
        jobs: reader.count('jobs'),
        output: COMPARE_FORMATS.find(format => format === reader.text('o')) ?? 'text',
      }
      const problems = [...reader.problems, ...sideProblems(flags)]
      if (problems.length > 0) return context.end(context.usageProblem(problems.join('\n')))
      const { compareScenarios } = await import('./compare-scenarios.ts')
      context.end(await compareScenarios(flags, context))
    },
  }
}

function sideProblems({ scenarios, against }: CompareFlags): readonly string[] {
  if (against !== undefined)
    return scenarios.length === 1 ? [] : [`--against takes one scenario, not ${scenarios.length}`]
  if (scenarios.length === 2) return []
  return [`compare needs two scenarios, not ${scenarios.length}; or --against <git revision> and one`]
}

function compareOptions(yargs: Argv): Argv {
  return yargs
    .positional('scenarios', {
      type: 'string',
      array: true,
      describe: 'scenario files or their folders: before, after',
    })
    .option('against', { type: 'string', requiresArg: true, describe: 'read the side before from this git revision' })
    .option('measure', {
      type: 'string',
      requiresArg: true,
      describe: "a further figure: 'p99{at=productpage-v1, to=reviews}'; repeatable",
    })
    .option('set', {
      type: 'string',
      requiresArg: true,
      describe: 'change a value of both scenarios: path=value; repeatable',
    })
    .option('repeats', { type: 'string', requiresArg: true, describe: 'pairs of runs [10]' })
    .option('seed', { type: 'string', requiresArg: true, describe: 'first seed [1]' })
    .option('jobs', { type: 'string', requiresArg: true, describe: 'threads that simulate [one per core]' })
    .option('o', {
      alias: 'output',
      type: 'string',
      choices: COMPARE_FORMATS,
      default: 'text',
      requiresArg: true,
      describe: 'what stdout gets',
    })
}
