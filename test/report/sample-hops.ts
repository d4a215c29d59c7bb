import type { HopLabels, HopRow, HopTotal, LatencyFigures, PodRow, ShareRow } from '../../src/measure/result.ts'

const MS = 1_000_000
const S = 1_000_000_000

/** Windows after the warm-up of 5 s: a canary, a lost zone from 30 s, a rollback. */
export const windows = [
  { name: 'canary-10', fromNs: 5 * S, toNs: 30 * S },
  { name: 'zone-loss', fromNs: 30 * S, toNs: 50 * S },
  { name: 'rollback', fromNs: 50 * S, toNs: 60 * S },
]

function latency(p50: number, p99: number): LatencyFigures {
  return {
    meanNs: p50 * 1.2 * MS,
    minNs: 2 * MS,
    p50Ns: p50 * MS,
    p90Ns: p50 * 1.8 * MS,
    p95Ns: p50 * 2.2 * MS,
    p99Ns: p99 * MS,
    p999Ns: p99 * 1.3 * MS,
    maxNs: p99 * 1.5 * MS,
  }
}

interface Answer {
  readonly labels: HopLabels
  /** Per window: requests, errors, degraded, p50, p99. */
  readonly windows: readonly (readonly [number, number, number, number, number])[]
}

/** Who calls in the sample. */
export const client = { source: 'shoppers', at: 'client', atGateway: false }
const gateway = { source: 'shoppers', at: 'istio-system/istio-ingressgateway', atGateway: true }
export const productpage = { source: 'shoppers', at: 'default/productpage-v1', atGateway: false }
const answerer = (workload: string, version: string, zone: string, n: number) => ({
  workload: `default/${workload}`,
  version,
  zone: `eu/${zone}`,
  pod: `default/${workload}-${n}`,
})

const answers: readonly Answer[] = [
  {
    labels: {
      ...client,
      to: 'bookinfo.example',
      workload: 'istio-system/istio-ingressgateway',
      version: '',
      zone: 'eu/eu-1a',
      pod: 'istio-system/istio-ingressgateway-0',
    },
    windows: [
      [10_000, 2, 41, 41, 121],
      [8_000, 12, 3_010, 39, 571],
      [4_000, 0, 0, 41, 110],
    ],
  },
  {
    labels: { ...gateway, to: 'default/productpage', ...answerer('productpage-v1', 'v1', 'eu-1b', 1) },
    windows: [
      [10_000, 2, 41, 40, 120],
      [8_000, 12, 3_010, 38, 570],
      [4_000, 0, 0, 40, 109],
    ],
  },
  {
    labels: { ...productpage, to: 'default/reviews', ...answerer('reviews-v1', 'v1', 'eu-1b', 0) },
    windows: [
      [9_004, 1, 0, 15, 61],
      [2, 0, 0, 16, 60],
      [4_000, 0, 0, 15, 62],
    ],
  },
  {
    labels: { ...productpage, to: 'default/reviews', ...answerer('reviews-v2', 'v2', 'eu-1c', 2) },
    windows: [
      [1_004, 8, 12, 22, 90],
      [9_630, 5_800, 40, 24, 402],
      [0, 0, 0, 0, 0],
    ],
  },
  {
    labels: { ...productpage, to: 'default/reviews', workload: '', version: '', zone: '', pod: '' },
    windows: [
      [0, 0, 0, 0, 0],
      [310, 310, 0, 1, 3],
      [0, 0, 0, 0, 0],
    ],
  },
]

export const hops: HopRow[] = answers.flatMap(answer =>
  answer.windows.flatMap(([requests, errors, degraded, p50, p99], i) => {
    if (requests === 0) return []
    const seconds = (windows[i].toNs - windows[i].fromNs) / S
    return [
      {
        ...answer.labels,
        window: windows[i].name,
        requests,
        ratePerSecond: requests / seconds,
        attempts: requests + errors,
        outcomes: { ok: requests - errors - degraded, degraded, rejected: errors },
        codes: { '200': requests - errors, '503 UO': errors },
        latency: latency(p50, p99),
      },
    ]
  }),
)

export const totals: HopTotal[] = hops.flatMap(({ zone, pod, codes, workload, version, ...row }) => {
  const split: HopTotal = { ...row, workload, version }
  return row.to === 'default/reviews' ? [split] : [{ ...row }, split]
})
for (const [i, requests, errors, p50, p99] of [
  [0, 10_008, 9, 15, 66],
  [1, 9_942, 6_110, 23, 402],
  [2, 4_000, 0, 15, 62],
]) {
  totals.push({
    ...productpage,
    to: 'default/reviews',
    window: windows[i].name,
    requests,
    ratePerSecond: requests / ((windows[i].toNs - windows[i].fromNs) / S),
    attempts: requests + errors,
    outcomes: { ok: requests - errors, rejected: errors },
    latency: latency(p50, p99),
  })
}

export const shares: readonly ShareRow[] = [
  share('canary-10', 'v1', 9_004, 10_008, 0.9, 0.8936, 0.9054),
  share('canary-10', 'v2', 1_004, 10_008, 0.1, 0.0946, 0.1064),
  share('zone-loss', 'v1', 2, 9_942, undefined, 0.0001, 0.0007),
  share('zone-loss', 'v2', 9_940, 9_942, undefined, 0.9993, 0.9999),
]

function share(
  window: string,
  destination: string,
  requests: number,
  of: number,
  configured: number | undefined,
  low: number,
  high: number,
): ShareRow {
  const row = { window, at: 'default/productpage-v1', service: 'default/reviews', destination }
  return { ...row, configured, seen: requests / of, low, high, requests: of }
}

export const pods: readonly PodRow[] = [0, 1, 2].flatMap(n =>
  windows.map(({ name }, i) => ({
    workload: 'default/reviews-v2',
    version: 'v2',
    zone: ['eu/eu-1a', 'eu/eu-1b', 'eu/eu-1c'][n],
    pod: `default/reviews-v2-${n}`,
    window: name,
    utilisationMean: [0.12, n === 0 ? 0 : 0.998, 0.01][i],
    utilisationMax: [0.31, n === 0 ? 0.2 : 1, 0.9][i],
    queueMean: [0, n === 0 ? 0 : 58.25, 0.4][i],
    queueMax: [2, n === 0 ? 0 : 64, 40][i],
    ejections: i === 1 && n === 0 ? 4 : 0,
  })),
)
