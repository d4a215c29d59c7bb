/**
 * One end-to-end recording of a small mesh, as `scenario.json` and the arrivals beside it tell it. Times count from the
 * recording's zero.
 */
export interface Recording {
  readonly name: string
  readonly title: string
  readonly durationNs: number
  /** Whom the client calls, through the proxy called `ingress`. */
  readonly entry: EntryCall
  readonly region: string
  readonly pods: readonly RecordedPod[]
  readonly proxies: readonly RecordedProxy[]
  /** By service. */
  readonly applications: ReadonlyMap<string, Application>
  readonly settings: ProxySettings
  /** Weights of the route that is split, by service; its name is the one that applications call. */
  readonly initialSplit: ReadonlyMap<string, number>
  /** By proxy and cluster, in the order of the endpoint files. */
  readonly endpoints: ReadonlyMap<string, ReadonlyMap<string, readonly RecordedEndpoint[]>>
  readonly timeline: readonly Operation[]
  readonly runs: readonly RecordedRun[]
  readonly windows: readonly RecordedWindow[]
}

export interface EntryCall {
  readonly service: string
  readonly path: string
  /** 0 = the client waits for ever. */
  readonly timeoutNs: number
}

export interface RecordedPod {
  readonly name: string
  readonly service: string
  readonly zone: string
}

export interface RecordedProxy {
  /** `ingress`, or the name of the pod that it stands beside. */
  readonly name: string
  /** The service of that pod. */
  readonly at: string
  readonly zone: string
  readonly clusters: readonly string[]
}

export interface Application {
  readonly workers: number
  readonly queue: number
  readonly time: ServiceTime
  /** One after the other. */
  readonly calls: readonly ApplicationCall[]
  /** Answers that fail after the work is done, before any call; fraction of 1. */
  readonly errors: readonly { readonly status: number; readonly fraction: number }[]
}

export type ServiceTime =
  | { readonly kind: 'lognormal'; readonly p50Ms: number; readonly sigma: number }
  | { readonly kind: 'constant'; readonly ms: number }
  | { readonly kind: 'exponential'; readonly meanMs: number }

export interface ApplicationCall {
  /** A cluster, or the split route. */
  readonly to: string
  readonly tries: number
  readonly timeoutNs: number
  readonly degrades: boolean
}

export interface RecordedEndpoint {
  readonly host: string
  readonly zone: string
  readonly priority: number
}

/** Envoy's own fields, as written; see build-tables for what they become. */
export interface ProxySettings {
  readonly workers: number
  readonly cluster: Readonly<Record<string, unknown>>
  /** Fields of outlier_detection by cluster; a cluster that is not listed has none. */
  readonly outlier: ReadonlyMap<string, Readonly<Record<string, unknown>>>
  /** Panic threshold in percent of the clusters with outlier detection; all others have Envoy's default. */
  readonly panicWithOutlier: number
  /** Hosts that LEAST_REQUEST draws per pick. */
  readonly choiceCount: number
  readonly mergeWindowNs: number
  readonly idleTimeoutNs: number
  /** By called name. */
  readonly routes: ReadonlyMap<string, RouteSettings>
  readonly backOffBaseNs: number
}

export interface RouteSettings {
  readonly timeoutNs: number
  /** Fields of retry_policy as written. */
  readonly retry?: Readonly<Record<string, unknown>>
}

export type PodMode = 'normal' | 'fail503' | 'down' | 'blackhole'

/** One entry of the timeline; what really happened when is in the runs. */
export type Operation =
  | {
      readonly kind: 'rds'
      readonly atNs: number
      readonly split: ReadonlyMap<string, number>
      /** Each proxy gets it later by a time drawn between the two. */
      readonly delayNs: readonly [number, number]
    }
  | {
      readonly kind: 'eds'
      readonly atNs: number
      /** Endpoints that are gone from now on; empty = all are back. */
      readonly removed: readonly string[]
      readonly delayNs: readonly [number, number]
    }
  | { readonly kind: 'mode'; readonly atNs: number; readonly pods: readonly string[]; readonly mode: PodMode }
  | { readonly kind: 'slow'; readonly atNs: number; readonly service: string; readonly factor: number }

/** What happened in one run, and when. */
export interface RecordedRun {
  readonly run: number
  /** Send times of the client, ascending. */
  readonly arrivalsNs: readonly number[]
  readonly events: readonly RunEvent[]
  /** Start of the outlier sweeps modulo their interval, by proxy; a proxy without entry has a drawn one. */
  readonly sweepPhaseNs: ReadonlyMap<string, number>
}

export type RunEvent =
  | {
      readonly kind: 'rds'
      readonly atNs: number
      readonly proxy: string
      readonly split: ReadonlyMap<string, number>
    }
  | {
      readonly kind: 'eds'
      readonly atNs: number
      readonly proxy: string
      readonly cluster: string
      readonly removed: readonly string[]
    }
  | { readonly kind: 'mode'; readonly atNs: number; readonly pod: string; readonly mode: PodMode }
  | { readonly kind: 'slow'; readonly atNs: number; readonly service: string; readonly factor: number }

export interface RecordedWindow {
  readonly fromNs: number
  readonly toNs: number
}

/** A figure of one window over the recorded runs, from `band` of runs.json. */
export interface RecordedFigure {
  readonly window: number
  readonly name: string
  readonly mean: number
  /** Interval in which a further run falls with 95 %. */
  readonly low: number
  readonly high: number
}
