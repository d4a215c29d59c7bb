import type { Causes, PriorityRow } from '../../measure/causes.ts'
import type { RunResult } from '../../measure/result.ts'
import { type Panel, versionColor } from '../chart/panel.ts'
import { timelineChart } from '../chart/timeline.ts'
import { countText, durationText } from '../figure.ts'
import { clusterName } from '../view/causes.ts'
import type { Namer } from '../view/names.ts'
import { dataTable } from './data-table.ts'
import { paragraph } from './table.ts'
import { marksOf } from './timeline.ts'

/** Charts beyond these are in summary.json. */
const MOST_CHARTS = 6

/** How the load was spread over priorities, over time. */
export function prioritiesHtml(result: RunResult, { priorities }: Causes, name: Namer): string {
  if (priorities.length === 0) return ''
  const { bucketNs, count } = result.series
  const shown = priorities.slice(0, MOST_CHARTS)
  const panels = shown.map(row => panelOf(row, bucketNs, count, name))
  const options = {
    durationNs: count * bucketNs || result.durationNs,
    warmupNs: result.warmupNs,
    bucketNs,
    marks: marksOf(result),
    description: `Load by priority over time: ${panels.map(panel => panel.title).join('; ')}.`,
  }
  const wide = timelineChart(panels, { ...options, width: 960, panelHeight: 64 })
  const narrow = timelineChart(panels, { ...options, width: 400, panelHeight: 56 })
  const help = 'Share of the requests that each priority gets, mean over the proxies of the caller.'
  const left = priorities.length - shown.length
  const more = left > 0 ? paragraph(`${countText(left)} more in summary.json.`, 'facts') : ''
  return `<h3>Priorities</h3>${paragraph(help, 'facts')}
<div class="wide">${wide}</div>
<div class="narrow">${narrow}</div>
${panels.map(panel => dataTable(panel, bucketNs)).join('\n')}${more}`
}

function panelOf(row: PriorityRow, bucketNs: number, count: number, name: Namer): Panel {
  const priorities = Math.max(...row.steps.map(({ loads }) => loads.length))
  const values = Array.from({ length: priorities }, () => new Array<number | null>(count).fill(null))
  row.steps.forEach((step, i) => {
    const next = row.steps[i + 1]?.atNs ?? count * bucketNs
    for (let bucket = Math.floor(step.atNs / bucketNs); bucket < Math.min(count, next / bucketNs); bucket++) {
      step.loads.forEach((percent, priority) => {
        values[priority][bucket] = percent / 100
      })
    }
  })
  const panic = row.panicNs > 0 ? ` (panic: ${durationText(row.panicNs)} over all proxies)` : ''
  return {
    title: `${clusterName(row, name)}${panic}`,
    kind: 'stack',
    unit: 'fraction',
    series: values.map((series, priority) => ({
      name: `priority ${priority}`,
      color: versionColor(priority),
      values: series,
    })),
  }
}
