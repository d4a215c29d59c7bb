import { FIGURES, type Figure } from './bucket-series.ts'
import { poolMean } from './query-pods.ts'
import type { Cell, Group, Recorder } from './recorder.ts'
import type { Series, SeriesColumn } from './result.ts'
import type { Station } from './stations.ts'
import { TCP_FIGURES } from './tcp-series.ts'

/** Buckets of the whole run; those that end in the warm-up have no values. */
export function seriesOf(recorder: Recorder, cells: readonly Cell[]): Series {
  const { bucketNs } = recorder.options
  const count = Math.ceil(recorder.endedNs / bucketNs)
  const groups = new Set(cells.map(cell => cell.group))
  const columns = [
    ...[...groups].flatMap(group => FIGURES.map(figure => groupColumn(recorder, group, figure, count))),
    ...[...groups].flatMap(group => tcpColumns(recorder, group, count)),
    ...poolsOf(recorder.stations.all()).flatMap(pool => poolColumns(recorder, pool, count)),
  ]
  return { bucketNs, count, columns }
}

function groupColumn(recorder: Recorder, group: Group, metric: Figure, count: number): SeriesColumn {
  const values = bucketValues(recorder, count, bucket => group.series.value(bucket, metric))
  return { ...group.labels, metric, values }
}

function tcpColumns(recorder: Recorder, { tcpSeries, labels }: Group, count: number): SeriesColumn[] {
  if (tcpSeries === undefined) return []
  return TCP_FIGURES.map(metric => {
    const values = bucketValues(recorder, count, bucket => tcpSeries.value(bucket, metric))
    return { ...labels, metric, values }
  })
}

/** Mean over the pods of a workload and version that lived in the bucket. */
function poolColumns(recorder: Recorder, pool: readonly Station[], count: number): SeriesColumn[] {
  const { workload, version } = pool[0].labels
  const labels = { source: '', at: '', atGateway: false, to: '', workload, version }
  const values = (figure: 'utilisation' | 'queueMean') =>
    bucketValues(recorder, count, bucket => poolMean(pool, bucket, figure))
  return [
    { ...labels, metric: 'utilisation', values: values('utilisation') },
    { ...labels, metric: 'queue', values: values('queueMean') },
  ]
}

function bucketValues(recorder: Recorder, count: number, figureAt: (bucket: number) => number): (number | null)[] {
  const { warmupNs, bucketNs } = recorder.options
  return Array.from({ length: count }, (_, bucket) => {
    const value = (bucket + 1) * bucketNs <= warmupNs ? Number.NaN : figureAt(bucket)
    return Number.isNaN(value) ? null : value
  })
}

function poolsOf(stations: readonly Station[]): Station[][] {
  const pools = new Map<string, Station[]>()
  for (const station of stations) {
    const key = `${station.labels.workload}\n${station.labels.version}`
    const pool = pools.get(key)
    if (pool === undefined) pools.set(key, [station])
    else pool.push(station)
  }
  return [...pools.values()]
}
