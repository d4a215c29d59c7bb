import type { RunResult } from '../../measure/result.ts'
import { placeText } from '../view/names.ts'
import { counted } from './headline.ts'
import { wrap } from './layout.ts'
import type { Style } from './style.ts'

/** Lists are for reading; report.html and summary.json hold all of each. */
const MOST = 5

/** What the figures rest on: warnings, what was read but has no effect, and what was assumed. */
export function remarkLines(result: RunResult, style: Style): string[] {
  const { warnings, notModelled, assumed } = result.mesh
  return [
    ...list(
      counted(warnings.length, 'warning'),
      warnings.map(one => `${placeText(one.place)}  ${one.code}: ${one.message}`),
      style,
    ),
    ...list(
      `${counted(notModelled.length, 'thing')} read but not modelled`,
      notModelled.map(one => `${placeText(one.place)}  ${one.what}`),
      style,
    ),
    ...list('Assumed', assumed, style),
  ]
}

function list(title: string, items: readonly string[], style: Style): string[] {
  if (items.length === 0) return []
  const shown = items.slice(0, MOST).flatMap(item => hanging(style.plain(item), style))
  const left = items.length - MOST
  const more = left > 0 ? [style.dim(`  ${style.ellipsis} and ${left} more: see the report`)] : []
  return [style.strong(title), ...shown, ...more]
}

function hanging(text: string, style: Style): string[] {
  return wrap(text, style.width - 4).map((line, i) => (i === 0 ? '  ' : '    ') + line)
}
