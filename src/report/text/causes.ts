import type { RunResult } from '../../measure/result.ts'
import { type CauseLine, causeLines } from '../view/causes.ts'
import { grouped } from '../view/hops.ts'
import { namerOf } from '../view/names.ts'
import { padEnd, wrap } from './layout.ts'
import type { Style } from './style.ts'

/** Of each topic the most important; the page has all. */
const MOST_OF_TOPIC = 2
const TOPIC = 'priorities'.length

/** Why the figures are what they are: a few lines, and none where nothing happened. */
export function causeTextLines(result: RunResult, style: Style): string[] {
  if (result.causes === undefined) return []
  const topics = grouped(causeLines(result.causes, namerOf(result)), ({ topic }) => topic)
  if (topics.length === 0) return []
  const lines = topics.flatMap(all => {
    const shown = all.slice(0, MOST_OF_TOPIC).flatMap((line, i) => hanging(line, i === 0, style))
    const left = all.length - MOST_OF_TOPIC
    if (left <= 0) return shown
    return [...shown, style.dim(`  ${' '.repeat(TOPIC)}  ${style.ellipsis} and ${left} more: see the report`)]
  })
  return [style.strong('Why'), ...lines]
}

function hanging({ topic, about, text }: CauseLine, isFirst: boolean, style: Style): string[] {
  const indent = TOPIC + 4
  return wrap(style.plain(`${about}: ${text}`), style.width - indent).map((line, i) => {
    const head = padEnd(i === 0 && isFirst ? topic : '', TOPIC)
    return `  ${style.dim(head)}  ${line}`
  })
}
