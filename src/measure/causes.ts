/**
 * Why the figures are what they are: what the proxies did beside routing. Lists hold only what happened. Retries and paths
 * belong to windows and count requests as `hops` do; the rest covers the whole run, warm-up included.
 */
export interface Causes {
  /** The first ones, in order of time. */
  readonly ejections: readonly EjectionRow[]
  readonly ejectionsLeftOut: number
  /** One row per caller and cluster that has outlier detection. */
  readonly outlierDetection: readonly OutlierRow[]
  /** Callers and clusters whose load left the first priority, or that panicked. */
  readonly priorities: readonly PriorityRow[]
  readonly breakers: readonly BreakerRow[]
  readonly retries: readonly RetryRow[]
  /** Per source and window, the most amplified first. */
  readonly paths: readonly PathRow[]
  readonly pathsLeftOut: number
}

/** The proxies of one workload towards one cluster. */
interface ClusterLabels {
  /** Calling workload, `namespace/name`. */
  readonly at: string
  /** Envoy's name. */
  readonly cluster: string
  /** The Service's `namespace/name`, or an external host. */
  readonly to: string
}

/** One proxy took one pod out of its rotation. */
export interface EjectionRow extends ClusterLabels {
  readonly atNs: number
  /** Pod whose proxy it was. */
  readonly proxy: string
  readonly pod: string
  /** Envoy's name of the detector: `consecutive_5xx`. */
  readonly detector: string
  /** What it takes: so many in a row; absent where the detector judges rates. */
  readonly threshold?: number
  /** How the attempt ended that tipped the scales: `503`, `no connection`. */
  readonly last: string
  /** Which ejection of the pod by this proxy it was: each one lasts longer. */
  readonly ejection: number
  /** Until the sweep that brought it back, or its removal; absent = still out when the run ended. */
  readonly forNs?: number
  /** True if it left the cluster while it was out. */
  readonly removed?: boolean
}

export interface OutlierRow extends ClusterLabels {
  /** Proxies of the workload that used the cluster. */
  readonly proxies: number
  /** Most hosts that a proxy knew, and how many of so many can be out at once. */
  readonly hosts: number
  readonly ejectable: number
  /** The same for the fewest, where that is another number. */
  readonly hostsLeast?: number
  readonly ejectableLeast?: number
  /** maxEjectionPercent. */
  readonly capPercent: number
  /** Below so many percent of healthy hosts health is ignored (Envoy's panic); 0 = never. */
  readonly panicPercent: number
  readonly ejections: number
  /** Detections that the cap kept from ejecting. */
  readonly refused: number
  /** Different pods and different proxies in `ejections`. */
  readonly pods: number
  readonly ejectingProxies: number
  /** Ejections by detector, and by how the last attempt before each ended. */
  readonly detectors: Readonly<Record<string, number>>
  readonly last: Readonly<Record<string, number>>
  /** Of the ejections that ended; absent when none did. */
  readonly shortestNs?: number
  readonly longestNs?: number
}

export interface PriorityRow extends ClusterLabels {
  /** At most one per bucket of the time series: what held at its end. */
  readonly steps: readonly PriorityStep[]
  readonly stepsLeftOut: number
  /** Time in panic, added up over the proxies. */
  readonly panicNs: number
}

/** From here on, until the next step: means over the proxies of the workload that use the cluster. */
export interface PriorityStep {
  readonly atNs: number
  readonly proxies: number
  /** Percent of the requests by priority. */
  readonly loads: readonly number[]
  /** Proxies with a priority that panics. */
  readonly panicking: number
  readonly hosts: number
  readonly healthy: number
}

/** What limits turned away, over all proxies of the workload. Limits absent = unlimited. */
export interface BreakerRow extends ClusterLabels {
  readonly maxConnections?: number
  readonly maxPendingRequests?: number
  readonly maxRequests?: number
  readonly maxRetries?: number
  /** Envoy's upstream_cx_overflow: a request waited although its host had no connection for it. */
  readonly connectionOverflows: number
  /** upstream_rq_pending_overflow and upstream_rq_active_overflow: 503 UO. */
  readonly pendingOverflows: number
  readonly requestOverflows: number
  /** upstream_rq_retry_overflow: the first answer stood. */
  readonly retryOverflows: number
}

/** A hop in a window in which something was tried again. */
export interface RetryRow {
  readonly source: string
  readonly at: string
  readonly to: string
  readonly window: string
  readonly requests: number
  readonly attempts: number
  /** Retries of the caller's proxy by the end that was not accepted: `503`, `504 UT`, `grpc 14`. */
  readonly codes: Readonly<Record<string, number>>
  /** Requests that are further tries of the calling application. */
  readonly calledAgain: number
  /** Attempts per request that the application meant: attempts / (requests - calledAgain). */
  readonly amplification: number
}

/** A chain of calls, each made to answer the one before, and how retries multiply along it. */
export interface PathRow {
  readonly source: string
  readonly window: string
  /** Callers, then the last service. */
  readonly path: readonly string[]
  /** Amplification of each hop; their product is that of the path. */
  readonly factors: readonly number[]
  readonly amplification: number
}
