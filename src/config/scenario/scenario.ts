import type { DistributionSpec } from '../../kernel/distribution.ts'
import type { Locality } from '../../kernel/locality.ts'
import type { Place } from '../../kernel/place.ts'
import type { Mesh } from '../mesh.ts'
import type { Resource } from '../resource.ts'
import type { Assertion } from './assertion.ts'
import type { Measure } from './measure.ts'

/**
 * A scenario file, read and typed: every duration in integer nanoseconds, every rate per second, every name still as
 * written (with its place) because only the engine knows which workloads and hosts exist.
 */
export interface Scenario {
  /** `name:` of the file; the folder name when it has none. */
  readonly title: string
  /** Names the results folder: the scenario file's folder, `quick` for the quick form. */
  readonly id: string
  readonly file: string
  readonly seed: number
  readonly durationNs: number
  readonly warmupNs: number
  /** Width of a time-series bucket. */
  readonly bucketNs: number
  readonly mesh: Mesh
  readonly topology: Topology
  readonly network: Network
  /** In file order; `behaviourOf` (config/scenario/behaviour.ts) merges those that match a workload. */
  readonly workloads: readonly WorkloadEntry[]
  readonly traffic: readonly TrafficSource[]
  readonly timeline: readonly TimelineEntry[]
  readonly assertions: readonly Assertion[]
  readonly repeat?: Repeat
  readonly until?: Precision
}

/** Replications: the same scenario with other seeds. */
export interface Repeat {
  readonly seeds: readonly number[]
  /** So many of them must pass. */
  readonly pass: number
}

/** A figure that is known well enough when the half-width of its 95 % interval is within a part of the mean. */
export interface Precision {
  readonly measure: Measure
  /** Of the figure. */
  readonly place: Place
  readonly within: number
  /** Runs after which it is given up. */
  readonly atMost: number
}

/** A name written in the file, and where. */
export interface Named {
  readonly name: string
  readonly place: Place
}

export interface Topology {
  /** Empty = one zone `region-1/zone-1`. */
  readonly zones: readonly Locality[]
  /** Where `mesh.clusters` names clusters: the zones of each, in its order; empty = those of its Nodes, else one of its name. */
  readonly clusterZones?: ReadonlyMap<string, readonly Locality[]>
  /** Overrides `spec.replicas`. */
  readonly replicas: readonly { readonly workload: Named; readonly count: number }[]
  /** Pods per zone, for the workloads listed; all others are spread evenly. */
  readonly spread: readonly { readonly workload: Named; readonly perZone: readonly number[] }[]
}

export interface Network {
  /** One way. */
  readonly client: DistributionSpec
  readonly sameZone: DistributionSpec
  readonly crossZone: DistributionSpec
  readonly crossRegion: DistributionSpec
  /** Uniform part by which each latency varies, 0.1 = ±10 %. */
  readonly jitter: number
  /** Per proxy traversal. */
  readonly sidecar: DistributionSpec
  readonly configPush: DistributionSpec
  /** From the death of a node to the removal of its endpoints. */
  readonly endpointRemovalNs: number
}

export interface WorkloadEntry {
  readonly pattern: Named
  readonly behaviour: Behaviour
}

/** What a workload does with a request; absent = inherited from a less specific entry, finally from the default. */
export interface Behaviour {
  readonly time?: DistributionSpec
  readonly concurrency?: number
  /** Waiting places; requests beyond are answered 503. Infinity = unbounded. */
  readonly queue?: number
  readonly sharing?: 'fifo' | 'processor'
  /** Status code -> probability; with `grpcStatus`, an answer of a gRPC server that says so in its trailers. */
  readonly errors?: readonly {
    readonly status: number
    readonly grpcStatus?: number
    readonly probability: number
  }[]
  /** Sequential steps; the calls of one step run in parallel. */
  readonly calls?: readonly (readonly Call[])[]
  /** Header names passed on to calls, lower case. */
  readonly forwardHeaders?: readonly string[]
  readonly coldStart?: { readonly readyAfterNs: number; readonly slowFactor: number; readonly slowForNs: number }
  /** Worker threads of the sidecar. */
  readonly proxyConcurrency?: number
}

