import { expect, test } from 'vitest'
import { SECOND } from '../../src/kernel/time.ts'
import type {
  BreakerRow,
  Causes,
  EjectionRow,
  OutlierRow,
  PathRow,
  PriorityRow,
  PriorityStep,
  RetryRow,
} from '../../src/measure/causes.ts'
import type { PreciseFigure, Precision, SourcePrecision } from '../../src/measure/precision.ts'
import type {
  AssertionResult,
  Happening,
  HopRow,
  HopTotal,
  LatencyFigures,
  MeshSummary,
  PodRow,
  RunResult,
  Series,
  SeriesColumn,
  ShareRow,
  Window,
} from '../../src/measure/result.ts'
import { summarize } from '../../src/measure/summarize.ts'
import type { TcpFigures } from '../../src/measure/tcp-counts.ts'
import { sampleCauses } from '../report/sample-causes.ts'
import { samplePrecision } from '../report/sample-precision.ts'
import { sampleResult } from '../report/sample-result.ts'
import { describeSchema, type Keys, o, r } from './result-schema.ts'
import { gatewayHop, hop, newRecorder, OVERFLOW, reviewsHop, WINDOWS } from './sample-run.ts'

function recorded() {
  const recorder = newRecorder()
  recorder.station(0, { workload: 'default/reviews-v1', version: 'v1', zone: '', pod: 'reviews-v1-0' }, 4)
  recorder.sampleStation(0, 30 * SECOND, 31 * SECOND, SECOND, 0, 1)
  recorder.configure('default/productpage-v1', 'default/reviews', { v1: 1 }, 0)
  recorder.chose(recorder.split('default/productpage-v1', 'default/reviews', 'v1'), 30 * SECOND)
  hop(recorder, reviewsHop('v1'), 30, 5)
  hop(recorder, reviewsHop(), 31, 0, OVERFLOW, 0)
  hop(recorder, gatewayHop, 30, 7.3)
  recorder.finish(60 * SECOND)
  return summarize(recorder, WINDOWS.windows)
}

const summary = recorded()
const whole = { ...sampleResult, ...summary }

