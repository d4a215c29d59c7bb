import type { Diagnostic } from '../config/diagnostic.ts'
import type { Scenario } from '../config/scenario/scenario.ts'
import { EventQueue } from '../kernel/event-queue.ts'
import { sampler } from '../kernel/sampler.ts'
import type { AttemptRecord } from '../measure/attempt-record.ts'
import { Digest } from '../measure/digest.ts'
import { Recorder, type RecorderOptions } from '../measure/recorder.ts'
import type { JwtContext } from '../proxy/authorize/jwt/authenticate.ts'
import { NO_SIGNATURES } from '../proxy/authorize/jwt/signature-table.ts'
import { PoolRows } from '../proxy/pool/rows.ts'
import { Network } from '../service/network.ts'
import { Stations } from '../service/station.ts'
import type { AskedFigure } from './assemble/check-labels.ts'
import { checkRun } from './assemble/check-run.ts'
import { type Models, modelsOf } from './assemble/models.ts'
import { renewedSetting, type Setting, settingOf } from './assemble/setting.ts'
import { sourcesOf } from './assemble/sources-of.ts'
import { Books } from './books.ts'
import { sampleStations } from './bucket-end.ts'
import { CauseLog } from './causes/cause-log.ts'
import { ClusterRefs } from './cluster-refs.ts'
import { ControlPlane } from './control-plane.ts'
import { BUCKET_END, EVENT_RANKS } from './event-kinds.ts'
import { runUntil } from './exchange.ts'
import type { HopWatch } from './hop-watch.ts'
import { Journal } from './journal.ts'
import { Openings } from './openings.ts'
import type { OutlierWatch } from './outlier-watch.ts'
import { addPod } from './pods.ts'
import { roleOf } from './rollout.ts'
import { Rows } from './rows.ts'
import { Shapes } from './shapes.ts'
import { startSources } from './sources.ts'
import { planTimeline } from './timeline.ts'
import type { VisitWatch } from './visit-watch.ts'
import type { World } from './world.ts'

/** A scenario resolved against its mesh: what is wrong with it, and what a run needs. */
export interface Prepared {
  readonly scenario: Scenario
  readonly setting: Setting
  readonly models: Models
  /** Names that nobody defines and other faults that only show against the mesh. */
  readonly diagnostics: readonly Diagnostic[]
}

/** @param asked figures that somebody wants besides those of the scenario */
export function prepare(scenario: Scenario, asked: readonly AskedFigure[] = []): Prepared {
  const setting = settingOf(scenario)
  const models = modelsOf(scenario, setting)
  const diagnostics = [...setting.diagnostics, ...models.diagnostics, ...checkRun(scenario, setting, asked)]
  return { scenario, setting, models, diagnostics }
}

/** The same for a run with another seed: the mesh is not read again, and nothing of an earlier run is left. */
export function withSeed({ scenario: first, setting, diagnostics }: Prepared, seed: number): Prepared {
  const scenario = { ...first, seed }
  const renewed = renewedSetting(scenario, setting)
  return { scenario, setting: renewed, models: modelsOf(scenario, renewed), diagnostics }
}

export interface RunOptions {
  /** Window boundaries and what recovery assertions watch. */
  readonly recorder: RecorderOptions
  readonly onRecord?: (record: AttemptRecord) => void
  readonly visits?: VisitWatch
  readonly hops?: HopWatch
  readonly outliers?: OutlierWatch
  /** Absent = nobody looks for tokens. */
  readonly tokens?: JwtContext
}

/** One run under way. Advancing it in small steps or in one gives the same bytes. */
export interface Run {
  readonly world: World
  readonly recorder: Recorder
  readonly digest: Digest
  /** Simulates up to and including `untilNs`. */
  advance(untilNs: number): void
  /** Closes the books at the instant reached. */
  finish(): void
}

/** @param prepared without errors among its diagnostics */
export function startRun(prepared: Prepared, options: RunOptions): Run {
  const recorder = new Recorder(options.recorder)
  const digest = new Digest()
  const world = makeWorld(prepared, new Books(recorder, digest, options.onRecord), options)
  const { queue, durationNs } = world
  const { bucketNs } = world.scenario
  queue.at(bucketNs, BUCKET_END, 0)
  planTimeline(world)
  startSources(world)
  return {
    world,
    recorder,
    digest,
    advance: untilNs => {
      const endNs = Math.min(untilNs, durationNs)
      runUntil(world, endNs)
      queue.waitUntil(endNs)
    },
    finish: () => {
      // A run that ends with a bucket has closed its books already.
      const sinceNs = Math.floor(queue.nowNs / bucketNs) * bucketNs
      if (sinceNs < queue.nowNs) sampleStations(world, sinceNs)
      world.books.flush()
      world.books.stillOpen(world)
      recorder.finish(queue.nowNs)
    },
  }
}

const NO_TOKENS: JwtContext = { signatures: NO_SIGNATURES, nowSeconds: 0 }

function makeWorld(
  { scenario, setting, models }: Prepared,
  books: Books,
  watches: Pick<RunOptions, 'visits' | 'hops' | 'outliers' | 'tokens'>,
): World {
  const { seed, network } = scenario
  const pods: World['pods'] = []
  const world: World = {
    scenario,
    seed,
    durationNs: scenario.durationNs,
    queue: new EventQueue(EVENT_RANKS),
    rows: new Rows(),
    poolRows: new PoolRows(),
    shapes: new Shapes(),
    clusterRefs: new ClusterRefs(),
    network: new Network(network, seed),
    stations: new Stations(),
    pods,
    podByName: new Map(),
    proxies: [],
    upstreams: [],
    openings: new Openings(),
    sources: sourcesOf(scenario, setting, pods),
    userSource: [],
    cuts: [],
    changes: [],
    control: new ControlPlane(setting.mesh, setting.pods, sampler(network.configPush)),
    replicas: setting.scaled,
    rolling: new Map(),
    placement: setting.placement,
    tokens: watches.tokens ?? NO_TOKENS,
    modelOf: models.of,
    traversal: sampler(network.sidecar),
    books,
    journal: new Journal(),
    causes: new CauseLog(scenario.bucketNs),
    visits: watches.visits ?? null,
    hops: watches.hops ?? null,
    outliers: watches.outliers ?? null,
  }
  for (const pod of setting.pods) addPod(world, pod, roleOf(setting.gateways, pod))
  for (const pod of setting.external) addPod(world, pod, 'external')
  return world
}
