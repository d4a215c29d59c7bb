import { FROM_FILES } from '../../compile/istio/pods/placement.ts'
import { buildRegistry } from '../../compile/istio/registry/registry.ts'
import type { Mesh } from '../../config/mesh.ts'
import { DEFAULT_BEHAVIOUR } from '../../config/scenario/behaviour.ts'
import type { Scenario } from '../../config/scenario/scenario.ts'
import type { Pod } from '../../dataplane/pod.ts'
import type { Prepared } from '../run.ts'
import { workloadModel } from '../workload-model.ts'

/** What a bed needs of a scenario: pods and a network whose delays never vary; no files, traffic or timeline. */
export interface BlankScenario {
  readonly seed: number
  readonly durationNs: number
  /** One way between any two places. */
  readonly oneWayNs: number
  /** Worker threads of every proxy. */
  readonly workers: number
  /** Pods with a proxy. */
  readonly callers: readonly Pod[]
  /** Servers without one. */
  readonly servers: readonly Pod[]
}

export function blankScenario({ seed, durationNs, oneWayNs, workers, callers, servers }: BlankScenario): Prepared {
  const none = { kind: 'const' as const, valueNs: 0 }
  const oneWay = { kind: 'const' as const, valueNs: oneWayNs }
  const scenario: Scenario = {
    title: 'bed',
    id: 'bed',
    file: '',
    seed,
    durationNs,
    warmupNs: 0,
    bucketNs: durationNs,
    mesh: NO_FILES,
    topology: { zones: [], replicas: [], spread: [] },
    network: {
      client: none,
      sameZone: oneWay,
      crossZone: oneWay,
      crossRegion: oneWay,
      jitter: 0,
      sidecar: none,
      configPush: none,
      endpointRemovalNs: 0,
    },
    workloads: [],
    traffic: [],
    timeline: [],
    assertions: [],
  }
  const behaviour = { ...DEFAULT_BEHAVIOUR, proxyConcurrency: workers }
  const plan = { steps: [], calls: [], forwardHeaders: [] }
  return {
    scenario,
    setting: {
      mesh: NO_FILES,
      registry: buildRegistry(NO_FILES),
      pods: callers,
      external: servers,
      workloads: [],
      gateways: new Set(),
      placement: FROM_FILES,
      scaled: new Map(),
      entries: [],
      assumed: [],
      diagnostics: [],
    },
    models: { of: workload => workloadModel(workload, behaviour, plan), diagnostics: [], assumed: [] },
    diagnostics: [],
  }
}

const NO_FILES: Mesh = {
  resources: [],
  settings: { istio: '1.32', meshConfig: {}, rootNamespace: 'istio-system', trustDomain: 'cluster.local' },
  diagnostics: [],
  notModelled: [],
  fileCount: 0,
}
