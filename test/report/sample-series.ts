import type { SeriesColumn } from '../../src/measure/result.ts'
import { client, productpage } from './sample-hops.ts'

const MS = 1_000_000
export const BUCKETS = 60

/** A wave of ±`swing` around `base`, another level between 30 s and 50 s. */
function wave(base: number, during: number, swing: number): number[] {
  return Array.from({ length: BUCKETS }, (_, i) => {
    const level = i >= 30 && i < 50 ? during : base
    return Math.round(level + swing * (((i * 7919) % 11) / 5 - 1))
  })
}

function columns(
  labels: Pick<SeriesColumn, 'source' | 'at' | 'atGateway' | 'to' | 'workload' | 'version'>,
  figures: Readonly<Partial<Record<SeriesColumn['metric'], readonly (number | null)[]>>>,
): SeriesColumn[] {
  return Object.entries(figures).map(([metric, values]) => ({
    ...labels,
    metric: metric as SeriesColumn['metric'],
    values,
  }))
}

const station = { source: '', at: '', atGateway: false, to: '' }

export const seriesColumns: SeriesColumn[] = [
  ...columns(
    { ...client, to: 'bookinfo.example', workload: 'istio-system/istio-ingressgateway', version: '' },
    {
      requests: wave(400, 400, 20),
      errors: wave(0, 1, 0),
      degraded: wave(2, 150, 0),
      attempts: wave(400, 400, 20),
      p50Ns: wave(41 * MS, 39 * MS, 2 * MS),
      p99Ns: wave(121 * MS, 571 * MS, 12 * MS),
    },
  ),
  ...columns(
    { ...productpage, to: 'default/reviews', workload: 'default/reviews-v1', version: 'v1' },
    {
      requests: wave(360, 0, 0),
      errors: wave(0, 0, 0),
      degraded: wave(0, 0, 0),
      p50Ns: wave(15 * MS, 15 * MS, MS).map((value, i) => (i >= 30 && i < 50 ? null : value)),
      p99Ns: wave(61 * MS, 61 * MS, 5 * MS).map((value, i) => (i >= 30 && i < 50 ? null : value)),
    },
  ),
  ...columns(
    { ...productpage, to: 'default/reviews', workload: 'default/reviews-v2', version: 'v2' },
    {
      requests: wave(40, 480, 4),
      errors: wave(0, 290, 0),
      degraded: wave(0, 2, 0),
      p50Ns: wave(22 * MS, 24 * MS, 2 * MS),
      p99Ns: wave(90 * MS, 402 * MS, 9 * MS),
    },
  ),
  ...columns(
    { ...station, workload: 'default/reviews-v2', version: 'v2' },
    { utilisation: wave(12, 99, 1).map(value => value / 100), queue: wave(0, 60, 2).map(value => Math.max(0, value)) },
  ),
]
