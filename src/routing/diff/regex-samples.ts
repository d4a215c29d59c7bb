/** At most this many texts per pattern: enough for the usual alternations. */
const MOST = 24

/**
 * Texts that a regular expression is likely to match, by walking through it: alternatives in turn, few repetitions, `fillers`
 * wherever it takes anything. A guess, as anchors inside and exotic syntax are not understood: the caller tests each.
 */
export function regexSamples(pattern: string, fillers: readonly string[]): readonly string[] {
  const reader = { pattern, at: 0, fillers }
  const samples = alternatives(reader)
  return [...new Set(samples)].slice(0, MOST)
}

interface Reader {
  readonly pattern: string
  at: number
  readonly fillers: readonly string[]
}

function alternatives(reader: Reader): readonly string[] {
  const all = [...sequence(reader)]
  while (reader.pattern[reader.at] === '|') {
    reader.at++
    all.push(...sequence(reader))
  }
  return all
}

function sequence(reader: Reader): readonly string[] {
  let texts: readonly string[] = ['']
  while (reader.at < reader.pattern.length && !'|)'.includes(reader.pattern[reader.at])) {
    const atom = readAtom(reader)
    const repeated = readRepeat(reader, atom)
    texts = texts.flatMap(text => repeated.map(more => text + more)).slice(0, MOST)
  }
  return texts
}

/** What one atom can stand for; `isAny` where a repetition of it takes any text. */
interface Atom {
  readonly texts: readonly string[]
  readonly isAny: boolean
}

function readAtom(reader: Reader): Atom {
  const { pattern } = reader
  const character = pattern[reader.at++]
  switch (character) {
    case '(': {
      const special = /^\?(?:P?<\w+>|[a-zA-Z]*:)/.exec(pattern.slice(reader.at))
      const flags = /^\?[a-zA-Z]+\)/.exec(pattern.slice(reader.at))
      if (flags) {
        reader.at += flags[0].length
        return { texts: [''], isAny: false }
      }
      if (special) reader.at += special[0].length
      const texts = alternatives(reader)
      reader.at++
      return { texts, isAny: false }
    }
    case '[':
      return { texts: readClass(reader), isAny: false }
    case '.':
      return { texts: ['x'], isAny: true }
    case '^':
    case '$':
      return { texts: [''], isAny: false }
    case '\\':
      return { texts: [escaped(pattern[reader.at++] ?? '')], isAny: false }
    default:
      return { texts: [character], isAny: false }
  }
}

function readRepeat(reader: Reader, { texts, isAny }: Atom): readonly string[] {
  const match = /^(?:[*+?]|\{(\d+)(?:,(\d*))?\})\??/.exec(reader.pattern.slice(reader.at))
  if (!match) return texts
  reader.at += match[0].length
  const sign = match[0][0]
  if (sign === '?') return ['', ...texts]
  if (sign === '{') return texts.map(text => text.repeat(Number(match[1])))
  const some = isAny ? ['x', ...reader.fillers.filter(filler => filler !== '')] : texts.map(text => text.repeat(1))
  return sign === '*' ? [...some, ''] : some
}

function readClass(reader: Reader): readonly string[] {
  const { pattern } = reader
  const isNegated = pattern[reader.at] === '^'
  if (isNegated) reader.at++
  const members: string[] = []
  const start = reader.at
  while (reader.at < pattern.length && (pattern[reader.at] !== ']' || reader.at === start)) {
    const character = pattern[reader.at++]
    members.push(character === '\\' ? escaped(pattern[reader.at++] ?? '') : character)
  }
  reader.at++
  if (!isNegated) return [members[0] ?? 'x', ...members.slice(-1)]
  return [['x', '1', '~', 'A'].find(candidate => !members.includes(candidate)) ?? 'x']
}

function escaped(character: string): string {
  const classes: Readonly<Record<string, string>> = {
    d: '1',
    w: 'x',
    s: ' ',
    D: 'x',
    S: 'x',
    W: '-',
    b: '',
    A: '',
    z: '',
  }
  return classes[character] ?? character
}
