import type { PathMatch, StringMatch } from '../../dataplane/match.ts'
import { regexSamples } from './regex-samples.ts'

/**
 * Texts at and around every literal of some conditions, plainest first. Whether a text fulfils literals and prefixes depends on
 * where it leaves them, so these cover every combination of them; of regular expressions there are samples.
 */
export function textCandidates(matches: readonly StringMatch[]): readonly string[] {
  const of = (kind: StringMatch['kind']) => matches.filter(each => each.kind === kind).map(({ value }) => value)
  const [exact, prefixes, suffixes, contained] = [of('exact'), of('prefix'), of('suffix'), of('contains')]
  const starts = [...prefixes, '']
  const middles = [...contained, '']
  const ends = [...suffixes, '']
  const mixed = starts.flatMap(start =>
    middles.flatMap(middle => ends.flatMap(end => [`${start}${middle}${end}`, `${start}x${middle}x${end}`])),
  )
  const literals = [...exact, ...mixed].filter(text => text !== '')
  const samples = of('regex').flatMap(pattern => regexSamples(pattern, literals.slice(0, 4)))
  const glued = prefixes.flatMap(prefix => samples.map(sample => prefix + sample))
  const all = ['x', ...literals, ...samples, ...glued, ...literals.map(text => `${text}x`)]
  return unique([...all, ...(matches.some(each => each.ignoreCase) ? all.flatMap(otherCases) : []), ''])
}

/** The same for paths: `/x` for those that no rule names, and behind each prefix both a deeper path and a longer word. */
export function pathCandidates(matches: readonly PathMatch[]): readonly string[] {
  const literals = unique(matches.filter(({ kind }) => kind !== 'regex').map(({ value }) => value))
  const around = literals.flatMap(text => [text, text.endsWith('/') ? `${text}x` : `${text}/x`, `${text}x`, `${text}~`])
  const samples = matches
    .filter(({ kind }) => kind === 'regex')
    .flatMap(({ value }) => regexSamples(value, ['/x', ...around.slice(0, 6)]))
  const glued = literals.slice(0, 8).flatMap(text => samples.flatMap(each => [text + each, text + each.slice(1)]))
  const all = ['/', '/x', '/~x', ...around, ...samples, ...glued]
  const insensitive = matches.filter(({ ignoreCase }) => ignoreCase).map(({ value }) => value)
  const cased = insensitive.length === 0 ? [] : [...all.flatMap(otherCases), ...continued(literals, insensitive)]
  return unique([...all, ...cased].map(text => (text.startsWith('/') ? text : `/${text}`)))
}

/** A path can start as one literal says, and go on as a longer one does that does not look at case. */
function continued(literals: readonly string[], insensitive: readonly string[]): readonly string[] {
  return literals.flatMap(start =>
    insensitive
      .filter(value => value.toLowerCase().startsWith(start.toLowerCase()))
      .map(value => start + value.slice(start.length)),
  )
}

function otherCases(text: string): readonly string[] {
  const first = text.search(/[a-zA-Z]/)
  const swapped = first < 0 ? text : text.slice(0, first) + swap(text[first]) + text.slice(first + 1)
  return [text.toLowerCase(), text.toUpperCase(), swapped]
}

function swap(letter: string): string {
  return letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase()
}

function unique(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)]
}
