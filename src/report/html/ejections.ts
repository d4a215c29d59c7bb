import type { Causes, EjectionRow } from '../../measure/causes.ts'
import type { RunResult } from '../../measure/result.ts'
import { type SpanRow, spanChart } from '../chart/spans.ts'
import { countText, durationText, instantText } from '../figure.ts'
import { clusterName, detectorsText, detectorText, outText, sharesText } from '../view/causes.ts'
import { grouped } from '../view/hops.ts'
import type { Namer } from '../view/names.ts'
import { htmlTable, paragraph } from './table.ts'
import { marksOf } from './timeline.ts'

/** Rows of the chart: the pods that were out most often. */
const MOST_PODS = 30

/** Outlier detection: who was out when, by whom and why, and what the caps allow. */
export function ejectionsHtml(result: RunResult, causes: Causes, name: Namer): string {
  if (causes.outlierDetection.length === 0) return ''
  return `<h3>Outlier detection</h3>${chartHtml(result, causes)}${clustersHtml(causes, name)}${listHtml(causes, name)}`
}

function chartHtml(result: RunResult, { ejections }: Causes): string {
  if (ejections.length === 0) return ''
  const pods = grouped(ejections, ({ pod }) => pod).sort((a, b) => b.length - a.length)
  const shown = pods.slice(0, MOST_PODS).sort((a, b) => a[0].atNs - b[0].atNs)
  const rows = shown.map(rowOf)
  const options = {
    durationNs: result.endedNs,
    marks: marksOf(result).slice(0, 40),
    description: `When pods were ejected: ${rows.map(row => `${row.name} ${row.spans.length} times`).join(', ')}.`,
  }
  const help =
    'A bar is a pod that one proxy left out; where several did, it is darker. The lines are the events above.'
  const left = pods.length - shown.length
  const more = left > 0 ? paragraph(`${countText(left)} more pods in the list below.`, 'facts') : ''
  const wide = spanChart(rows, { ...options, width: 960 })
  const narrow = spanChart(rows, { ...options, width: 400 })
  return `${paragraph(help, 'facts')}<div class="wide">${wide}</div><div class="narrow">${narrow}</div>${more}`
}

function rowOf(ejections: readonly EjectionRow[]): SpanRow {
  const spans = ejections.map(({ atNs, forNs }) =>
    forNs === undefined ? { fromNs: atNs } : { fromNs: atNs, toNs: atNs + forNs },
  )
  return { name: ejections[0].pod, spans }
}

function clustersHtml(causes: Causes, name: Namer): string {
  const range = (least: number | undefined, most: number) =>
    least === undefined ? countText(most) : `${countText(least)}–${countText(most)}`
  return htmlTable(
    [
      { title: 'caller → service', cell: row => clusterName(row, name) },
      { title: 'hosts', align: 'right', cell: row => range(row.hostsLeast, row.hosts) },
      { title: 'cap', align: 'right', cell: row => `${row.capPercent}%` },
      { title: 'can be ejected', align: 'right', cell: row => range(row.ejectableLeast, row.ejectable) },
      { title: 'ejections', align: 'right', cell: row => countText(row.ejections) },
      { title: 'refused', align: 'right', cell: row => countText(row.refused) },
      { title: 'why', align: 'text', cell: row => detectorsText(row, causes) },
      { title: 'last attempt', align: 'text', cell: row => sharesText(row.last) },
      { title: 'out for', align: 'right', cell: outText },
    ],
    causes.outlierDetection,
  )
}

function listHtml({ ejections, ejectionsLeftOut }: Causes, name: Namer): string {
  if (ejections.length === 0) return ''
  const table = htmlTable(
    [
      { title: 'at', align: 'right', cell: row => instantText(row.atNs) },
      { title: 'proxy', cell: row => row.proxy },
      { title: 'ejected', cell: row => row.pod },
      { title: 'from', cell: row => clusterName(row, name) },
      { title: 'time', align: 'right', cell: row => `${row.ejection}.` },
      { title: 'why', cell: detectorText },
      { title: 'last attempt', cell: row => row.last },
      { title: 'out for', align: 'right', cell: durationOf },
    ],
    ejections,
  )
  const left = ejectionsLeftOut > 0 ? paragraph(`${countText(ejectionsLeftOut)} later ones are only counted.`) : ''
  return `<details><summary>Data: each ejection</summary>${table}${left}</details>`
}

function durationOf({ forNs, removed }: EjectionRow): string {
  if (forNs === undefined) return 'still out'
  return `${durationText(forNs)}${removed ? ', removed' : ''}`
}
