import type { Argv, CommandModule } from 'yargs'
import type { CommandContext } from './context.ts'
import { flagReader } from './usage.ts'

/** The flags of `meshsim export envoy`, read. */
export interface ExportFlags {
  readonly scenario: string
  readonly proxy?: string
  readonly loopback: boolean
  readonly firstPort: number
  readonly adminPort: number
  readonly logs?: string
  readonly output: 'yaml' | 'json'
}

/** `meshsim export`: what other programs can be started with. */
export function exportCommand(context: CommandContext): CommandModule {
  return {
    command: 'export',
    describe: 'write a scenario for other programs: export envoy scenario.yaml',
    builder: yargs => yargs.command(envoyCommand(context)).demandCommand(1, 'export what? There is: envoy'),
    handler: () => undefined,
  }
}

function envoyCommand(context: CommandContext): CommandModule {
  return {
    command: 'envoy <scenario>',
    describe: 'a static bootstrap for Envoy: one proxy as the scenario’s control plane would configure it',
    builder: envoyOptions,
    handler: async args => {
      const reader = flagReader(args)
      const port = (flag: string): number => {
        const text = reader.text(flag) ?? ''
        const value = /^\d{1,5}$/.test(text) ? Number(text) : 0
        if (value < 1 || value > 65_535) reader.problems.push(`--${flag} ${text}: a port is a number from 1 to 65535`)
        return value
      }
      const flags: ExportFlags = {
        scenario: String(args.scenario),
        proxy: reader.text('proxy'),
        loopback: reader.flag('loopback'),
        firstPort: port('first-port'),
        adminPort: port('admin-port'),
        logs: reader.text('logs'),
        output: reader.text('o') === 'json' ? 'json' : 'yaml',
      }
      if (reader.problems.length > 0) return context.end(context.usageProblem(reader.problems.join('\n')))
      const { exportEnvoy } = await import('./export-envoy.ts')
      context.end(await exportEnvoy(flags, context))
    },
  }
}

function envoyOptions(yargs: Argv): Argv {
  return yargs
    .positional('scenario', { type: 'string', describe: 'scenario file or its folder' })
    .option('proxy', {
      type: 'string',
      requiresArg: true,
      describe: 'namespace/name of the pod whose proxy it is [the first source’s caller]',
    })
    .option('loopback', {
      type: 'boolean',
      default: false,
      describe: 'give every endpoint an address of this machine, and print which',
    })
    .option('first-port', {
      type: 'string',
      requiresArg: true,
      default: '15001',
      describe: 'port of the first listener, on 127.0.0.1',
    })
    .option('admin-port', {
      type: 'string',
      requiresArg: true,
      default: '15000',
      describe: 'port of Envoy’s admin page',
    })
    .option('logs', {
      type: 'string',
      requiresArg: true,
      describe: 'folder where Envoy writes logs of requests, attempts and ejections',
    })
    .option('o', {
      alias: 'output',
      type: 'string',
      choices: ['yaml', 'json'],
      default: 'yaml',
      requiresArg: true,
      describe: 'what stdout gets',
    })
}
