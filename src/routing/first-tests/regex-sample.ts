import { regexTest } from '../../proxy/route/string-matcher.ts'

/**
 * A text that the pattern matches in full, or undefined where none is found: repetitions are taken as seldom as allowed, of
 * alternatives the first. The result is checked by the matcher itself, so that a part of RE2 that is not known here (Unicode
 * classes, flags, boundaries) can only lead to no sample.
 */
export function regexSample(pattern: string): string | undefined {
  const reader = { pattern, at: 0 }
  const sample = alternatives(reader)
  if (sample === undefined || reader.at < pattern.length) return undefined
  // `.*` alone matches the empty text, which is no path and no header anybody sends.
  const candidates = sample === '' ? ['a', '1', ''] : [sample]
  return candidates.find(regexTest(pattern))
}

interface Reader {
  readonly pattern: string
  at: number
}

function alternatives(reader: Reader): string | undefined {
  const first = sequence(reader)
  while (reader.pattern[reader.at] === '|') {
    reader.at++
    if (sequence(reader) === undefined) return undefined
  }
  return first
}

function sequence(reader: Reader): string | undefined {
  let text = ''
  while (reader.at < reader.pattern.length && !'|)'.includes(reader.pattern[reader.at])) {
    const atom = atomOf(reader)
    if (atom === undefined) return undefined
    const times = repetition(reader)
    if (times === undefined) return undefined
    text += atom.repeat(times)
  }
  return text
}

const SHORTHANDS: Readonly<Record<string, string>> = {
  d: '1',
  D: 'a',
  w: 'a',
  W: '-',
  s: ' ',
  S: 'a',
  n: '\n',
  t: '\t',
  A: '',
  z: '',
}

function atomOf(reader: Reader): string | undefined {
  const char = reader.pattern[reader.at++]
  switch (char) {
    case '^':
    case '$':
      return ''
    case '.':
      return 'a'
    case '(':
      return group(reader)
    case '[':
      return characterClass(reader)
    case '\\': {
      const escaped = reader.pattern[reader.at++]
      if (escaped === undefined) return undefined
      return SHORTHANDS[escaped] ?? (/[A-Za-z0-9]/.test(escaped) ? undefined : escaped)
    }
    case '*':
    case '+':
    case '?':
      return undefined
    default:
      return char
  }
}

/** `(…)`, `(?:…)`, `(?P<name>…)`; flags are not known. */
function group(reader: Reader): string | undefined {
  const opening = /^\?(?::|P?<[A-Za-z0-9_]+>)/.exec(reader.pattern.slice(reader.at))
  if (opening) reader.at += opening[0].length
  else if (reader.pattern[reader.at] === '?') return undefined
  const inner = alternatives(reader)
  return reader.pattern[reader.at++] === ')' ? inner : undefined
}

/** Of a class its first member, of a negated one the first of these that it lets through. */
const OUTSIDERS = 'a1-_/ A.'

function characterClass(reader: Reader): string | undefined {
  const rest = reader.pattern.slice(reader.at)
  const written = /^\^?\]?(?:\\.|\[:\^?[a-z]+:\]|[^\]\\])*\]/.exec(rest)?.[0]
  if (written === undefined) return undefined
  reader.at += written.length
  const isMember = regexTest(`[${written}`)
  const first = written.replace(/^\^/, '')[0]
  return [first, ...OUTSIDERS].find(isMember)
}

/** How often the atom before is taken: the least that is allowed, once where that is none and more would be allowed. */
function repetition(reader: Reader): number | undefined {
  const found = /^(?:[*+?]|\{(\d+)(?:,\d*)?\})\??/.exec(reader.pattern.slice(reader.at))
  if (!found) return 1
  reader.at += found[0].length
  if (found[1] !== undefined) return Number(found[1]) <= 1000 ? Number(found[1]) : undefined
  return found[0].startsWith('+') ? 1 : 0
}
