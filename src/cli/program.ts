import { readFileSync } from 'node:fs'
import yargs, { type Argv } from 'yargs'
import { compareCommand } from './compare.ts'
import type { CommandContext } from './context.ts'
import { diffCommand } from './diff.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { explainCommand } from './explain.ts'
import { exportCommand } from './export.ts'
import { isFileFault, reasonOf } from './file-fault.ts'
import { initCommand } from './init.ts'
import { lintCommand } from './lint.ts'
import type { Output } from './output.ts'
import { runCommand } from './run.ts'
import { sweepCommand } from './sweep.ts'
import { testCommand } from './test.ts'
import { commandText, usageMessage } from './usage.ts'

const USAGE = 'Usage: meshsim <command> [flags]'
const EXAMPLES = `Examples:
  meshsim run scenarios/01-bookinfo-canary-zone-loss/scenario.yaml
  meshsim run -f mesh/ --to http://bookinfo.example/productpage --rate 100/s --duration 1m
  meshsim init -f mesh/ --to http://bookinfo.example/productpage --out my-scenario/
  meshsim sweep my-scenario/ -P topology.replicas.web=2..6 --goal 'p99{at=client} < 400ms'
`

/** Tells a mistake on the command line from a fault of the program. */
const USAGE_ERROR = 'UsageError'

/** Bare names that the command line knows, for the nearest match. */
const COMMANDS = ['run', 'sweep', 'compare', 'explain', 'test', 'lint', 'diff', 'init', 'export', 'completion']
const PARTS = { export: ['envoy'], init: ['tests'] }

/**
 * One command line, from words to exit code. Nothing here ends the process, so that what is still being written to a
 * pipe arrives.
 */
export async function runProgram(args: readonly string[], output: Output): Promise<ExitCode> {
  let code: ExitCode = EXIT.passed
  const context: CommandContext = {
    output,
    args,
    end: verdict => {
      code = verdict
    },
    usageProblem: message => {
      output.talk(`meshsim: ${message.replaceAll('\n', '\nmeshsim: ')}\nmeshsim --help shows examples and flags\n`)
      return EXIT.badInput
    },
  }
  const parser = parserOf(context)
  drawHelpOnlyWhenAsked(parser)
  try {
    if (args.length === 0) {
      output.talk(helpText(await parser.getHelp()))
      return EXIT.badInput
    }
    await parser.parseAsync([...args], {}, (_error, _argv, text) => {
      if (text) output.data(helpText(text))
    })
    return code
  } catch (error) {
    const known = { commands: COMMANDS, parts: PARTS, flags: Object.keys(parser.parsed ? parser.parsed.aliases : {}) }
    if (isUsageError(error)) return context.usageProblem(usageMessage(error.message, args, known))
    if (isFileFault(error)) {
      output.talk(`meshsim: ${error.path ?? `cannot ${error.syscall}`}: ${reasonOf(error)}\n`)
      return EXIT.badInput
    }
    output.talk(faultText(error, args))
    return EXIT.internalFault
  }
}

function parserOf(context: CommandContext) {
  return yargs()
    .scriptName('meshsim')
    .usage(USAGE)
    .command(runCommand(context))
    .command(explainCommand(context))
    .command(testCommand(context))
    .command(lintCommand(context))
    .command(sweepCommand(context))
    .command(compareCommand(context))
    .command(diffCommand(context))
    .command(initCommand(context))
    .command(exportCommand(context))
    .completion('completion', 'print a completion script for bash or zsh')
    .demandCommand(1, 'a command is needed: run, sweep, compare, explain, test, lint, diff, init or export')
    .strict()
    .version(version())
    .help()
    .alias('h', 'help')
    .wrap(Math.min(110, context.output.dataTerminal.width))
    .exitProcess(false)
    .fail((message, error) => {
      throw message ? usageError(message) : error
    })
}

/**
 * As soon as a command runs, yargs draws up its help, should someone ask for it later. Nobody does, and it takes longer than to read
 * a small mesh. There is no setting for it: this is the method of yargs's own that does it (build/lib/usage.js).
 */
function drawHelpOnlyWhenAsked(parser: Argv): void {
  const internals = parser as Argv & {
    readonly getInternalMethods: () => { readonly getUsageInstance: () => { cacheHelpMessage: () => void } }
  }
  internals.getInternalMethods().getUsageInstance().cacheHelpMessage = () => {}
}

/** Examples come first, before the program's own usage; yargs would take their indentation away. */
function helpText(text: string): string {
  return text.startsWith(USAGE) ? `${EXAMPLES}\n${text}\n` : `${text}\n`
}

function usageError(message: string): Error {
  return Object.assign(new Error(message), { name: USAGE_ERROR })
}

/** Of the package, whether this file runs from `src` or `dist`. */
function version(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest ? String(manifest.version) : ''
}

function isUsageError(error: unknown): error is Error {
  return error instanceof Error && error.name === USAGE_ERROR
}

/** A fault of meshsim itself: what it was, where, and the command that repeats it. */
function faultText(error: unknown, args: readonly string[]): string {
  const what = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return `meshsim: internal fault, not your input's: ${what}\nrepeat with: ${commandText(args)}\n`
}
