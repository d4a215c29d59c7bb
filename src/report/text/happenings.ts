import type { Happening, RunResult } from '../../measure/result.ts'
import { instantText } from '../figure.ts'
import { padEnd, widthOf, wrap } from './layout.ts'
import type { Style } from './style.ts'

/** More than this many and only the first and last are told; the report page has them all. */
const MOST = 30
const GAP = '  '
/** Below this many columns for the detail it goes under its event. */
const MIN_DETAIL = 36
const MAX_WHAT = 26

/** What happened when, and why: one event per line, the detail wrapped in its own column. */
export function happeningLines(result: RunResult, style: Style): string[] {
  const { shown, left } = shorten(result.happenings)
  if (shown.length === 0) return []
  const timeWidth = Math.max(...shown.map(one => instantText(one.atNs).length))
  const whatWidth = Math.min(MAX_WHAT, Math.max(...shown.map(one => widthOf(style.plain(one.what)))))
  const detailAt = 2 + timeWidth + GAP.length + whatWidth + GAP.length
  const lines = shown.flatMap(one => {
    const time = padEnd(instantText(one.atNs), timeWidth)
    const beside = style.width - detailAt >= MIN_DETAIL
    return beside ? besideLines(one, time, whatWidth, style) : belowLines(one, time, style)
  })
  const more = left > 0 ? [style.dim(`  ${left} more between them: see the report`)] : []
  return [style.strong('What happened'), ...lines, ...more]
}

function besideLines(one: Happening, time: string, whatWidth: number, style: Style): string[] {
  const indent = 2 + time.length + GAP.length
  const what = wrap(style.plain(one.what), whatWidth)
  const detail = wrap(style.plain(one.detail), style.width - indent - whatWidth - GAP.length)
  const count = Math.max(what.length, detail.length, 1)
  return Array.from({ length: count }, (_, i) => {
    const left = i === 0 ? `  ${time}${GAP}` : ' '.repeat(indent)
    return `${left}${padEnd(what[i] ?? '', whatWidth)}${GAP}${detail[i] ?? ''}`.trimEnd()
  })
}

function belowLines(one: Happening, time: string, style: Style): string[] {
  const indent = ' '.repeat(2 + time.length + GAP.length)
  const [first = '', ...more] = wrap(style.plain(one.what), style.width - indent.length)
  const detail = wrap(style.plain(one.detail), style.width - indent.length)
  return [`  ${time}${GAP}${first}`.trimEnd(), ...[...more, ...detail].map(line => indent + line)]
}

function shorten(all: readonly Happening[]): { shown: readonly Happening[]; left: number } {
  if (all.length <= MOST) return { shown: all, left: 0 }
  const half = MOST / 2
  return { shown: [...all.slice(0, half), ...all.slice(-half)], left: all.length - MOST }
}