export interface Call {
  /** A Service as `host[:port][/path]`, or a URL. */
  readonly to: Named
  readonly method: string
  /** Tries by the application itself; 1 = none besides the first. */
  readonly tries: number
  /** Per try, by the application; 0 = none. */
  readonly timeoutNs: number
  readonly onError: 'fail' | 'degrade'
  /** Absent = HTTP; or, on a TCP port, a connection of one exchange. */
  readonly tcp?: TcpTraffic
}

/** What connections to a TCP port are like. */
export interface TcpTraffic {
  /** From its establishment to its end; absent = one exchange, as long as the server's service time. */
  readonly duration?: DistributionSpec
  /** Between two exchanges; absent = bytes flow all the time, of a single exchange until the answer. */
  readonly pause?: DistributionSpec
  readonly sentBytes: number
  readonly receivedBytes: number
}

export interface TrafficSource {
  readonly name: string
  readonly place: Place
  readonly to: Named
  /** A workload, or `gateway:namespace/<Service>:<port>`. */
  readonly from?: Named
  readonly shape: OpenLoop | ClosedLoop | Replay
  readonly methods: readonly Weighted[]
  /** Paths that replace the one of `to`; empty = that of `to`. */
  readonly paths: readonly Weighted[]
  /** Each header is drawn by itself; `absent` = not sent, `''` = an empty header. */
  readonly headers: readonly { readonly name: string; readonly values: readonly Weighted[] }[]
  /** When the client gives up; 0 = never. */
  readonly timeoutNs: number
  /** Absent = HTTP; or, on a TCP port, connections of one exchange each. */
  readonly tcp?: TcpTraffic
}

export interface Weighted {
  readonly value: string
  readonly weight: number
}

export interface OpenLoop {
  readonly kind: 'open'
  readonly ratePerSecond: number
  readonly arrivals: 'poisson' | 'even' | { readonly burst: { readonly size: number } }
  /** Linear changes of the rate: from its value at `atNs` (or `from`) to `to` (or the base rate) over `overNs`. */
  readonly ramp: readonly {
    readonly atNs: number
    readonly overNs: number
    readonly fromPerSecond?: number
    readonly toPerSecond?: number
  }[]
}

export interface ClosedLoop {
  readonly kind: 'closed'
  readonly users: number
  readonly think: DistributionSpec
}

/** Recorded requests, in order, gaps kept; times already scaled by `speed`. */
export interface Replay {
  readonly kind: 'replay'
  readonly requests: readonly ReplayedRequest[]
}

export interface ReplayedRequest {
  readonly atNs: number
  readonly method: string
  readonly url: string
  readonly headers: readonly (readonly [name: string, value: string])[]
}

export interface TimelineEntry {
  readonly atNs: number
  readonly place: Place
  readonly mark?: string
  /** 0 = for good. */
  readonly forNs: number
  readonly action: TimelineAction
}

export type TimelineAction =
  | { readonly kind: 'mark' }
  | {
      readonly kind: 'apply'
      readonly path: string
      readonly resources: readonly Resource[]
      /** Absent = the one that carries the configuration. */
      readonly cluster?: Named
    }
  | {
      readonly kind: 'shift'
      readonly host: Named
      readonly weights: readonly { readonly target: Named; readonly weight: number }[]
    }
  | { readonly kind: 'kill' | 'drain'; readonly target: PodTarget; readonly restartAfterNs?: number }
  | { readonly kind: 'scale'; readonly workload: Named; readonly replicas: number }
  | { readonly kind: 'slow'; readonly target: PodTarget; readonly factor: number }
  | { readonly kind: 'cut'; readonly from: Named; readonly to: Named }
  | { readonly kind: 'black-hole'; readonly target: PodTarget }
  | { readonly kind: 'fail-zone'; readonly zone: Named }

/** A pod, a workload or a glob over either; `pods` limits how many of the matched pods (number, or share of them). */
export interface PodTarget {
  readonly name: Named
  readonly pods?: { readonly count: number } | { readonly share: number }
}
