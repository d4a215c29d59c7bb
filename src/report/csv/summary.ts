import { stringify } from 'csv-stringify/sync'
import type { Outcome } from '../../dataplane/outcome.ts'
import type { HopTotal, LatencyFigures, RunResult } from '../../measure/result.ts'
import { type Cell, CSV_OPTIONS } from './cells.ts'

/** `hop` is `caller>host`; a metric's unit is the end of its name (`p99Ns`, `ratePerSecond`), none = a count or fraction. */
export const SUMMARY_COLUMNS = [
  'source',
  'hop',
  'workload',
  'version',
  'zone',
  'pod',
  'window',
  'metric',
  'value',
] as const

interface Labels {
  readonly source?: string
  readonly hop?: string
  readonly workload?: string
  readonly version?: string
  readonly zone?: string
  readonly pod?: string
  readonly window: string
}

const OUTCOMES: readonly Outcome[] = ['ok', 'degraded', 'error', 'timeout', 'rejected']
const LATENCIES: readonly (keyof LatencyFigures)[] = [
  'meanNs',
  'minNs',
  'p50Ns',
  'p90Ns',
  'p95Ns',
  'p99Ns',
  'p999Ns',
  'maxNs',
]

/** Only of hops that are TCP connections. */
const TCP = ['connections', 'sentBytes', 'receivedBytes'] as const

/**
 * `summary.csv`: every figure of the result in long form, one per line. Rows of hops come once per pod; rows with an
 * empty workload and pod are over all that answered.
 */
export function summaryCsv(result: RunResult): string {
  const lines = [
    ...(result.totals ?? []).flatMap(row => hopCells(row)),
    ...result.hops.flatMap(row => [
      ...hopCells(row),
      ...Object.entries(row.codes)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([code, count]) => line(hopLabels(row), `code ${code}`, count)),
    ]),
    ...result.shares.flatMap(shareCells),
    ...result.pods.flatMap(podCells),
  ]
  return stringify(lines, { ...CSV_OPTIONS, header: true, columns: [...SUMMARY_COLUMNS] })
}

type HopFields = Omit<HopTotal, 'atGateway'> & { readonly zone?: string; readonly pod?: string }

function hopLabels(row: HopFields): Labels {
  const { source, workload, version, zone, pod, window } = row
  return { source, hop: `${row.at}>${row.to}`, workload, version, zone, pod, window }
}

function hopCells(row: HopFields): Cell[][] {
  const labels = hopLabels(row)
  return [
    line(labels, 'requests', row.requests),
    line(labels, 'ratePerSecond', row.ratePerSecond),
    line(labels, 'attempts', row.attempts),
    ...OUTCOMES.map(outcome => line(labels, outcome, row.outcomes[outcome] ?? 0)),
    ...(row.requests > 0 ? LATENCIES.map(key => line(labels, key, row.latency[key])) : []),
    ...(row.tcp ? TCP.map(key => line(labels, key, row.tcp?.[key] ?? 0)) : []),
  ]
}

function shareCells(row: RunResult['shares'][number]): Cell[][] {
  const labels = { hop: `${row.at}>${row.service}`, workload: row.destination, window: row.window }
  return [
    ...(row.configured === undefined ? [] : [line(labels, 'shareConfigured', row.configured)]),
    line(labels, 'share', row.seen),
    line(labels, 'shareLow', row.low),
    line(labels, 'shareHigh', row.high),
    line(labels, 'shareRequests', row.requests),
  ]
}

function podCells(row: RunResult['pods'][number]): Cell[][] {
  const { workload, version, zone, pod, window } = row
  const labels = { workload, version, zone, pod, window }
  const metrics = ['utilisationMean', 'utilisationMax', 'queueMean', 'queueMax', 'ejections'] as const
  return metrics.map(metric => line(labels, metric, row[metric]))
}

function line(labels: Labels, metric: string, value: number): Cell[] {
  const { source, hop, workload, version, zone, pod, window } = labels
  return [source, hop, workload, version, zone, pod, window, metric, value]
}
