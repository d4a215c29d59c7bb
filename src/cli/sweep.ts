import type { Argv, CommandModule } from 'yargs'
import type { SweepQuestion } from '../experiment/sweep-plan.ts'
import type { CommandContext } from './context.ts'
import { type FlagReader, flagReader } from './usage.ts'

const SWEEP_FORMATS = ['text', 'json', 'csv'] as const

/** The flags of `meshsim sweep`, read. */
export interface SweepFlags extends SweepQuestion {
  readonly jobs?: number
  readonly out: string
  readonly output: (typeof SWEEP_FORMATS)[number]
}

/** `meshsim sweep`: the scenario at every point of a grid, and the first that meets a goal. */
export function sweepCommand(context: CommandContext): CommandModule {
  return {
    command: 'sweep <scenario>',
    describe: 'run a scenario for every value of an axis: which is the first that meets a goal?',
    builder: sweepOptions,
    handler: async args => {
      const reader = flagReader(args)
      const flags: SweepFlags = {
        scenario: String(args.scenario),
        axes: reader.texts('P'),
        goals: reader.texts('goal'),
        measures: reader.texts('measure'),
        set: reader.texts('set'),
        seeds: seedsOf(reader),
        jobs: reader.count('jobs'),
        out: reader.text('out') ?? 'results',
        output: SWEEP_FORMATS.find(format => format === reader.text('o')) ?? 'text',
      }
      const noAxis = flags.axes.length === 0 ? ['sweep needs an axis: -P topology.replicas.reviews-v2=3..9'] : []
      const problems = [...reader.problems, ...noAxis]
      if (problems.length > 0) return context.end(context.usageProblem(problems.join('\n')))
      const { sweepScenario } = await import('./sweep-scenario.ts')
      context.end(await sweepScenario(flags, context))
    },
  }
}

const DEFAULT_REPEATS = 10

/** `--repeats` seeds from `--seed` on. */
export function seedsOf(reader: FlagReader): readonly number[] {
  const first = reader.seed('seed') ?? 1
  return Array.from({ length: reader.count('repeats') ?? DEFAULT_REPEATS }, (_, i) => first + i)
}

function sweepOptions(yargs: Argv): Argv {
  return yargs
    .positional('scenario', { type: 'string', describe: 'scenario file or its folder' })
    .option('P', {
      type: 'string',
      requiresArg: true,
      describe: 'axis: any path of --set with FROM..TO, FROM..TO step N, or A,B,C; several make a grid',
    })
    .option('goal', {
      type: 'string',
      requiresArg: true,
      describe: "what must hold: 'p99{at=client} < 400ms'; repeatable",
    })
    .option('measure', {
      type: 'string',
      requiresArg: true,
      describe: "a further figure: 'utilisation{workload=reviews-v2} max'; repeatable",
    })
    .option('set', {
      type: 'string',
      requiresArg: true,
      describe: 'change a value of the scenario at every point: path=value; repeatable',
    })
    .option('repeats', { type: 'string', requiresArg: true, describe: 'runs per point, with the same seeds [10]' })
    .option('seed', { type: 'string', requiresArg: true, describe: 'first seed [1]' })
    .option('jobs', { type: 'string', requiresArg: true, describe: 'threads that simulate [one per core]' })
    .option('out', {
      type: 'string',
      requiresArg: true,
      default: 'results',
      describe: 'folder of the results: <out>/<scenario>/sweep',
    })
    .option('o', {
      alias: 'output',
      type: 'string',
      choices: SWEEP_FORMATS,
      default: 'text',
      requiresArg: true,
      describe: 'what stdout gets',
    })
}
