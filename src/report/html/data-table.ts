import type { Panel, PanelSeries } from '../chart/panel.ts'
import { escapeText } from '../chart/svg.ts'
import { durationText, instantText, percentText, threeDigits } from '../figure.ts'
import { htmlTable } from './table.ts'

/** Rows of a table twin: enough to follow the chart, few enough for a page; timeseries.csv has every bucket. */
const MOST_ROWS = 120

/** The figures of a panel as a table that opens on demand. */
export function dataTable(panel: Panel, bucketNs: number): string {
  const count = Math.max(0, ...panel.series.map(series => series.values.length))
  const step = Math.max(1, Math.ceil(count / MOST_ROWS))
  const rows = Array.from({ length: Math.ceil(count / step) }, (_, i) => i * step)
  const table = htmlTable(
    [
      { title: 'from', align: 'right', cell: (from: number) => instantText(from * bucketNs) },
      ...panel.series.map(series => ({
        title: series.name,
        align: 'right' as const,
        cell: (from: number) => cellText(joined(panel, series, from, from + step), panel.unit),
      })),
    ],
    rows,
  )
  const joinedHow = panel.unit === 'time' ? 'the highest' : 'the mean'
  const note = step > 1 ? ` (${joinedHow} of each ${durationText(step * bucketNs)})` : ''
  return `<details><summary>Data: ${escapeText(panel.title + note)}</summary>${table}</details>`
}

function joined(panel: Panel, series: PanelSeries, from: number, to: number): number | null {
  const values = series.values.slice(from, to).filter(value => value !== null)
  if (values.length === 0) return null
  if (panel.unit === 'time') return Math.max(...values)
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

function cellText(value: number | null, unit: Panel['unit']): string {
  if (value === null) return '–'
  if (unit === 'time') return durationText(value)
  return unit === 'fraction' ? percentText(value) : threeDigits(value)
}