const result: Keys<RunResult> = {
  ...{ schema: r, meshsim: r, scenario: r, seed: r, digest: r, istio: r, durationNs: r, warmupNs: r, bucketNs: r },
  ...{ complete: r, endedNs: r, passed: r, mesh: r, requests: r, assertions: r, happenings: r, windows: r, hops: r },
  ...{ totals: o, precision: o, causes: o, shares: r, pods: r, series: r },
}
const figures = { window: r, requests: r, ratePerSecond: r, attempts: r, outcomes: r, latency: r, tcp: o } as const
const caller = { source: r, at: r, atGateway: r, to: r } as const
const cluster = { at: r, cluster: r, to: r } as const
const definitions = {
  meshSummary: {
    ...{
      files: r,
      resources: r,
      modelled: r,
      workloads: r,
      pods: r,
      zones: r,
      notModelled: r,
      assumed: r,
      warnings: r,
    },
  } satisfies Keys<MeshSummary>,
  assertion: {
    ...{ selector: r, condition: r, window: o, observed: o, unit: r, passed: r, note: o, place: r },
  } satisfies Keys<AssertionResult>,
  happening: { atNs: r, what: r, detail: r } satisfies Keys<Happening>,
  window: { name: r, fromNs: r, toNs: r } satisfies Keys<Window>,
  latency: {
    ...{ meanNs: r, minNs: r, p50Ns: r, p90Ns: r, p95Ns: r, p99Ns: r, p999Ns: r, maxNs: r },
  } satisfies Keys<LatencyFigures>,
  hopRow: { ...caller, workload: r, version: r, zone: r, pod: r, ...figures, codes: r } satisfies Keys<HopRow>,
  hopTotal: { ...caller, workload: o, version: o, ...figures } satisfies Keys<HopTotal>,
  tcpFigures: { connections: r, sentBytes: r, receivedBytes: r } satisfies Keys<TcpFigures>,
  shareRow: {
    ...{ window: r, at: r, service: r, destination: r, configured: o, seen: r, low: r, high: r, requests: r },
  } satisfies Keys<ShareRow>,
  podRow: {
    ...{ workload: r, version: r, zone: r, pod: r, window: r, utilisationMean: r, utilisationMax: r },
    ...{ queueMean: r, queueMax: r, ejections: r },
  } satisfies Keys<PodRow>,
  series: { bucketNs: r, count: r, columns: r } satisfies Keys<Series>,
  causes: {
    ...{ ejections: r, ejectionsLeftOut: r, outlierDetection: r, priorities: r, breakers: r, retries: r },
    ...{ paths: r, pathsLeftOut: r },
  } satisfies Keys<Causes>,
  ejectionRow: {
    ...{ ...cluster, atNs: r, proxy: r, pod: r, detector: r, threshold: o, last: r, ejection: r, forNs: o, removed: o },
  } satisfies Keys<EjectionRow>,
  outlierRow: {
    ...{ ...cluster, proxies: r, hosts: r, ejectable: r, hostsLeast: o, ejectableLeast: o, capPercent: r },
    ...{ panicPercent: r, ejections: r, refused: r, pods: r, ejectingProxies: r, detectors: r, last: r },
    ...{ shortestNs: o, longestNs: o },
  } satisfies Keys<OutlierRow>,
  priorityRow: { ...cluster, steps: r, stepsLeftOut: r, panicNs: r } satisfies Keys<PriorityRow>,
  priorityStep: {
    ...{ atNs: r, proxies: r, loads: r, panicking: r, hosts: r, healthy: r },
  } satisfies Keys<PriorityStep>,
  breakerRow: {
    ...{ ...cluster, maxConnections: o, maxPendingRequests: o, maxRequests: o, maxRetries: o },
    ...{ connectionOverflows: r, pendingOverflows: r, requestOverflows: r, retryOverflows: r },
  } satisfies Keys<BreakerRow>,
  precision: { none: o, batches: r, batchNs: r, sources: r } satisfies Keys<Precision>,
  sourcePrecision: {
    ...{ source: r, meanNs: r, p50Ns: r, p95Ns: r, p99Ns: r, errors: r },
  } satisfies Keys<SourcePrecision>,
  preciseFigure: { value: r, low: o, high: o, unknown: o } satisfies Keys<PreciseFigure>,
  retryRow: {
    ...{ source: r, at: r, to: r, window: r, requests: r, attempts: r, codes: r, calledAgain: r, amplification: r },
  } satisfies Keys<RetryRow>,
  pathRow: { source: r, window: r, path: r, factors: r, amplification: r } satisfies Keys<PathRow>,
  seriesColumn: { ...caller, workload: r, version: r, metric: r, values: r } satisfies Keys<SeriesColumn>,
}

test('a recorder was told something of everything', () => {
  for (const part of [summary.hops, summary.totals, summary.shares, summary.pods, summary.series.columns]) {
    expect(part).not.toEqual([])
  }
})

describeSchema(
  'summary.v1.json',
  { ...definitions, '': result },
  [
    whole,
    { ...whole, totals: undefined },
    { ...whole, causes: sampleCauses },
    { ...whole, precision: samplePrecision },
  ],
  [
    ['a missing key', { digest: undefined }],
    ['an unknown key', { clock: '12:00' }],
    ['a digest that is none', { digest: '123' }],
    ['another schema', { schema: 2 }],
    ['a fraction of a nanosecond', { endedNs: 0.5 }],
    ['an interval without a figure', { precision: { ...samplePrecision, sources: [{ source: 'users' }] } }],
    ['a share above one', { shares: [{ ...whole.shares[0], seen: 1.1 }] }],
    [
      'a load above all',
      {
        causes: {
          ...sampleCauses,
          priorities: [
            { ...sampleCauses.priorities[0], steps: [{ ...sampleCauses.priorities[0].steps[0], loads: [101] }] },
          ],
        },
      },
    ],
    ['an unknown outcome', { hops: [{ ...whole.hops[0], outcomes: { fine: 1 } }] }],
  ],
)
