import type { DiffEntry, MeshDiff } from '../../dataplane/mesh-diff.ts'
import { type Style, styleOf, type TextOptions } from '../text/style.ts'
import { explainCommand } from './example.ts'
import {
  assumedText,
  changeText,
  type DiffNames,
  listed,
  originTexts,
  resourceTexts,
  verdict,
  whoText,
} from './words.ts'

/** Resources whose text changed, shown at most. */
const RESOURCES_SHOWN = 10

/** A difference for people: what is different for whom, the lines on both sides, one request to try. */
export function diffText(diff: MeshDiff, names: DiffNames, options: TextOptions): string {
  const style = styleOf(options)
  const resources = resourceTexts(diff)
  const more = resources.length - RESOURCES_SHOWN
  const lines = [
    style.strong(verdict(diff)),
    ...diff.entries.flatMap(entry => ['', ...entryLines(entry, names, style)]),
    ...diff.servers.flatMap(({ workloads, what, baseOrigins, headOrigins }) => [
      '',
      style.strong(style.plain(`calls to ${listed(workloads)}`)),
      style.plain(`  ${what.join(', ')}: changed`),
      style.plain(`  base  ${originTexts(baseOrigins)}`),
      style.plain(`  head  ${originTexts(headOrigins)}`),
    ]),
    ...(resources.length > 0 ? ['', 'text that changed:'] : []),
    ...resources.slice(0, RESOURCES_SHOWN).map(text => style.plain(`  ${text}`)),
    ...(more > 0 ? [`  and ${more} more`] : []),
    ...diff.assumed.map(sentence => style.dim(style.plain(assumedText(sentence)))),
  ]
  return `${lines.join('\n')}\n`
}

function entryLines(entry: DiffEntry, names: DiffNames, style: Style): string[] {
  const { changes, baseOrigins, headOrigins, example } = entry
  const files = names.head.length > 0 ? names.head : names.base
  return [
    style.strong(style.plain(whoText(entry))),
    ...changes.map(change => style.plain(`  ${changeText(change)}`)),
    style.plain(`  base  ${originTexts(baseOrigins)}`),
    style.plain(`  head  ${originTexts(headOrigins)}`),
    ...(example
      ? [style.plain(`  try   ${explainCommand(example, files)}`)]
      : ['  no example: the search ended before it knew whether such a request exists']),
    ...(example && example.claims.length > 0
      ? [style.plain(`        with a token: ${example.claims.join(', ')}`)]
      : []),
  ]
}
