import type { Argv, CommandModule } from 'yargs'
import type { CommandContext } from './context.ts'
import { initTestsCommand } from './init-tests.ts'
import { flagReader } from './usage.ts'

/** `meshsim init`: write the scenario that the quick form would run. */
export function initCommand(context: CommandContext): CommandModule {
  return {
    command: 'init',
    describe: 'write a scenario for your mesh files, every default stated',
    builder: yargs => initOptions(yargs).command(initTestsCommand(context)),
    handler: async args => {
      const reader = flagReader(args)
      const flags = {
        files: reader.texts('f'),
        to: reader.text('to') ?? '',
        from: reader.text('from'),
        ratePerSecond: reader.ratePerSecond('rate'),
        durationNs: reader.durationNs('duration'),
        seed: reader.seed('seed'),
        out: reader.text('out') ?? '',
      }
      if (reader.problems.length > 0) return context.end(context.usageProblem(reader.problems.join('\n')))
      const { writeScenario } = await import('./write-scenario.ts')
      context.end(await writeScenario(flags, context))
    },
  }
}

function initOptions(yargs: Argv): Argv {
  return yargs
    .option('f', {
      alias: 'file',
      type: 'string',
      global: false,
      requiresArg: true,
      demandOption: true,
      describe: 'mesh files: a path, folder or quoted glob; repeatable',
    })
    .option('to', {
      type: 'string',
      global: false,
      requiresArg: true,
      demandOption: true,
      describe: 'URL that is requested',
    })
    .option('out', {
      type: 'string',
      global: false,
      requiresArg: true,
      demandOption: true,
      describe: 'folder for scenario.yaml',
    })
    .option('from', {
      type: 'string',
      global: false,
      requiresArg: true,
      describe: 'calling workload [the gateway that serves the URL]',
    })
    .option('rate', { type: 'string', global: false, requiresArg: true, describe: 'requests offered, as 400/s' })
    .option('duration', { type: 'string', global: false, requiresArg: true, describe: 'simulated time, as 10m' })
    .option('seed', { type: 'string', global: false, requiresArg: true, describe: 'seed of all randomness [1]' })
}
