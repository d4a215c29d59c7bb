import type { AssertionResult, RunResult } from '../../src/measure/result.ts'
import { hops, pods, shares, totals, windows } from './sample-hops.ts'
import { BUCKETS, seriesColumns } from './sample-series.ts'

const MS = 1_000_000
const S = 1_000_000_000
const SCENARIO = 'scenarios/canary/scenario.yaml'

const place = (line: number, column: number, file = SCENARIO) => ({ file, line, column })

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
