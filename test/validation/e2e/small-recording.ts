import type { Observation } from '../../../src/validation/e2e/observation.ts'
import { type RecordingFiles, readRecording } from '../../../src/validation/e2e/read-recording.ts'
import type { Recording } from '../../../src/validation/e2e/recording.ts'
import { simulateRun } from '../../../src/validation/e2e/simulate.ts'

/** Parts of a small recording that a test sets; all else is as below. */
export interface Parts {
  readonly arrivalsS?: readonly number[]
  readonly timeline?: readonly object[]
  readonly pushes?: readonly object[]
  readonly faults?: readonly object[]
  readonly split?: Readonly<Record<string, number>>
  readonly outlier?: object
  readonly sweepPhase?: object
  readonly reviewsRoute?: object
  readonly reviewsV1?: object
  readonly errors?: object
  readonly cluster?: object
  readonly change?: (scenario: Record<string, unknown>) => void
}

export const CALL_TIMEOUT_MS = 300
const V1 = [
  { host: 'reviews-v1-a1', zone: 'a' },
  { host: 'reviews-v1-b1', zone: 'b' },
]
const RETRY = { retry_on: 'connect-failure,refused-stream', num_retries: 2, retry_host_predicate: ['previous_hosts'] }

/** One productpage pod in zone a calls reviews: v1 in zones a and b, v2 in a. 4 ms, then 20 or 30 ms, no chance. */
export function smallRecording(parts: Parts = {}): RecordingFiles {
  const { arrivalsS = [1], split = { 'reviews-v1': 100, 'reviews-v2': 0 }, outlier } = parts
  const pods = [
    { name: 'productpage-a1', service: 'productpage', zone: 'a' },
    ...V1.map(({ host, zone }) => ({ name: host, service: 'reviews-v1', zone })),
    { name: 'reviews-v2-a1', service: 'reviews-v2', zone: 'a' },
  ]
  const priority = (zone: string): number => (outlier !== undefined && zone !== 'a' ? 1 : 0)
  const constant = (value: number): object => ({ dist: 'constant', value })
  const fixed = (ms: number): object => ({ workers: 8, queue: 8, service_time_ms: constant(ms), calls: [] })
  const scenario: Record<string, unknown> = {
    scenario: 'small',
    title: 'a small mesh',
    duration_s: 10,
    client: { kind: 'open loop', to: 'ingress', host: 'productpage', path: '/productpage', timeout: 'none' },
    topology: {
      region: 'r1',
      pods,
      proxies: [
        { name: 'ingress', at: 'ingress', zone: 'a', outbound_clusters: ['productpage'] },
        { name: 'productpage-a1', at: 'productpage', zone: 'a', outbound_clusters: ['reviews-v1', 'reviews-v2'] },
      ],
      server_side_proxies: 'none',
      protocol: 'HTTP/1.1 on every hop',
    },
    applications: {
      productpage: {
        ...fixed(4),
        calls: [{ to: 'reviews', tries: 2, timeout_ms: CALL_TIMEOUT_MS, on_failure: 'degrade' }],
      },
      'reviews-v1': { ...fixed(20), ...parts.reviewsV1 },
      'reviews-v2': fixed(30),
      rules: [],
    },
    application_errors: parts.errors ?? {},
    initial_split: split,
    proxies_config: {
      concurrency: 1,
      cluster: {
        type: 'EDS',
        lb_policy: 'LEAST_REQUEST',
        connect_timeout: '10s',
        common_lb_config_where_outlier_detection: { healthy_panic_threshold: { value: 0 } },
        other: 'Envoy defaults (choice_count 3, update_merge_window 500ms, idle timeouts 1h)',
        ...parts.cluster,
      },
      outlier_detection_by_cluster: outlier === undefined ? {} : { 'reviews-v1': outlier },
      routes: {
        productpage: { timeout: '0s' },
        reviews: { timeout: '0s', retry_policy: RETRY, ...parts.reviewsRoute },
      },
      retry_back_off: 'default: base 25 ms, max 250 ms',
      priorities: 'own zone 0, other zones 1; if the own zone has no endpoint all are 0 (compacted)',
      endpoints_in_order_at_start: {
        ingress: { productpage: [{ host: 'productpage-a1', zone: 'a', priority: 0 }] },
        'productpage-a1': {
          'reviews-v1': V1.map(({ host, zone }) => ({ host, zone, priority: priority(zone) })),
          'reviews-v2': [{ host: 'reviews-v2-a1', zone: 'a', priority: 0 }],
        },
      },
    },
    timeline: parts.timeline ?? [],
    timeline_meaning: {},
    per_run: [
      {
        run: 1,
        pushes: parts.pushes ?? [],
        fault_instants: parts.faults ?? [],
        outlier_sweep_phase: parts.sweepPhase ?? {},
      },
    ],
    windows_s: [[0, 10]],
  }
  parts.change?.(scenario)
  const csv = ['id,planned_t_s,sent_t_s', ...arrivalsS.map((at, id) => `${id},${at},${at + 0.001}`)].join('\n')
  return {
    scenario: JSON.stringify(scenario),
    runs: JSON.stringify({ band: [], runs: [] }),
    arrivals: new Map([[1, csv]]),
  }
}

/** The only run of a small recording, on a machine that adds nothing. */
export function simulateSmall(parts: Parts): { seen: Observation; recording: Recording } {
  const recording = readRecording(smallRecording(parts))
  const seen = simulateRun(recording, recording.runs[0], 7, { perHopNs: 0, timerLateNs: 0 })
  return { seen, recording }
}

export function every(stepS: number, fromS: number, toS: number): number[] {
  return Array.from(
    { length: Math.round((toS - fromS) / stepS) },
    (_, i) => Math.round((fromS + i * stepS) * 1e6) / 1e6,
  )
}

/** How many of each outcome. */
export function tally(items: readonly { readonly outcome: string }[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { outcome } of items) counts[outcome] = (counts[outcome] ?? 0) + 1
  return counts
}

export function toReviews<T extends { readonly hop: string }>(items: readonly T[]): T[] {
  return items.filter(({ hop }) => hop.startsWith('productpage>'))
}
