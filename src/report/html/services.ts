import type { RunResult } from '../../measure/result.ts'
import { shareBar } from '../chart/share-bar.ts'
import { countText, durationText, percentText, ratioText, shareText, sizeText, threeDigits } from '../figure.ts'
import { grouped, type HopFigures, hopsOf, versionFigures } from '../view/hops.ts'
import { answererName, type Namer, namerOf } from '../view/names.ts'
import { splitShares } from '../view/shares.ts'
import { type HtmlColumn, htmlTable, paragraph, section } from './table.ts'

/** Rows beyond these would make the page heavy; summary.csv has all. */
const MOST_ROWS = 1500

/** Per service: every caller and window, over all that answered and by version. */
export function servicesHtml(result: RunResult): string {
  const name = namerOf(result)
  const totals = hopsOf(result).flatMap(hop => hop.windows)
  const rows = withVersions(totals, versionFigures(result))
  if (rows.length === 0) return ''
  const firsts = new Set(grouped(rows, row => JSON.stringify([row.source, row.at, row.to])).map(([first]) => first))
  const columns: HtmlColumn<HopFigures>[] = [
    { title: 'service', cell: row => (firsts.has(row) ? name(row.to) : '') },
    { title: 'caller', cell: row => (firsts.has(row) ? callerName(row, result, name) : '') },
    { title: 'window', cell: row => row.window },
    { title: 'answered by', cell: row => (row.workload === undefined ? 'all' : answererOf(row)) },
    { title: 'requests', align: 'right', cell: row => countText(row.requests) },
    { title: 'req/s', align: 'right', cell: row => threeDigits(row.ratePerSecond) },
    { title: 'errors', align: 'right', cell: row => share(row.errors, row.requests) },
    { title: 'degraded', align: 'right', cell: row => share(row.degraded, row.requests) },
    { title: 'p50', align: 'right', cell: row => latency(row, 'p50Ns') },
    { title: 'p99', align: 'right', cell: row => latency(row, 'p99Ns') },
    {
      title: 'attempts',
      align: 'right',
      cell: row => (row.requests > 0 ? ratioText(row.attempts / row.requests) : '–'),
    },
    ...(rows.some(({ tcp }) => tcp !== undefined) ? TCP_COLUMNS : []),
  ]
  const table = htmlTable(columns, rows.slice(0, MOST_ROWS), row => (row.workload === undefined ? 'total' : 'part'))
  const left = rows.length - MOST_ROWS
  return section('services', 'Services', table + (left > 0 ? paragraph(`${left} more rows in summary.csv.`) : ''))
}

/** Of rows that are TCP connections, whose p50 and p99 are how long they lasted. */
const TCP_COLUMNS: readonly HtmlColumn<HopFigures>[] = [
  { title: 'TCP sent', align: 'right', cell: ({ tcp }) => (tcp ? sizeText(tcp.sentBytes) : '') },
  { title: 'TCP received', align: 'right', cell: ({ tcp }) => (tcp ? sizeText(tcp.receivedBytes) : '') },
]

/** Each total with its versions below, where more than one answered. */
function withVersions(totals: readonly HopFigures[], versions: readonly HopFigures[]): HopFigures[] {
  const key = (row: HopFigures) => JSON.stringify([row.source, row.at, row.to, row.window])
  const parts = new Map(grouped(versions, key).map(group => [key(group[0]), group]))
  return totals.flatMap(total => {
    const split = parts.get(key(total)) ?? []
    return split.length > 1 ? [total, ...split] : [total]
  })
}

function answererOf(row: HopFigures): string {
  return answererName(row.workload ?? '', row.version ?? '')
}

function callerName(row: HopFigures, result: RunResult, name: Namer): string {
  const several = new Set(result.hops.map(hop => hop.source)).size > 1
  return several ? `${row.source}: ${name(row.at)}` : name(row.at)
}

function share(part: number, whole: number): string {
  return whole > 0 ? percentText(part / whole) : '–'
}

function latency(row: HopFigures, key: 'p50Ns' | 'p99Ns'): string {
  return row.latency && row.requests > 0 ? durationText(row.latency[key]) : '–'
}

/** Configured weight beside the share seen. */
export function sharesHtml(result: RunResult): string {
  const shares = splitShares(result)
  if (shares.length === 0) return ''
  const name = namerOf(result)
  const table = htmlTable(
    [
      { title: 'service', cell: row => name(row.service) },
      { title: 'caller', cell: row => name(row.at) },
      { title: 'to', cell: row => name(row.destination) },
      { title: 'window', cell: row => row.window },
      {
        title: 'configured',
        align: 'right',
        cell: row => (row.configured === undefined ? 'changed' : shareText(row.configured)),
      },
      { title: 'seen', align: 'right', cell: row => shareText(row.seen) },
      { title: '95% band', align: 'right', cell: row => `${shareText(row.low)}–${shareText(row.high)}` },
      { title: '', cell: shareBar, isMarkup: true },
      { title: 'requests', align: 'right', cell: row => countText(row.requests) },
    ],
    shares.slice(0, MOST_ROWS),
  )
  const help = 'The bar is the share seen, the bracket its 95% band, the tall tick the configured weight.'
  return section('shares', 'Shares', paragraph(help, 'facts') + table)
}
