import type { Outcome } from '../dataplane/outcome.ts'
import type { Place } from '../kernel/place.ts'
import type { Figure } from './bucket-series.ts'
import type { Causes } from './causes.ts'
import type { Precision } from './precision.ts'
import type { TcpFigures } from './tcp-counts.ts'
import type { TcpFigure } from './tcp-series.ts'

/**
 * `summary.json`, and exactly what `-o json` prints. Schema 1: keys carry their units, times are integer nanoseconds of
 * simulated time, rates are per second. Nothing in it depends on the machine, the clock or the working directory.
 */
export interface RunResult {
  readonly schema: 1
  readonly meshsim: string
  readonly scenario: { readonly id: string; readonly title: string; readonly file: string }
  readonly seed: number
  /** 16 hex digits; see measure/digest. */
  readonly digest: string
  readonly istio: string
  readonly durationNs: number
  readonly warmupNs: number
  readonly bucketNs: number
  /** False when the run was interrupted; then `endedNs` is short of `durationNs`. */
  readonly complete: boolean
  readonly endedNs: number
  readonly passed: boolean
  readonly mesh: MeshSummary
  /** Conservation: born = answered + inFlight, over the whole run, warm-up included. */
  readonly requests: { readonly born: number; readonly answered: number; readonly inFlight: number }
  readonly assertions: readonly AssertionResult[]
  readonly happenings: readonly Happening[]
  readonly windows: readonly Window[]
  /** One row per source, hop, workload, version, zone, pod and window; coarser figures are sums of these. */
  readonly hops: readonly HopRow[]
  /** `hops` merged with true percentiles, for people: a percentile of several rows is not a sum of theirs. */
  readonly totals?: readonly HopTotal[]
  /** Absent in results of older versions. */
  readonly precision?: Precision
  /** Absent in results of older versions. */
  readonly causes?: Causes
  readonly shares: readonly ShareRow[]
  readonly pods: readonly PodRow[]
  readonly series: Series
}

export interface MeshSummary {
  readonly files: number
  readonly resources: number
  readonly modelled: number
  readonly workloads: number
  readonly pods: number
  readonly zones: number
  readonly notModelled: readonly { readonly what: string; readonly place: Place }[]
  /** What was assumed because the files do not say it: stand-in gateways and clients, default behaviours. */
  readonly assumed: readonly string[]
  readonly warnings: readonly { readonly code: string; readonly message: string; readonly place: Place }[]
}

export interface AssertionResult {
  /** `errors{at=gateway}` */
  readonly selector: string
  /** `rate < 0.5%` */
  readonly condition: string
  /** `canary-10`, or absent for the whole run. */
  readonly window?: string
  /** Absent: no sample, and the assertion failed. */
  readonly observed?: number
  readonly unit: 'time' | 'fraction' | 'count' | 'perSecond'
  readonly passed: boolean
  /** One phrase beside the figure: `95% band 9.82%-10.26%`, `no sample: ...`. */
  readonly note?: string
  readonly place: Place
}

/** Something a person would tell: an event of the timeline or a turn in the system's behaviour, with its cause. */
export interface Happening {
  readonly atNs: number
  readonly what: string
  readonly detail: string
}

export interface Window {
  readonly name: string
  readonly fromNs: number
  readonly toNs: number
}

export interface LatencyFigures {
  readonly meanNs: number
  readonly minNs: number
  readonly p50Ns: number
  readonly p90Ns: number
  readonly p95Ns: number
  readonly p99Ns: number
  readonly p999Ns: number
  readonly maxNs: number
}

/** Labels of what was called, and by whom; see settled.md 5. */
export interface HopLabels {
  readonly source: string
  /** Who measured: `client`, or the calling workload (`namespace/name`). */
  readonly at: string
  /** True when `at` is the gateway that traffic enters by: the label value `gateway` also selects it. */
  readonly atGateway: boolean
  /** Host of the hop: the Service's `namespace/name`, or an external host. */
  readonly to: string
  /** Where the answer came from; empty strings when the caller's proxy answered by itself. */
  readonly workload: string
  readonly version: string
  readonly zone: string
  readonly pod: string
}

export interface HopRow extends HopLabels {
  readonly window: string
  readonly requests: number
  readonly ratePerSecond: number
  readonly attempts: number
  readonly outcomes: Readonly<Partial<Record<Outcome, number>>>
  /** `503 UO`, `grpc 14 UO` -> count. */
  readonly codes: Readonly<Record<string, number>>
  /** Of a TCP connection from the call to its end. */
  readonly latency: LatencyFigures
  /** Only of hops that are TCP connections. */
  readonly tcp?: TcpFigures
}

/** One hop in one window over all that answered it, and, with `workload` and `version`, split by who did. */
export interface HopTotal extends Pick<HopLabels, 'source' | 'at' | 'atGateway' | 'to'> {
  /** Both absent: over all workloads and versions. Empty strings: answered by the caller's proxy. */
  readonly workload?: string
  readonly version?: string
  readonly window: string
  readonly requests: number
  readonly ratePerSecond: number
  readonly attempts: number
  readonly outcomes: Readonly<Partial<Record<Outcome, number>>>
  /** Of a TCP connection from the call to its end. */
  readonly latency: LatencyFigures
  /** Only of hops that are TCP connections. */
  readonly tcp?: TcpFigures
}

/** Configured weight beside the share seen, with its 95 % band (Wilson). */
export interface ShareRow {
  readonly window: string
  readonly at: string
  readonly service: string
  /** Subset or destination as the route names it. */
  readonly destination: string
  /** Absent when the weight changed inside the window. */
  readonly configured?: number
  readonly seen: number
  readonly low: number
  readonly high: number
  readonly requests: number
}

export interface PodRow {
  readonly workload: string
  readonly version: string
  readonly zone: string
  readonly pod: string
  readonly window: string
  /** Busy workers over workers, mean over the window and highest bucket. */
  readonly utilisationMean: number
  readonly utilisationMax: number
  readonly queueMean: number
  readonly queueMax: number
  /** Times this pod was ejected, over all proxies. */
  readonly ejections: number
}

/** Long-form time series: one column per (group, figure), one value per bucket; a bucket counts what ended in it. */
export interface Series {
  readonly bucketNs: number
  readonly count: number
  readonly columns: readonly SeriesColumn[]
}

export interface SeriesColumn {
  readonly source: string
  readonly at: string
  readonly atGateway: boolean
  readonly to: string
  readonly workload: string
  readonly version: string
  readonly metric: Figure | TcpFigure | 'utilisation' | 'queue'
  /** `null` where there was no sample. */
  readonly values: readonly (number | null)[]
}
