/** What is known of a stream that text goes to. */
export interface Terminal {
  readonly width: number
  readonly color: boolean
  readonly unicode: boolean
  /** May lines be redrawn in place? */
  readonly animated: boolean
}

interface Stream {
  readonly isTTY?: boolean
  readonly columns?: number
}

type Environment = Readonly<Record<string, string | undefined>>

/** Width where there is no terminal: fits a CI log and a README. */
const PIPED_WIDTH = 100
/** Longer lines are hard to read. */
const MAX_WIDTH = 140

/** Honours NO_COLOR, FORCE_COLOR, CI, TERM=dumb and the locale (no-color.org, clig.dev). */
export function terminalOf(stream: Stream, environment: Environment): Terminal {
  const tty = stream.isTTY === true
  const dumb = environment.TERM === 'dumb'
  return {
    width: Math.min(MAX_WIDTH, widthOf(tty ? stream.columns : undefined, environment)),
    color: colorOf(tty && !dumb, environment),
    unicode: hasUnicode(environment),
    animated: tty && !dumb && !isSet(environment.CI),
  }
}

function widthOf(columns: number | undefined, environment: Environment): number {
  const stated = Number.parseInt(environment.COLUMNS ?? '', 10)
  return columns || (stated > 0 ? stated : PIPED_WIDTH)
}

function colorOf(capable: boolean, environment: Environment): boolean {
  if (isSet(environment.NO_COLOR)) return false
  if (environment.FORCE_COLOR !== undefined) return environment.FORCE_COLOR !== '0'
  return capable
}

/** A locale that names another character set says no; none at all says nothing, and nearly every terminal has UTF-8. */
function hasUnicode(environment: Environment): boolean {
  const locale = environment.LC_ALL || environment.LC_CTYPE || environment.LANG
  if (locale) return /utf-?8/i.test(locale)
  return environment.TERM !== 'linux' && environment.TERM !== 'dumb'
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== '' && value !== 'false'
}
