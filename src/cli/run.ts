import type { Argv, CommandModule } from 'yargs'
import type { CommandContext } from './context.ts'
import { type FlagReader, flagReader, type RawArguments } from './usage.ts'

/** The flags of `meshsim run`, read; absent = not given. */
export interface RunFlags {
  readonly scenario?: string
  readonly files: readonly string[]
  readonly to?: string
  readonly from?: string
  readonly ratePerSecond?: number
  readonly durationNs?: number
  readonly seed?: number
  /** Threads for the runs of `repeat:`. */
  readonly jobs?: number
  readonly set: readonly string[]
  readonly out: string
  readonly output: 'text' | 'json'
  readonly records: boolean
}

/** `meshsim run`: simulate, check the assertions, write the results. */
export function runCommand(context: CommandContext): CommandModule {
  return {
    command: 'run [scenario]',
    describe: 'simulate a scenario, check its assertions, write results',
    builder: runOptions,
    handler: async args => {
      const reader = flagReader(args)
      const flags = runFlags(reader, args)
      const problems = [...reader.problems, ...formProblems(flags)]
      if (problems.length > 0) return context.end(context.usageProblem(problems.join('\n')))
      const { runScenario } = await import('./run-scenario.ts')
      context.end(await runScenario(flags, context))
    },
  }
}

function runOptions(yargs: Argv): Argv {
  return yargs
    .positional('scenario', { type: 'string', describe: 'scenario file; or the quick form: -f and --to' })
    .option('f', {
      alias: 'file',
      type: 'string',
      requiresArg: true,
      describe: 'mesh files: a path, folder, quoted glob, or - for stdin; repeatable',
    })
    .option('to', { type: 'string', requiresArg: true, describe: 'URL that is requested' })
    .option('from', {
      type: 'string',
      requiresArg: true,
      describe: 'calling workload [the gateway that serves the URL]',
    })
    .option('rate', { type: 'string', requiresArg: true, describe: 'requests offered, as 400/s' })
    .option('duration', { type: 'string', requiresArg: true, describe: 'simulated time, as 10m' })
    .option('seed', {
      type: 'string',
      requiresArg: true,
      describe: 'seed of all randomness [the file’s, else 1]; one run, whatever repeat: says',
    })
    .option('set', {
      type: 'string',
      requiresArg: true,
      describe: 'change a value of the scenario: path=value; repeatable',
    })
    .option('jobs', { type: 'string', requiresArg: true, describe: 'threads for the runs of repeat: [one per core]' })
    .option('out', {
      type: 'string',
      requiresArg: true,
      default: 'results',
      describe: 'folder of the results: <out>/<scenario>/seed-<n>',
    })
    .option('o', {
      alias: 'output',
      type: 'string',
      choices: ['text', 'json'],
      default: 'text',
      requiresArg: true,
      describe: 'what stdout gets',
    })
    .option('records', { type: 'boolean', default: false, describe: 'write requests.csv, one line per attempt' })
}

function runFlags(reader: FlagReader, args: RawArguments): RunFlags {
  return {
    scenario: typeof args.scenario === 'string' ? args.scenario : undefined,
    files: reader.texts('f'),
    to: reader.text('to'),
    from: reader.text('from'),
    ratePerSecond: reader.ratePerSecond('rate'),
    durationNs: reader.durationNs('duration'),
    seed: reader.seed('seed'),
    jobs: reader.count('jobs'),
    set: reader.texts('set'),
    out: reader.text('out') ?? 'results',
    output: reader.text('o') === 'json' ? 'json' : 'text',
    records: reader.flag('records'),
  }
}

/** A scenario file or the quick form, never both. */
function formProblems(flags: RunFlags): string[] {
  if (flags.scenario === undefined) {
    if (flags.files.length === 0)
      return ['nothing to run: give a scenario file, or -f with mesh files and --to with a URL']
    return flags.to === undefined ? ['the quick form needs --to, the URL that is requested'] : []
  }
  if (flags.files.length > 0) {
    return [
      `"${flags.scenario}" beside -f: give a scenario file or mesh files; -f takes one value each, so quote a glob`,
    ]
  }
  return QUICK_ONLY.filter(([flag]) => flags[flag] !== undefined).map(
    ([, name, instead]) => `--${name} belongs to the quick form (-f); with a scenario file use ${instead}`,
  )
}

/** Flags of the quick form, and what says the same of a scenario file. */
const QUICK_ONLY = [
  ['to', 'to', '--set traffic.<source>.to=...'],
  ['from', 'from', '--set traffic.<source>.from=...'],
  ['ratePerSecond', 'rate', '--set traffic.<source>.rate=...'],
  ['durationNs', 'duration', '--set duration=...'],
] as const
