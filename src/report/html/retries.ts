import type { BreakerRow, Causes, RetryRow } from '../../measure/causes.ts'
import { countText, percentText, ratioText } from '../figure.ts'
import { clusterName, LEAST_TOLD, overflowTexts, sharesText } from '../view/causes.ts'
import { grouped } from '../view/hops.ts'
import type { Namer } from '../view/names.ts'
import { htmlTable, paragraph } from './table.ts'

const MOST_ROWS = 300

/** Will retries melt it? Attempts per request by hop and window, and what was retried. */
export function retriesHtml(retries: readonly RetryRow[], name: Namer): string {
  if (retries.length === 0) return ''
  const sources = new Set(retries.map(({ source }) => source)).size
  const hops = grouped(retries, row => JSON.stringify([row.source, row.at, row.to]))
  const firsts = new Set(hops.map(([first]) => first))
  const table = htmlTable(
    [
      { title: 'caller → service', cell: row => (firsts.has(row) ? hopName(row, sources > 1, name) : '') },
      { title: 'window', cell: row => row.window },
      { title: 'requests', align: 'right', cell: row => countText(row.requests) },
      { title: 'attempts', align: 'right', cell: row => countText(row.attempts) },
      { title: 'amplification', align: 'right', cell: row => `${ratioText(row.amplification)}×` },
      { title: 'retries', align: 'right', cell: row => percentText(1 - 1 / Math.max(1, row.amplification)) },
      { title: 'retried after', align: 'text', cell: row => sharesText(row.codes) },
      {
        title: 'by the application',
        align: 'right',
        cell: row => (row.calledAgain > 0 ? countText(row.calledAgain) : ''),
      },
    ],
    hops.flat().slice(0, MOST_ROWS),
    row => (firsts.has(row) ? 'total' : 'part'),
  )
  const help =
    'Amplification: attempts per request that the application meant, its own further tries among the attempts. ' +
    'Retries: their part of all attempts.'
  return `<h3>Retries</h3>${paragraph(help, 'facts')}${table}${more(retries.length)}`
}

function hopName({ source, at, to }: RetryRow, withSource: boolean, name: Namer): string {
  return `${withSource ? `${source}: ` : ''}${name(at)} → ${name(to)}`
}

/** How retries multiply along chains of calls. */
export function pathsHtml({ paths, pathsLeftOut }: Causes, name: Namer): string {
  const told = paths.filter(({ amplification }) => amplification >= LEAST_TOLD)
  if (told.length === 0) return ''
  const sources = new Set(told.map(({ source }) => source)).size
  const sorted = grouped(told, row => JSON.stringify([row.source, row.path])).flat()
  const table = htmlTable(
    [
      ...(sources > 1 ? [{ title: 'source', cell: (row: (typeof sorted)[number]) => row.source }] : []),
      { title: 'path', align: 'text', cell: row => row.path.map(name).join(' → ') },
      { title: 'window', cell: row => row.window },
      { title: 'by hop', align: 'right', cell: row => row.factors.map(ratioText).join(' × ') },
      { title: 'amplification', align: 'right', cell: row => `${ratioText(row.amplification)}×` },
    ],
    sorted.slice(0, MOST_ROWS),
  )
  const left = pathsLeftOut > 0 ? paragraph(`${countText(pathsLeftOut)} less amplified paths are left out.`) : ''
  return `<h3>Amplification along paths</h3>${table}${more(sorted.length)}${left}`
}

/** What limits turned away. */
export function breakersHtml(breakers: readonly BreakerRow[], name: Namer): string {
  if (breakers.length === 0) return ''
  const table = htmlTable(
    [
      { title: 'caller → service', cell: row => clusterName(row, name) },
      { title: 'what its limits did', align: 'text', cell: row => overflowTexts(row).join('; ') },
    ],
    breakers.slice(0, MOST_ROWS),
  )
  return `<h3>Circuit breakers</h3>${paragraph('Over the whole run and all proxies of the caller.', 'facts')}${table}${more(breakers.length)}`
}

function more(rows: number): string {
  return rows > MOST_ROWS ? paragraph(`${countText(rows - MOST_ROWS)} more in summary.json.`, 'facts') : ''
}
