import type {
  AssertionResult,
  HopLabels,
  HopRow,
  HopTotal,
  LatencyFigures,
  PodRow,
  RunResult,
  SeriesColumn,
  ShareRow,
} from '../../src/measure/result.ts'

const MS = 1_000_000
const S = 1_000_000_000
const BUCKETS = 60
const SCENARIO = 'scenarios/canary/scenario.yaml'

const place = (line: number, column: number, file = SCENARIO) => ({ file, line, column })

/** Windows after the warm-up of 5 s: a canary, a lost zone from 30 s, a rollback. */
const windows = [
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

const client = { source: 'shoppers', at: 'client', atGateway: false }
const gateway = { source: 'shoppers', at: 'istio-system/istio-ingressgateway', atGateway: true }
const productpage = { source: 'shoppers', at: 'default/productpage-v1', atGateway: false }
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

const hops: HopRow[] = answers.flatMap(answer =>
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

const totals: HopTotal[] = hops.flatMap(({ zone, pod, codes, workload, version, ...row }) => {
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

const assertions: readonly AssertionResult[] = [
  {
    selector: 'errors{at=gateway}',
    condition: 'rate < 0.5%',
    observed: 14 / 22_000,
    unit: 'fraction',
    passed: true,
    place: place(60, 5),
  },
  {
    selector: 'degraded{at=gateway}',
    condition: 'rate < 1%',
    observed: 3_051 / 22_000,
    unit: 'fraction',
    passed: false,
    note: '3,051 of 22,000 pages had no reviews',
    place: place(61, 5),
  },
  {
    selector: 'degraded{at=gateway}',
    condition: 'rate < 40%',
    window: 'zone-loss..+90s',
    observed: 0.37625,
    unit: 'fraction',
    passed: true,
    place: place(61, 30),
  },
  {
    selector: 'latency{at=gateway}',
    condition: 'p50 < 80ms',
    observed: 41 * MS,
    unit: 'time',
    passed: true,
    note: 'degraded pages are fast: read with the line above',
    place: place(62, 5),
  },
  {
    selector: 'latency{at=gateway}',
    condition: 'p99 < 400ms',
    observed: 400_400_000,
    unit: 'time',
    passed: false,
    place: place(62, 20),
  },
  {
    selector: 'share{service=reviews, version=v2}',
    condition: 'in 9%..11%',
    window: 'canary-10',
    observed: 0.1003,
    unit: 'fraction',
    passed: true,
    note: '95% band 9.46%-10.64%',
    place: place(63, 5),
  },
]

const shares: readonly ShareRow[] = [
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

const pods: readonly PodRow[] = [0, 1, 2].flatMap(n =>
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

const seriesColumns: SeriesColumn[] = [
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

/** A bookinfo canary that loses a zone: three windows, two of six assertions failed, an incident from 30 s to 50 s. */
export const sampleResult: RunResult = {
  schema: 1,
  meshsim: '0.1.0',
  scenario: { id: 'canary', title: 'bookinfo canary to reviews:v2, then lose a zone', file: SCENARIO },
  seed: 42,
  digest: '0123456789abcdef',
  istio: '1.32',
  durationNs: 60 * S,
  warmupNs: 5 * S,
  bucketNs: S,
  complete: true,
  endedNs: 60 * S,
  passed: false,
  mesh: {
    files: 5,
    resources: 41,
    modelled: 37,
    workloads: 6,
    pods: 22,
    zones: 3,
    notModelled: [
      { what: 'EnvoyFilter/istio-system/trace-sampling', place: place(1, 1, 'mesh/filters.yaml') },
      { what: 'VirtualService/default/bookinfo spec.http[0].corsPolicy', place: place(31, 7, 'mesh/routes.yaml') },
    ],
    assumed: [
      'istio-system/istio-ingressgateway stands in for the Gateway selector istio=ingressgateway: 2 pods, 80 -> 8080',
    ],
    warnings: [
      {
        code: 'MS2104',
        message: 'subset "v9" of reviews selects no pod; requests to it are answered 503 UH',
        place: place(12, 11, 'mesh/routes.yaml'),
      },
    ],
  },
  requests: { born: 24_012, answered: 24_001, inFlight: 11 },
  assertions,
  happenings: [
    { atNs: 5 * S, what: 'canary-10', detail: 'mesh/reviews-90-10.yaml applied: reviews v1 90, v2 10' },
    { atNs: 30 * S, what: 'zone eu-1a lost', detail: 'reviews-v2 3 → 2 pods: 296/s of capacity for 400/s offered' },
    {
      atNs: 30.62 * S,
      what: 'outlier detection',
      detail: 'dead pod ejected by 4 of 4 live productpage proxies; endpoint removed at 1m10.0',
    },
    {
      atNs: 38.9 * S,
      what: 'queues full (64)',
      detail: '503 from reviews-v2; productpage tries again (calls[1].tries: 2): 1.58× the load',
    },
    { atNs: 50 * S, what: 'rollback', detail: 'v2 drains in 4s; p99 back under 110ms at 0m54.0' },
  ],
  windows,
  hops,
  totals,
  shares,
  pods,
  series: { bucketNs: S, count: BUCKETS, columns: seriesColumns },
}
