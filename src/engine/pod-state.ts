import type { Pod } from '../dataplane/pod.ts'
import type { Draws } from '../kernel/draws.ts'
import type { Rng } from '../kernel/rng.ts'
import type { SharedProcessor } from '../service/shared-processor.ts'
import type { CallPlan } from './call-plan.ts'
import type { ProxyState } from './proxy-state.ts'
import type { Responder } from './responder.ts'
import type { TcpDraws } from './tcp-connection.ts'

/** How a pod meets packets. */
export const UP = 0
/** The process is gone, its node is there: connections are refused, open ones are reset. */
export const DOWN = 1
/** The node is gone or cut off: nothing is answered, not even a refusal. */
export const UNREACHABLE = 2
/** Connections are accepted and requests taken, nothing is ever answered. */
export const BLACK_HOLE = 3
/** Every request is answered 503 at once, without worker or queue; what is under way goes on. */
export const FAILING = 4

/** One pod, or one endpoint outside the mesh, as the run sees it: the compiled `Pod` plus what changes. */
export interface PodState {
  readonly index: number
  /** Replaced when readiness changes: the data plane's pods are values. */
  pod: Pod
  /** `namespace/name` of the workload. */
  readonly workload: string
  readonly version: string
  /** `app` serves by itself, `gateway` passes requests on through its proxy, `external` is outside the mesh. */
  readonly role: 'app' | 'gateway' | 'external'
  /** Index of the locality in the network. */
  readonly place: number
  readonly service: ServiceModel
  /** `sharing: processor`; null = one request per worker, the others wait. */
  readonly shared: SharedProcessor | null
  /** A script in place of the station; null in every scenario. */
  responder: Responder | null
  /** Streams that it allows on one HTTP/2 connection (SETTINGS_MAX_CONCURRENT_STREAMS). */
  maxStreams: number
  /** When its next request is done; an event at another instant is stale. */
  sharedDoneNs: number
  proxy: ProxyState | null
  condition: number
  /** Factor on service times by `slow:` events in force. */
  slowFactor: number
  /** Until then a fresh pod is slower by `service.coldFactor`. */
  coldUntilNs: number
  /** When it was last found ready. */
  readySinceNs: number
  /** True once a drain or a scale-down chose this pod: it takes no part in the next endpoints. */
  leaving: boolean
  /** When the process of a pod that leaves is killed, however long it still has to work. */
  graceEndsNs: number
  /** Its workload has no place for it any more: it leaves for good. */
  dismissed: boolean
  /** Losses of its zone that last: as long as there are any, nothing runs on its node. */
  lostZones: number
  /** When it came into the run. */
  readonly bornNs: number
  /** Hash of the pod's name, for the digest. */
  readonly nameHash: number
}

/** An error of the application, up to this cumulative probability; a gRPC one has an HTTP status of 200. */
export interface ErrorShare {
  readonly status: number
  readonly grpcStatus?: number
  readonly upTo: number
}

/** What a pod does with a request, with its own random streams. */
export interface ServiceModel {
  /** Service times. */
  readonly times: Draws
  /** Status by cumulative probability; empty = never fails by itself. */
  readonly errors: readonly ErrorShare[]
  readonly errorRng: Rng
  readonly plan: CallPlan
  /** By call: null = an HTTP call. */
  readonly tcp: readonly (TcpDraws | null)[]
  readonly coldFactor: number
}
