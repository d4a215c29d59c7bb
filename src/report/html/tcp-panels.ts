import type { RunResult, SeriesColumn } from '../../measure/result.ts'
import { type Panel, versionColor } from '../chart/panel.ts'
import { grouped } from '../view/hops.ts'
import { answererName, type Namer } from '../view/names.ts'

/** Services drawn; the others are in `timeseries.csv`. */
const MOST_SERVICES = 3

/** TCP connections over time, for each service that has some: how many came about, how many were open, by who held them. */
export function tcpPanels({ series: { columns, bucketNs } }: Pick<RunResult, 'series'>, name: Namer): Panel[] {
  const services = grouped(
    columns.filter(({ metric }) => metric === 'connections' || metric === 'openConnections'),
    ({ to }) => to,
  )
  return services.slice(0, MOST_SERVICES).flatMap(service => {
    const to = name(service[0].to)
    const opened = service.filter(({ metric }) => metric === 'connections')
    const open = service.filter(({ metric }) => metric === 'openConnections')
    return [
      {
        title: `${to}: connections opened/s`,
        kind: 'stack',
        unit: 'perSecond',
        series: byHolder(opened, 1e9 / bucketNs),
      },
      { title: `${to}: open connections`, kind: 'stack', unit: 'count', series: byHolder(open, 1) },
    ] satisfies Panel[]
  })
}

/** Callers added up; one series for each workload and version. */
function byHolder(columns: readonly SeriesColumn[], factor: number): Panel['series'] {
  const holders = grouped(columns, ({ workload, version }) => answererName(workload, version))
  return holders.map((holder, i) => ({
    name: answererName(holder[0].workload, holder[0].version),
    color: versionColor(i),
    values: holder[0].values.map((_, bucket) =>
      holder.reduce((sum, { values }) => sum + (values[bucket] ?? 0) * factor, 0),
    ),
  }))
}
