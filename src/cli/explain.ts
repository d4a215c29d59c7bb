import type { Argv, CommandModule } from 'yargs'
import type { CommandContext } from './context.ts'
import { type FlagReader, flagReader, type RawArguments } from './usage.ts'

/** `meshsim explain` of one request into mesh files. */
export interface ExplainFlags {
  readonly files: readonly string[]
  readonly method: string
  readonly url: string
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly from?: string
  readonly set: readonly string[]
  readonly output: 'text' | 'json'
}

/** `meshsim explain --run`: of one request of a finished run. */
export interface ExplainRunFlags {
  readonly run: string
  readonly source: string
  readonly number: number
  /** The scenario file, where it is not found by the name in the results. */
  readonly scenario?: string
  readonly output: 'text' | 'json'
}

/** `meshsim explain`: why a request goes where it goes, what happened to one, or what a code means. */
export function explainCommand(context: CommandContext): CommandModule {
  return {
    command: 'explain [words..]',
    describe: 'why a request goes where it goes: explain [METHOD] URL; or what a code means',
    builder: explainOptions,
    handler: async args => {
      const reader = flagReader(args)
      const words = Array.isArray(args.words) ? args.words.map(String) : []
      const output = reader.text('o') === 'json' ? 'json' : 'text'
      const tell = (problems: readonly string[]) => context.end(context.usageProblem(problems.join('\n')))
      if (words.length === 1 && /^MS\d+$/i.test(words[0])) {
        const { explainCode } = await import('./explain-code.ts')
        return context.end(explainCode(words[0].toUpperCase(), output, context))
      }
      if (args.run !== undefined) {
        const flags = runFlags(reader, words, output)
        if (reader.problems.length > 0) return tell(reader.problems)
        const { explainRun } = await import('./explain-run.ts')
        return context.end(await explainRun(flags, context))
      }
      const flags = requestFlags(reader, args, words, output)
      if (reader.problems.length > 0) return tell(reader.problems)
      const { explainRequestOf } = await import('./explain-request.ts')
      context.end(await explainRequestOf(flags, context))
    },
  }
}

function explainOptions(yargs: Argv): Argv {
  return yargs
    .positional('words', { type: 'string', array: true, describe: '[METHOD] URL, as for curl; or a code, as MS2104' })
    .option('f', {
      alias: 'file',
      type: 'string',
      requiresArg: true,
      describe: 'mesh files: a path, folder, quoted glob, or - for stdin; repeatable. With --run: the scenario file',
    })
    .option('from', {
      type: 'string',
      requiresArg: true,
      describe: 'caller: a workload, or gateway:namespace/<Service>:<port> [the gateway that serves the URL]',
    })
    .option('H', {
      alias: 'header',
      type: 'string',
      requiresArg: true,
      describe: 'header of the request, as end-user:jason; repeatable',
    })
    .option('set', {
      type: 'string',
      requiresArg: true,
      describe: 'change a value of the scenario around it: path=value, as mesh.istio=\'"1.28"\'; repeatable',
    })
    .option('run', { type: 'string', requiresArg: true, describe: 'results of a run made with --records' })
    .option('request', { type: 'string', requiresArg: true, describe: 'request of that run: <source>#<number>' })
    .option('o', {
      alias: 'output',
      type: 'string',
      choices: ['text', 'json'],
      default: 'text',
      requiresArg: true,
      describe: 'what stdout gets',
    })
}

function requestFlags(
  reader: FlagReader,
  args: RawArguments,
  words: readonly string[],
  output: ExplainFlags['output'],
): ExplainFlags {
  const { problems } = reader
  const files = reader.texts('f')
  if (args.request !== undefined) problems.push('--request belongs to --run')
  if (words.length === 0) problems.push('nothing to explain: give a URL and -f with mesh files, a code, or --run')
  else if (files.length === 0) problems.push('explain needs -f, the mesh files')
  if (words.length > 2) problems.push(`"${words[2]}" is one argument too many: explain [METHOD] URL`)
  const [method, url] = words.length === 1 ? ['GET', words[0]] : words
  if (words.length === 1 && /^[A-Z]+$/.test(url)) problems.push(`"${url}" is no URL: explain ${url} http://host/path`)
  if (words.length === 2 && !/^[A-Za-z-]+$/.test(method)) {
    problems.push(`"${method}" is no HTTP method: explain [METHOD] URL`)
  }
  return {
    files,
    method: method?.toUpperCase() ?? 'GET',
    url: url ?? '',
    headers: reader.texts('H').flatMap(text => headerOf(text, problems)),
    from: reader.text('from'),
    set: reader.texts('set'),
    output,
  }
}

/** `name:value`; blanks around the value are no part of it, as in HTTP. */
function headerOf(text: string, problems: string[]): (readonly [string, string])[] {
  const [, name, value] = /^(:authority|[!#$%&'*+\-.^_`|~0-9A-Za-z]+):(.*)$/s.exec(text) ?? []
  if (name !== undefined && !/[\r\n]/.test(value)) return [[name.toLowerCase(), value.trim()]]
  problems.push(`-H ${JSON.stringify(text)} is no header: write name:value, as end-user:jason`)
  return []
}

function runFlags(reader: FlagReader, words: readonly string[], output: ExplainRunFlags['output']): ExplainRunFlags {
  const run = reader.text('run') ?? ''
  const request = reader.text('request')
  const [, source, number] = /^(.+)#(\d{1,15})$/.exec(request ?? '') ?? []
  if (words.length > 0) reader.problems.push(`"${words[0]}" beside --run: the request is given by --request`)
  if (source === undefined) {
    const given = request === undefined ? '--run needs --request' : `--request ${request} names no request`
    reader.problems.push(`${given}: write <source>#<number>, as users#0`)
  }
  const scenario = reader.text('f')
  return { run, source: source ?? '', number: Number(number ?? 0), output, ...(scenario ? { scenario } : {}) }
}
