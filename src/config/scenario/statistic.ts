import type { Condition, Metric, Statistic } from './assertion.ts'

export type ConditionUnit = Condition['unit']

type StatisticName = Exclude<Statistic['kind'], 'percentile'>

interface MetricStatistics {
  readonly means: string
  /** Unit of each statistic that the metric has. */
  readonly units: Readonly<Partial<Record<StatisticName | 'percentile', ConditionUnit>>>
  /** The statistic meant by a bare `in a..b`. */
  readonly only?: StatisticName
}

/** What can be asked of each metric, and in which unit the answer comes. */
export const METRIC_STATISTICS: Readonly<Record<Metric, MetricStatistics>> = {
  requests: { means: 'requests made', units: { rate: 'perSecond', count: 'count' } },
  errors: {
    means: 'share or number of requests that met error, timeout or rejected',
    units: { rate: 'fraction', count: 'count' },
  },
  degraded: { means: 'share or number of requests answered in part', units: { rate: 'fraction', count: 'count' } },
  latency: {
    means: 'time to the answer; for open-loop traffic from the intended start',
    units: { mean: 'time', min: 'time', max: 'time', percentile: 'time' },
  },
  share: {
    means: 'share of the requests that went to what the labels name',
    units: { value: 'fraction' },
    only: 'value',
  },
  utilisation: {
    means: 'busy workers over workers, per time bucket',
    units: { mean: 'fraction', min: 'fraction', max: 'fraction' },
  },
  queue: { means: 'waiting requests, per time bucket', units: { mean: 'count', min: 'count', max: 'count' } },
  'attempts-per-request': { means: 'tries per request', units: { mean: 'count' }, only: 'mean' },
  connections: { means: 'TCP connections that came about', units: { rate: 'perSecond', count: 'count' } },
  'sent-bytes': {
    means: 'bytes over TCP connections from caller to server',
    units: { rate: 'perSecond', count: 'count' },
  },
  'received-bytes': {
    means: 'bytes over TCP connections from server to caller',
    units: { rate: 'perSecond', count: 'count' },
  },
  ejections: { means: 'ejections by outlier detection', units: { count: 'count' }, only: 'count' },
  recovery: {
    means: 'time until `metric` is back to normal after the mark `after`',
    units: { time: 'time' },
    only: 'time',
  },
}

/** `p99`, `p99.9`, `mean`, ...; undefined when no metric has such a statistic. */
export function parseStatistic(word: string): Statistic | undefined {
  const percentile = /^p(\d+(?:\.\d+)?)$/.exec(word)
  if (percentile) {
    const percent = Number(percentile[1])
    return percent <= 100 ? { kind: 'percentile', percent } : undefined
  }
  const names: readonly StatisticName[] = ['rate', 'count', 'mean', 'min', 'max', 'time', 'value']
  const kind = names.find(name => name === word)
  return kind && { kind }
}

/** Statistics of a metric as a sentence lists them: `mean, min, max, p0 to p100`. */
export function statisticsText(metric: Metric): string {
  const names = Object.keys(METRIC_STATISTICS[metric].units)
  return names.map(name => (name === 'percentile' ? 'p0 to p100' : name)).join(', ')
}
