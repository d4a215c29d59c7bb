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

/** What a window is checked against; an absent time is not known, because the file's own is wrong. */
export interface RunTimes {
  readonly marks: Marks
  readonly durationNs?: number
  readonly warmupNs?: number
}

const FORM = 'a window is MARK, MARK..MARK or MARK..+90s'

/** `a` (to the next mark or the end), `a..b` (from mark to mark), `a..+90s` (counted from mark a). */
export function parseWindow(text: string, place: Place, times: RunTimes): Parsed<WindowSpec> {
  const [from, to, more] = text.trim().split('..')
  if (from === '' || to === '' || more !== undefined) return mistake('MS3022', `${quoted(text)} is not a window`, FORM)
  const startNs = times.marks.get(from)
  if (startNs === undefined) return unknownMark(from, times.marks)
  const end = endOf(text, from, startNs, to, times)
  if (!end.ok) return end
  // A mark beyond the end is told where it stands.
  if (Math.max(startNs, end.value.endNs) <= (times.warmupNs ?? -1)) {
    return mistake(
      'MS3025',
      `window ${quoted(text)} lies in the warm-up, which is not measured`,
      'shorten warmup, or move the mark',
    )
  }
  return parsed({ text: text.trim(), from, to: end.value.to, place })
}

function endOf(
  text: string,
  from: string,
  startNs: number,
  to: string | undefined,
  { marks, durationNs }: RunTimes,
): Parsed<{ readonly to: WindowSpec['to']; readonly endNs: number }> {
  if (to === undefined) {
    const later = [...marks.values()].filter(ns => ns > startNs)
    return parsed({ to: { kind: 'next' }, endNs: Math.min(durationNs ?? Number.POSITIVE_INFINITY, ...later) })
  }
  if (to.startsWith('+')) {
    const length = parseDuration(to.slice(1), 's')
    if (!length.ok) return length
    if (length.value === 0) return mistake('MS3025', `window ${quoted(text)} is empty`, FORM)
    const endNs = startNs + length.value
    if (durationNs !== undefined && startNs <= durationNs && endNs > durationNs) {
      return mistake(
        'MS3011',
        `window ${quoted(text)} ends beyond the duration of the run`,
        'shorten it, or raise duration',
      )
    }
    return parsed({ to: { kind: 'after', ns: length.value }, endNs })
  }
  const endNs = marks.get(to)
  if (endNs === undefined) return unknownMark(to, marks)
  if (endNs <= startNs) return mistake('MS3025', `window ${quoted(text)} is empty: ${to} is not after ${from}`, FORM)
  return parsed({ to: { kind: 'mark', mark: to }, endNs })
}

function unknownMark(name: string, marks: Marks): Parsed<never> {
  const help =
    marks.size > 0 ? didYouMean(name, [...marks.keys()]) : 'the timeline has no mark: give an entry mark: NAME'
  return mistake('MS3025', `no entry of the timeline is marked ${quoted(name)}`, help)
}
