import type { RunResult } from '../../measure/result.ts'
import { type Color, type Mark, type Panel, type PanelSeries, versionColor } from '../chart/panel.ts'
import { timelineChart } from '../chart/timeline.ts'
import { durationText } from '../figure.ts'
import { type Namer, namerOf } from '../view/names.ts'
import { entrySeries, type SeriesGroup, type ServiceSeries, versionedServices } from '../view/series.ts'
import { dataTable } from './data-table.ts'
import { paragraph, section } from './table.ts'
import { tcpPanels } from './tcp-panels.ts'

/** Services drawn beside the entry; the others are in the tables. */
const MOST_SERVICES = 3

/** What happened when: what users saw, then each service that has versions, then TCP connections, on one time axis. */
export function timelineHtml(result: RunResult): string {
  const panels = timelinePanels(result)
  if (panels.length === 0) return ''
  const options = {
    durationNs: result.series.count * result.series.bucketNs || result.durationNs,
    warmupNs: result.warmupNs,
    bucketNs: result.series.bucketNs,
    marks: marksOf(result),
    description: `Over time: ${panels.map(panel => panel.title).join('; ')}. The data tables below hold the figures.`,
  }
  const wide = timelineChart(panels, { ...options, width: 960, panelHeight: 96 })
  const narrow = timelineChart(panels, { ...options, width: 400, panelHeight: 84 })
  const bucket = `A point is ${durationText(result.series.bucketNs)}; the numbered lines are the events above.`
  const warmup = result.warmupNs > 0 ? ' The warm-up is hatched and in no figure.' : ''
  const twins = panels.map(panel => dataTable(panel, result.series.bucketNs)).join('\n')
  return section(
    'timeline',
    'Over time',
    `${paragraph(bucket + warmup, 'facts')}
<div class="wide">${wide}</div>
<div class="narrow">${narrow}</div>
${twins}`,
  )
}

export function marksOf(result: RunResult): Mark[] {
  return result.happenings.map(one => ({ atNs: one.atNs, name: one.what }))
}

function timelinePanels(result: RunResult): Panel[] {
  const name = namerOf(result)
  const entry = entrySeries(result)
  const services = versionedServices(result).slice(0, MOST_SERVICES)
  return [
    ...(entry ? entryPanels(entry, name) : []),
    ...services.flatMap(service => servicePanels(service, name)),
    ...tcpPanels(result, name),
  ]
}

function entryPanels(entry: ServiceSeries, name: Namer): Panel[] {
  const sum = (figure: (group: SeriesGroup) => readonly (number | null)[]) => sumOf(entry.groups.map(figure))
  const requests = sum(group => group.requestsPerSecond)
  const errors = sum(group => group.errorsPerSecond)
  const degraded = sum(group => group.degradedPerSecond)
  const ok = requests.map((value, i) => Math.max(0, value - errors[i] - degraded[i]))
  const to = name(entry.to)
  return [
    {
      title: `Users of ${to}: requests/s by outcome`,
      kind: 'stack',
      unit: 'perSecond',
      series: [
        { name: 'ok', color: 'ok', values: ok },
        { name: 'degraded', color: 'degraded', values: degraded },
        { name: 'errors', color: 'error', values: errors },
      ],
    },
    latencyPanel(`Users of ${to}: latency`, entry),
  ]
}

function servicePanels(service: ServiceSeries, name: Namer): Panel[] {
  const to = name(service.to)
  const stack = service.groups.map((group, i) => ({
    name: group.name,
    color: colorOf(group, i),
    values: group.requestsPerSecond,
  }))
  const faults = service.groups.flatMap((group, i): PanelSeries[] => [
    { name: `${group.name} errors`, color: colorOf(group, i), values: group.errorsPerSecond },
    ...(group.degradedPerSecond.some(value => value !== null && value > 0)
      ? [{ name: `${group.name} degraded`, color: colorOf(group, i), values: group.degradedPerSecond, dashed: true }]
      : []),
  ])
  return [
    { title: `${to}: requests/s by version`, kind: 'stack', unit: 'perSecond', series: stack },
    latencyPanel(`${to}: latency by version`, service),
    { title: `${to}: errors and degraded/s by version`, kind: 'lines', unit: 'perSecond', series: faults },
  ]
}

function latencyPanel(title: string, service: ServiceSeries): Panel {
  const answered = service.groups
    .map((group, i) => ({ group, color: colorOf(group, i) }))
    .filter(({ group }) => group.isAnswered && group.p99Ns.some(value => value !== null))
  const several = answered.length > 1
  return {
    title,
    kind: 'lines',
    unit: 'time',
    series: answered.flatMap(({ group, color }) => pair(group, color, several)),
  }
}

/** Versions take the palette in turn; what no pod answered has the colour of errors. */
function colorOf(group: SeriesGroup, index: number): Color {
  return group.isAnswered ? versionColor(index) : 'error'
}

function pair(group: SeriesGroup, color: Color, named: boolean): PanelSeries[] {
  const prefix = named ? `${group.name} ` : ''
  return [
    { name: `${prefix}p99`, color, values: group.p99Ns },
    { name: `${prefix}p50`, color, values: group.p50Ns, dashed: true },
  ]
}

function sumOf(series: readonly (readonly (number | null)[])[]): number[] {
  const count = Math.max(0, ...series.map(values => values.length))
  return Array.from({ length: count }, (_, i) => series.reduce((sum, values) => sum + (values[i] ?? 0), 0))
}
