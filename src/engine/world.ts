import type { Placement } from '../compile/istio/pods/placement.ts'
import type { Scenario } from '../config/scenario/scenario.ts'
import type { EventQueue } from '../kernel/event-queue.ts'
import type { Sampler } from '../kernel/sampler.ts'
import type { JwtContext } from '../proxy/authorize/jwt/authenticate.ts'
import type { PoolRows } from '../proxy/pool/rows.ts'
import type { Network } from '../service/network.ts'
import type { Stations } from '../service/station.ts'
import type { Books } from './books.ts'
import type { CauseLog } from './causes/cause-log.ts'
import type { ClusterRefs } from './cluster-refs.ts'
import type { ControlPlane } from './control-plane.ts'
import type { Cut } from './cuts.ts'
import type { HopWatch } from './hop-watch.ts'
import type { Journal } from './journal.ts'
import type { Openings } from './openings.ts'
import type { OutlierWatch } from './outlier-watch.ts'
import type { PodState } from './pod-state.ts'
import type { ProxyState } from './proxy-state.ts'
import type { Rows } from './rows.ts'
import type { Shapes } from './shapes.ts'
import type { SourceState } from './source-state.ts'
import type { UpstreamState } from './upstream-state.ts'
import type { VisitWatch } from './visit-watch.ts'
import type { WorkloadModel } from './workload-model.ts'
import type { WorldChange } from './world-change.ts'

/** How far a Deployment has come with other pods than it began with. */
export interface Rolling {
  /** Of the pods of its present template; older ones have lower numbers. */
  readonly firstNumber: number
  /** Some old pods are still there. */
  readonly isUnderWay: boolean
}

/**
 * The whole state of one run. The functions of this folder take it as their first argument; two runs share nothing.
 */
export interface World {
  readonly scenario: Scenario
  readonly seed: number
  readonly durationNs: number
  readonly queue: EventQueue
  readonly rows: Rows
  readonly poolRows: PoolRows
  readonly shapes: Shapes
  readonly clusterRefs: ClusterRefs
  readonly network: Network
  readonly stations: Stations
  readonly pods: PodState[]
  /** By `podId`; a pod outside the mesh by its address. */
  readonly podByName: Map<string, PodState>
  readonly proxies: ProxyState[]
  readonly upstreams: UpstreamState[]
  readonly openings: Openings
  readonly sources: SourceState[]
  /** Source of each user of a closed loop. */
  readonly userSource: number[]
  readonly cuts: Cut[]
  readonly changes: WorldChange[]
  readonly control: ControlPlane
  /** Number of pods that `scale:` events asked for, by `namespace/name`. */
  readonly replicas: Map<string, number>
  /** Deployments whose pods are being replaced, by the name of the workload. */
  readonly rolling: Map<string, Rolling>
  readonly placement: Placement
  /** What tokens of requests are judged by. */
  readonly tokens: JwtContext
  /** Behaviour of a workload by `namespace/name`. */
  readonly modelOf: (workload: string) => WorkloadModel
  /** Latency of a proxy traversal. */
  readonly traversal: Sampler
  readonly books: Books
  readonly journal: Journal
  readonly causes: CauseLog
  /** Null: nobody looks. */
  readonly visits: VisitWatch | null
  /** Null: nobody keeps an access log. */
  readonly hops: HopWatch | null
  /** Null: nobody keeps an ejection log. */
  readonly outliers: OutlierWatch | null
}
