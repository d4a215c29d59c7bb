import type { Causes } from '../../measure/causes.ts'
import type { RunResult } from '../../measure/result.ts'
import { escapeText } from '../chart/svg.ts'
import { type CauseLine, causeLines } from '../view/causes.ts'
import { grouped } from '../view/hops.ts'
import { namerOf } from '../view/names.ts'
import { ejectionsHtml } from './ejections.ts'
import { prioritiesHtml } from './priorities.ts'
import { breakersHtml, pathsHtml, retriesHtml } from './retries.ts'
import { paragraph, section } from './table.ts'

const TOPICS: Readonly<Record<CauseLine['topic'], string>> = {
  ejected: 'Pods were ejected',
  'kept in': 'Pods were not ejected',
  priorities: 'Requests left the first priority',
  panic: 'Proxies panicked',
  limits: 'Limits were reached',
  retries: 'Retries multiplied requests',
  path: 'Retries multiplied along a path',
}

/** Why the figures are what they are: in sentences, then in charts and tables. */
export function causesHtml(result: RunResult): string {
  const { causes } = result
  if (causes === undefined || isEmpty(causes)) return ''
  const name = namerOf(result)
  const parts = [
    sentences(causeLines(causes, name)),
    retriesHtml(causes.retries, name),
    pathsHtml(causes, name),
    ejectionsHtml(result, causes, name),
    prioritiesHtml(result, causes, name),
    breakersHtml(causes.breakers, name),
  ]
  return section('why', 'Why', parts.join(''))
}

function isEmpty({ outlierDetection, priorities, breakers, retries }: Causes): boolean {
  return [outlierDetection, priorities, breakers, retries].every(rows => rows.length === 0)
}

function sentences(lines: readonly CauseLine[]): string {
  if (lines.length === 0)
    return paragraph('Nothing was ejected, turned away, spilled over or retried to speak of.', 'facts')
  const items = grouped(lines, ({ topic }) => topic).map(group => {
    const texts = group.map(({ about, text }) => `<li><b>${escapeText(about)}</b> ${escapeText(text)}</li>`)
    return `<dt>${TOPICS[group[0].topic]}</dt><dd><ul>${texts.join('')}</ul></dd>`
  })
  return `<dl class="why">${items.join('\n')}</dl>`
}
