import type { Place } from '../../kernel/place.ts'
import type { WindowSpec } from './assertion.ts'
import { parseDuration } from './duration.ts'
import { mistake, type Parsed, parsed, quoted } from './parsed.ts'
import { didYouMean } from './suggestion.ts'

/** Marks of the timeline with their times. */
export type Marks = ReadonlyMap<string, number>

/** A mark names a window in files and results, so it may hold neither spaces nor the `..` of a range. */
export function isMarkName(text: string): boolean {
  return /^[\p{L}\p{N}_-]+(\.[\p{L}\p{N}_-]+)*$/u.test(text)
}

/**
 * `a` (to the next mark or the end), `a..b` (from mark to mark), `a..+90s` (counted from mark a). `durationNs` absent:
 * not known because the file's own `duration` is wrong.
 */
export function parseWindow(text: string, place: Place, marks: Marks, durationNs?: number): Parsed<WindowSpec> {
  const [from, to, more] = text.trim().split('..')
  const form = 'a window is MARK, MARK..MARK or MARK..+90s'
  if (from === '' || to === '' || more !== undefined) return mistake('MS3022', `${quoted(text)} is not a window`, form)
  const startNs = marks.get(from)
  if (startNs === undefined) return unknownMark(from, marks)
  if (to === undefined) return parsed({ text: text.trim(), from, to: { kind: 'next' }, place })
  if (to.startsWith('+')) {
    const length = parseDuration(to.slice(1), 's')
    if (!length.ok) return length
    if (length.value === 0) return mistake('MS3025', `window ${quoted(text)} is empty`, form)
    if (durationNs !== undefined && startNs + length.value > durationNs) {
      return mistake(
        'MS3011',
        `window ${quoted(text)} ends beyond the duration of the run`,
        'shorten it, or raise duration',
      )
    }
    return parsed({ text: text.trim(), from, to: { kind: 'after', ns: length.value }, place })
  }
  const endNs = marks.get(to)
  if (endNs === undefined) return unknownMark(to, marks)
  if (endNs <= startNs) return mistake('MS3025', `window ${quoted(text)} is empty: ${to} is not after ${from}`, form)
  return parsed({ text: text.trim(), from, to: { kind: 'mark', mark: to }, place })
}

function unknownMark(name: string, marks: Marks): Parsed<WindowSpec> {
  const help =
    marks.size > 0 ? didYouMean(name, [...marks.keys()]) : 'the timeline has no mark: give an entry mark: NAME'
  return mistake('MS3025', `no entry of the timeline is marked ${quoted(name)}`, help)
}
