import type { Argv, CommandModule } from 'yargs'
import type { ReporterName } from '../report/route-tests/reporters.ts'
import type { CommandContext } from './context.ts'
import { type FlagReader, flagReader } from './usage.ts'

const REPORTERS: readonly ReporterName[] = ['default', 'dot', 'json', 'junit', 'github', 'tap']

/** A reporter, and the file that it writes instead of stdout. */
export interface ReporterFlag {
  readonly reporter: ReporterName
  readonly file?: string
}

/** The flags of `meshsim test`, read. */
export interface TestFlags {
  /** Files and folders with tests. */
  readonly paths: readonly string[]
  /** The mesh, for tests of every file; none = each file names its own. */
  readonly mesh: readonly string[]
  readonly name?: string
  readonly reporters: readonly ReporterFlag[]
  /** Percent of the routes that must be touched. */
  readonly failUnder?: number
  readonly watch: boolean
  readonly update: boolean
}

/** `meshsim test`: does the mesh route as its tests say. */
export function testCommand(context: CommandContext): CommandModule {
  return {
    command: 'test [tests..]',
    describe: 'check routing against route tests: exact, without a cluster and without sampling',
    builder: testOptions,
    handler: async args => {
      const reader = flagReader(args)
      const paths = Array.isArray(args.tests) ? args.tests.map(String) : []
      const flags: TestFlags = {
        paths: paths.length > 0 ? paths : ['.'],
        mesh: reader.texts('f'),
        name: reader.text('name'),
        reporters: reportersOf(reader),
        failUnder: percentOf(reader, 'fail-under'),
        watch: reader.flag('watch'),
        update: reader.flag('u'),
      }
      if (flags.watch && flags.mesh.includes('-'))
        reader.problems.push('--watch needs mesh files that can be read again')
      if (reader.problems.length > 0) return context.end(context.usageProblem(reader.problems.join('\n')))
      const { runTests } = await import('./run-tests.ts')
      context.end(await runTests(flags, context))
    },
  }
}

/** A person still reads the outcome where every reporter writes a file. */
function reportersOf(reader: FlagReader): readonly ReporterFlag[] {
  const flags = reader.texts('reporter').flatMap(word => {
    const at = word.indexOf('=')
    const name = at < 0 ? word : word.slice(0, at)
    const file = at < 0 ? undefined : word.slice(at + 1)
    const reporter = REPORTERS.find(known => known === name)
    if (reporter === undefined) reader.problems.push(`no reporter is called ${name}: there are ${REPORTERS.join(', ')}`)
    else if (file === '') reader.problems.push(`--reporter ${word}: a file name is missing behind =`)
    return reporter === undefined ? [] : [{ reporter, file }]
  })
  return flags.every(({ file }) => file !== undefined) ? [{ reporter: 'default' }, ...flags] : flags
}

function percentOf(reader: FlagReader, flag: string): number | undefined {
  const written = reader.text(flag)
  if (written === undefined) return undefined
  const percent = /^\d+(?:\.\d+)?%?$/.test(written) ? Number.parseFloat(written) : Number.NaN
  if (percent <= 100) return percent
  reader.problems.push(`--${flag} ${written}: a percentage from 0 to 100 is needed, for example 80`)
  return undefined
}

function testOptions(yargs: Argv): Argv {
  return yargs
    .positional('tests', {
      type: 'string',
      array: true,
      describe: 'files and folders with tests [the current folder]',
    })
    .option('f', {
      alias: 'file',
      type: 'string',
      requiresArg: true,
      describe: 'mesh files, instead of those that the tests name; repeatable',
    })
    .option('name', { type: 'string', requiresArg: true, describe: 'only tests whose name contains this text' })
    .option('reporter', {
      type: 'string',
      requiresArg: true,
      describe: `${REPORTERS.join(', ')}; name=file writes a file; repeatable`,
    })
    .option('fail-under', {
      type: 'string',
      requiresArg: true,
      describe: 'exit 1 if less of the routes is touched, in %',
    })
    .option('watch', { type: 'boolean', describe: 'run again whenever a file of the tests or the mesh changes' })
    .option('u', { alias: 'update', type: 'boolean', describe: 'keep snapshots as they are now; never in CI' })
}
