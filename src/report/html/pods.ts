import type { RunResult } from '../../measure/result.ts'
import { peak, peaksText, type SmallMultiple, smallMultiple } from '../chart/small-multiple.ts'
import { escapeText } from '../chart/svg.ts'
import { countText, percentText, threeDigits } from '../figure.ts'
import { grouped } from '../view/hops.ts'
import { answererName, namerOf } from '../view/names.ts'
import { busiestPods } from '../view/pods.ts'
import { htmlTable, paragraph, section } from './table.ts'
import { marksOf } from './timeline.ts'

const MOST_CHARTS = 24
const MOST_PODS = 60

/** Is it full? Utilisation and queue per workload over time, then the busiest pods. */
export function podsHtml(result: RunResult): string {
  const charts = chartsHtml(result)
  const pods = podTable(result)
  return charts + pods === '' ? '' : section('pods', 'Pods: how full', charts + pods)
}

function chartsHtml(result: RunResult): string {
  const all = smallMultiples(result)
  if (all.length === 0) return ''
  const shown = all.slice(0, MOST_CHARTS)
  const marks = marksOf(result)
  const durationNs = result.series.count * result.series.bucketNs
  const figures = shown.map(one => {
    const chart = smallMultiple(one, durationNs, result.series.bucketNs, marks)
    return `<figure><figcaption><strong>${escapeText(one.name)}</strong> ${escapeText(peaksText(one))}</figcaption>${chart}</figure>`
  })
  const help = 'Area: busy workers, the upper line is 100%. Line: waiting requests, scaled to their highest.'
  const left = all.length - shown.length
  const more = left > 0 ? paragraph(`${left} less busy workloads are in timeseries.csv.`, 'facts') : ''
  return `${paragraph(help, 'facts')}<div class="smalls">${figures.join('\n')}</div>${more}`
}

/** One per workload and version, the busiest first. */
function smallMultiples(result: RunResult): SmallMultiple[] {
  const name = namerOf(result)
  const columns = result.series.columns.filter(one => one.metric === 'utilisation' || one.metric === 'queue')
  return grouped(columns, one => JSON.stringify([one.workload, one.version]))
    .map(([first, ...more]) => {
      const group = [first, ...more]
      const valuesOf = (metric: string) => group.find(one => one.metric === metric)?.values ?? []
      const workload = first.workload ? name(first.workload) : answererName('', first.version)
      return { name: workload, utilisation: valuesOf('utilisation'), queue: valuesOf('queue') }
    })
    .sort((a, b) => peak(b.utilisation) - peak(a.utilisation) || peak(b.queue) - peak(a.queue))
}

function podTable(result: RunResult): string {
  const pods = busiestPods(result)
  if (pods.length === 0) return ''
  const name = namerOf(result)
  const table = htmlTable(
    [
      { title: 'pod', cell: row => name(row.pod) },
      { title: 'version', cell: row => row.version },
      { title: 'zone', cell: row => row.zone },
      { title: 'busiest in', cell: row => row.window },
      { title: 'busy', align: 'right', cell: row => percentText(row.utilisationMean) },
      { title: 'highest', align: 'right', cell: row => percentText(row.utilisationMax) },
      { title: 'queue', align: 'right', cell: row => threeDigits(row.queueMean) },
      { title: 'longest', align: 'right', cell: row => countText(row.queueMax) },
      { title: 'ejected', align: 'right', cell: row => countText(row.ejections) },
    ],
    pods.slice(0, MOST_PODS),
  )
  const title = `The ${Math.min(MOST_PODS, pods.length)} busiest of ${pods.length} pods`
  return `<details open><summary>${title}</summary>${table}</details>`
}
