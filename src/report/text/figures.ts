import type { PodRow, RunResult, ShareRow } from '../../measure/result.ts'
import { countText, durationText, percentText, ratioText, shareText, threeDigits } from '../figure.ts'
import { type HopFigures, hopsOf, isTcp } from '../view/hops.ts'
import { namerOf } from '../view/names.ts'
import { busiestPods } from '../view/pods.ts'
import { splitShares } from '../view/shares.ts'
import { busiestLines, type HopLine } from './hop-lines.ts'
import type { Style } from './style.ts'
import { type Column, tableLines } from './table.ts'

/** Tables are for reading: the busiest pods; the CSV files hold all. */
const MOST_PODS = 6
const MOST_SHARES = 16

/** Per hop and window: rate, errors, degraded, latency and attempts. */
export function hopLines(result: RunResult, style: Style): string[] {
  const hops = hopsOf(result).filter(hop => !isTcp(hop))
  if (hops.length === 0) return []
  const { lines, left } = busiestLines(hops, result, style)
  const columns: Column<HopLine>[] = [
    { title: 'hop', align: 'left', cell: line => line.name, shrinkTo: [28, 12] },
    { title: 'window', align: 'left', cell: line => line.figures.window, shrinkTo: [16, 8] },
    { title: 'req/s', align: 'right', cell: line => threeDigits(line.figures.ratePerSecond) },
    { title: 'errors', align: 'right', cell: line => share(line.figures.errors, line.figures.requests) },
    {
      title: 'degraded',
      align: 'right',
      dropOrder: hops.every(hop => hop.windows.every(figures => figures.degraded === 0)) ? 4 : 1,
      cell: line => share(line.figures.degraded, line.figures.requests),
    },
    { title: 'p50', align: 'right', dropOrder: 2, cell: line => latency(line.figures, 'p50Ns', style) },
    { title: 'p99', align: 'right', dropOrder: 0, cell: line => latency(line.figures, 'p99Ns', style) },
    {
      title: 'attempts',
      align: 'right',
      dropOrder: 3,
      cell: line => (line.figures.requests > 0 ? ratioText(line.figures.attempts / line.figures.requests) : style.dash),
    },
  ]
  const more = left > 0 ? [style.dim(`  ${countText(left)} more hops in summary.csv`)] : []
  return [style.strong('Hops'), ...tableLines(columns, lines, style), ...more]
}

function share(part: number, whole: number): string {
  return whole > 0 ? percentText(part / whole) : '-'
}

function latency(figures: HopFigures, key: 'p50Ns' | 'p99Ns', style: Style): string {
  return figures.latency && figures.requests > 0 ? durationText(figures.latency[key]) : style.dash
}

/** Configured weight beside the share seen, with its 95 % band. */
export function shareLines(result: RunResult, style: Style): string[] {
  const splits = splitShares(result)
  const rows = splits.slice(0, MOST_SHARES)
  if (rows.length === 0) return []
  const name = namerOf(result)
  const columns: Column<ShareRow>[] = [
    { title: 'service', align: 'left', cell: row => name(row.service), shrinkTo: [20, 10] },
    { title: 'to', align: 'left', cell: row => name(row.destination), shrinkTo: [12, 6] },
    { title: 'window', align: 'left', cell: row => row.window, shrinkTo: [16, 8] },
    {
      title: 'configured',
      align: 'right',
      dropOrder: 0,
      cell: row => (row.configured === undefined ? 'changed' : shareText(row.configured)),
    },
    { title: 'seen', align: 'right', cell: row => shareText(row.seen) },
    {
      title: '95% band',
      align: 'right',
      dropOrder: 2,
      cell: row => `${shareText(row.low)}${style.dash}${shareText(row.high)}`,
    },
    { title: 'requests', align: 'right', dropOrder: 1, cell: row => countText(row.requests) },
    { title: 'caller', align: 'left', dropOrder: 3, cell: row => name(row.at), shrinkTo: [20, 10] },
  ]
  const left = splits.length - rows.length
  const more = left > 0 ? [style.dim(`  ${countText(left)} more rows in summary.csv`)] : []
  return [style.strong('Shares'), ...tableLines(columns, rows, style), ...more]
}

/** The busiest pods, each in the window in which it was busiest. */
export function podLines(result: RunResult, style: Style): string[] {
  const pods = busiestPods(result)
  const rows = pods.slice(0, MOST_PODS)
  if (rows.length === 0) return []
  const name = namerOf(result)
  const columns: Column<PodRow>[] = [
    { title: 'pod', align: 'left', cell: row => name(row.pod), shrinkTo: [28, 14] },
    { title: 'zone', align: 'left', dropOrder: 2, cell: row => row.zone, shrinkTo: [12, 6] },
    { title: 'window', align: 'left', cell: row => row.window, shrinkTo: [16, 8] },
    { title: 'busy', align: 'right', cell: row => percentText(row.utilisationMean) },
    { title: 'highest', align: 'right', dropOrder: 3, cell: row => percentText(row.utilisationMax) },
    { title: 'queue', align: 'right', dropOrder: 0, cell: row => threeDigits(row.queueMean) },
    { title: 'longest', align: 'right', cell: row => countText(row.queueMax) },
    { title: 'ejected', align: 'right', dropOrder: 1, cell: row => countText(row.ejections) },
  ]
  return [style.strong(`Busiest pods (${rows.length} of ${pods.length})`), ...tableLines(columns, rows, style)]
}
