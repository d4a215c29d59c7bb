import { nearest } from '../config/nearest.ts'
import { parseDuration } from '../config/scenario/duration.ts'
import type { Parsed } from '../config/scenario/parsed.ts'
import { parseRate } from '../config/scenario/rate.ts'

/** Values of the command line as yargs gives them: a flag given twice is a list. */
export type RawArguments = Readonly<Record<string, unknown>>

/** A reader of flags that collects what is wrong, so that all of it is told at once. */
export interface FlagReader {
  readonly problems: string[]
  readonly text: (flag: string) => string | undefined
  readonly texts: (flag: string) => string[]
  readonly flag: (flag: string) => boolean
  readonly seed: (flag: string) => number | undefined
  /** A whole number from 1. */
  readonly count: (flag: string) => number | undefined
  readonly durationNs: (flag: string) => number | undefined
  readonly ratePerSecond: (flag: string) => number | undefined
}

export function flagReader(args: RawArguments): FlagReader {
  const problems: string[] = []
  const text = (flag: string): string | undefined => {
    const value = args[flag]
    if (Array.isArray(value)) problems.push(`--${flag} is given ${value.length} times; it takes one value`)
    else if (value === '') problems.push(`--${flag} needs a value`)
    return typeof value === 'string' && value !== '' ? value : undefined
  }
  const parsedBy = <T>(flag: string, parse: (text: string) => Parsed<T>): T | undefined => {
    const written = text(flag)
    if (written === undefined) return undefined
    const parsed = parse(written)
    if (parsed.ok) return parsed.value
    problems.push(`--${flag}: ${parsed.message}${parsed.help ? `; ${parsed.help}` : ''}`)
    return undefined
  }
  return {
    problems,
    text,
    texts: flag => {
      const value = args[flag] ?? []
      return (Array.isArray(value) ? value : [value]).map(String)
    },
    flag: flag => args[flag] === true,
    seed: flag => {
      const written = text(flag)
      if (written === undefined) return undefined
      if (/^\d{1,15}$/.test(written)) return Number(written)
      problems.push(`--${flag} ${written}: a seed is a whole number from 0, of at most 15 digits`)
      return undefined
    },
    count: flag => {
      const written = text(flag)
      if (written === undefined) return undefined
      if (/^[1-9]\d{0,5}$/.test(written)) return Number(written)
      problems.push(`--${flag} ${written}: a whole number from 1 to 999999 is needed`)
      return undefined
    },
    durationNs: flag => parsedBy(flag, written => parseDuration(written, 's')),
    ratePerSecond: flag => parsedBy(flag, parseRate),
  }
}

/** What the command line knows, for the nearest match. */
export interface Vocabulary {
  readonly commands: readonly string[]
  /** Words that must or may follow a command. */
  readonly parts: Readonly<Record<string, readonly string[]>>
  readonly flags: readonly string[]
}

/** What `yargs` found wrong, in the words of the other messages; what nobody knows, with the nearest match. */
export function usageMessage(message: string, args: readonly string[], known: Vocabulary): string {
  const bare = /^Not enough arguments following: (.*)$/.exec(message)
  if (bare) return `${dashed(bare[1])} needs a value`
  const missing = /^Missing required arguments?: (.*)$/.exec(message)
  if (missing) return `missing: ${missing[1].split(', ').map(dashed).join(', ')}`
  if (message.startsWith('Not enough non-option arguments')) {
    const command = args.filter((word, i) => i < 2 && /^[a-z]+$/.test(word)).join(' ')
    return `${command} lacks an argument; meshsim ${command} --help names it`
  }
  const choices = [...message.matchAll(/Argument: (.*), Given: "(.*)", Choices: (.*)/g)]
  if (choices.length > 0) {
    return choices
      .map(([, flag, given, all]) => `${dashed(flag)} ${given}: there are ${all.replaceAll('"', '')}`)
      .join('\n')
  }
  const unknown = /^Unknown (?:argument|command)s?: (.*)$/.exec(message)
  if (!unknown) return message
  const words = unknown[1].split(', ')
  // Behind a command that nobody knows, everything is unknown: only the command is worth a line.
  const first = words.includes(args[0])
    ? [args[0]]
    : args[0] in known.parts && words.includes(args[1])
      ? [args[1]]
      : words
  return first.map(word => (args.includes(word) ? unknownWord(word, args, known) : unknownFlag(word, known))).join('\n')
}

/** A flag as people write it. */
function dashed(flag: string): string {
  return `${flag.length === 1 ? '-' : '--'}${flag}`
}

function unknownWord(word: string, args: readonly string[], { commands, parts }: Vocabulary): string {
  const among = word === args[1] ? (parts[args[0]] ?? []) : []
  if (among.length > 0) return `${args[0]} knows no "${word}"; there is ${among.join(', ')}`
  if (args.some(arg => commands.includes(arg))) return `"${word}" is one argument too many`
  const match = nearest(word, commands)
  return `unknown command "${word}"; ${match ? `did you mean ${match}?` : `there are ${commands.join(', ')}`}`
}

function unknownFlag(word: string, { flags }: Vocabulary): string {
  const match = nearest(word, flags)
  return `unknown flag ${dashed(word)}${match ? `; did you mean --${match}?` : ''}`
}

/** The command line as a shell would take it again. */
export function commandText(args: readonly string[]): string {
  return ['meshsim', ...args.map(shellWord)].join(' ')
}

function shellWord(word: string): string {
  return /^[\w./:=@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
}
