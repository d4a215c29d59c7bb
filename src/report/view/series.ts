import type { RunResult, SeriesColumn } from '../../measure/result.ts'
import { grouped } from './hops.ts'
import { answererName } from './names.ts'

type Values = readonly (number | null)[]

/** One line of a chart: who answered, and a value per bucket; rates are per second. */
export interface SeriesGroup {
  readonly name: string
  /** False where the caller's proxy answered by itself. */
  readonly isAnswered: boolean
  readonly requestsPerSecond: Values
  readonly errorsPerSecond: Values
  readonly degradedPerSecond: Values
  /** Of several callers, the slowest in each bucket. */
  readonly p50Ns: Values
  readonly p99Ns: Values
}

/** What one host's callers saw, split by version. */
export interface ServiceSeries {
  readonly to: string
  readonly callers: readonly string[]
  readonly groups: readonly SeriesGroup[]
}

/** What the users saw: the client's own hops, else those of the entry gateways, else those of the first caller. */
export function entrySeries(result: RunResult): ServiceSeries | undefined {
  const { columns } = result.series
  const first = columns[0]?.at
  const entry = [
    columns.filter(column => column.at === 'client'),
    columns.filter(column => column.atGateway),
    columns.filter(column => column.at === first),
  ].find(found => found.length > 0)
  return entry && { ...serviceSeries(result, entry), to: [...new Set(entry.map(column => column.to))].join(', ') }
}

/** Services that were answered by more than one version, the busiest first. */
export function versionedServices(result: RunResult): ServiceSeries[] {
  const inner = result.series.columns.filter(column => column.to !== '' && column.at !== 'client')
  return grouped(inner, column => column.to)
    .filter(columns => new Set(columns.map(column => column.version).filter(version => version !== '')).size > 1)
    .sort((a, b) => requestsOf(b) - requestsOf(a))
    .map(columns => serviceSeries(result, columns))
}

function serviceSeries(result: RunResult, columns: readonly SeriesColumn[]): ServiceSeries {
  const groups = grouped(columns, column => answererName(column.workload, column.version))
  return {
    to: columns[0].to,
    callers: [...new Set(columns.map(column => column.at))],
    groups: groups.map(group => seriesGroup(result, group)).sort(byName),
  }
}

/** Versions by name; what no pod answered comes last. */
function byName(a: SeriesGroup, b: SeriesGroup): number {
  if (a.isAnswered !== b.isAnswered) return a.isAnswered ? -1 : 1
  return a.name < b.name ? -1 : 1
}

function seriesGroup(result: RunResult, columns: readonly SeriesColumn[]): SeriesGroup {
  const perSecond = 1e9 / result.series.bucketNs
  const rate = (metric: SeriesColumn['metric']) =>
    fold(result, columns, metric, (a, b) => a + b).map(value => (value === null ? 0 : value * perSecond))
  return {
    name: answererName(columns[0].workload, columns[0].version),
    isAnswered: columns[0].workload !== '' || columns[0].version !== '',
    requestsPerSecond: rate('requests'),
    errorsPerSecond: rate('errors'),
    degradedPerSecond: rate('degraded'),
    p50Ns: fold(result, columns, 'p50Ns', Math.max),
    p99Ns: fold(result, columns, 'p99Ns', Math.max),
  }
}

/** One value per bucket out of all columns of a metric; null where none had a sample. */
function fold(
  result: RunResult,
  columns: readonly SeriesColumn[],
  metric: SeriesColumn['metric'],
  join: (a: number, b: number) => number,
): (number | null)[] {
  const folded = new Array<number | null>(result.series.count).fill(null)
  for (const column of columns) {
    if (column.metric !== metric) continue
    for (let i = 0; i < folded.length; i++) {
      const value = column.values[i] ?? null
      const soFar = folded[i]
      if (value !== null) folded[i] = soFar === null ? value : join(soFar, value)
    }
  }
  return folded
}

function requestsOf(columns: readonly SeriesColumn[]): number {
  const requests = columns.filter(column => column.metric === 'requests')
  return requests.reduce(
    (sum, column) => sum + column.values.reduce<number>((part, value) => part + (value ?? 0), 0),
    0,
  )
}
