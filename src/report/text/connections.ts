import type { RunResult } from '../../measure/result.ts'
import { countText, durationText, percentText, sizeText, threeDigits } from '../figure.ts'
import { type HopFigures, hopsOf, isTcp } from '../view/hops.ts'
import { busiestLines, type HopLine } from './hop-lines.ts'
import type { Style } from './style.ts'
import { type Column, tableLines } from './table.ts'

/** Per hop and window of TCP connections: how many began in a second, how many failed, how long they lasted, what they carried. */
export function connectionLines(result: RunResult, style: Style): string[] {
  const hops = hopsOf(result).filter(isTcp)
  if (hops.length === 0) return []
  const { lines, left } = busiestLines(hops, result, style)
  const columns: Column<HopLine>[] = [
    { title: 'TCP hop', align: 'left', cell: line => line.name, shrinkTo: [28, 12] },
    { title: 'window', align: 'left', cell: line => line.figures.window, shrinkTo: [16, 8] },
    { title: 'conn/s', align: 'right', cell: line => threeDigits(line.figures.ratePerSecond) },
    { title: 'failed', align: 'right', cell: ({ figures }) => percentText(figures.errors / figures.requests) },
    { title: 'lasted p50', align: 'right', dropOrder: 1, cell: line => lasted(line.figures, 'p50Ns', style) },
    { title: 'p99', align: 'right', dropOrder: 2, cell: line => lasted(line.figures, 'p99Ns', style) },
    { title: 'sent', align: 'right', cell: ({ figures }) => sizeText(figures.tcp?.sentBytes ?? 0) },
    { title: 'received', align: 'right', cell: ({ figures }) => sizeText(figures.tcp?.receivedBytes ?? 0) },
  ]
  const more = left > 0 ? [style.dim(`  ${countText(left)} more TCP hops in summary.csv`)] : []
  return [style.strong('TCP connections'), ...tableLines(columns, lines, style), ...more]
}

function lasted({ latency }: HopFigures, key: 'p50Ns' | 'p99Ns', style: Style): string {
  return latency ? durationText(latency[key]) : style.dash
}
