import { FROM_FILES } from '../../../compile/istio/pods/placement.ts'
import { buildRegistry } from '../../../compile/istio/registry/registry.ts'
import type { Mesh } from '../../../config/mesh.ts'
import { DEFAULT_BEHAVIOUR } from '../../../config/scenario/behaviour.ts'
import type { Scenario } from '../../../config/scenario/scenario.ts'
import type { Pod } from '../../../dataplane/pod.ts'
import { externalPod } from '../../../engine/external-pods.ts'
import type { HopWatch } from '../../../engine/hop-watch.ts'
import type { PodState } from '../../../engine/pod-state.ts'
import { addPod } from '../../../engine/pods.ts'
import { startRun } from '../../../engine/run.ts'
import { workloadModel } from '../../../engine/workload-model.ts'
import type { World } from '../../../engine/world.ts'
import { fault } from '../../../kernel/assert.ts'
import { NO_LOCALITY } from '../../../kernel/locality.ts'
import { NO_PLACE } from '../../../kernel/place.ts'
import { HOUR, SECOND } from '../../../kernel/time.ts'

const NAMESPACE = 'bed'
const CLIENT = 'client'
const DURATION_NS = 24 * HOUR

/** The real engine with one proxy and nothing else in it: no YAML, no latency, no traffic of its own. */
export function emptyWorld(seed: number, hops: HopWatch): { readonly world: World; advance(untilNs: number): void } {
  const model = workloadModel(
    `${NAMESPACE}/${CLIENT}`,
    { ...DEFAULT_BEHAVIOUR, proxyConcurrency: 1 },
    { steps: [], calls: [], forwardHeaders: [] },
  )
  const pods: readonly Pod[] = [
    {
      ...externalPod('192.0.2.1', { namespace: NAMESPACE, name: CLIENT }, NO_LOCALITY, NO_PLACE),
      sidecar: true,
      name: 'client-0',
    },
  ]
  const run = startRun(
    {
      scenario: scenarioOf(seed),
      setting: {
        mesh: EMPTY_MESH,
        registry: buildRegistry(EMPTY_MESH),
        pods,
        external: [],
        workloads: [],
        gateways: new Set(),
        placement: FROM_FILES,
        scaled: new Map(),
        entries: [{ kind: 'workload', workload: `${NAMESPACE}/${CLIENT}`, port: 80 }],
        assumed: [],
        diagnostics: [],
      },
      models: { of: () => model, diagnostics: [], assumed: [] },
      diagnostics: [],
    },
    { recorder: { boundariesNs: [0, DURATION_NS], warmupNs: 0, durationNs: DURATION_NS, bucketNs: DURATION_NS }, hops },
  )
  return { world: run.world, advance: untilNs => run.advance(untilNs) }
}

/** A server that stands at an address; its answers are up to its `responder`. */
export function addServer(world: World, address: string): PodState {
  return addPod(world, externalPod(address, { namespace: NAMESPACE, name: address }, NO_LOCALITY, NO_PLACE), 'external')
}

export function clientPod(world: World): PodState {
  return world.podByName.get(`${NAMESPACE}/client-0`) ?? fault('the client is there from the start')
}

const EMPTY_MESH: Mesh = {
  resources: [],
  settings: { istio: '1.32', meshConfig: {}, rootNamespace: 'istio-system', trustDomain: 'cluster.local' },
  diagnostics: [],
  notModelled: [],
  fileCount: 0,
}

function scenarioOf(seed: number): Scenario {
  const none = { kind: 'const' as const, valueNs: 0 }
  return {
    title: 'bed',
    id: 'bed',
    file: '',
    seed,
    durationNs: DURATION_NS,
    warmupNs: 0,
    bucketNs: 60 * SECOND,
    mesh: EMPTY_MESH,
    topology: { zones: [], replicas: [], spread: [] },
    network: {
      client: none,
      sameZone: none,
      crossZone: none,
      crossRegion: none,
      jitter: 0,
      sidecar: none,
      configPush: none,
      endpointRemovalNs: 0,
    },
    workloads: [],
    traffic: [
      {
        name: CLIENT,
        place: NO_PLACE,
        to: { name: 'http://bed/', place: NO_PLACE },
        shape: { kind: 'replay', requests: [] },
        methods: [],
        paths: [],
        headers: [],
        timeoutNs: 0,
      },
    ],
    timeline: [],
    assertions: [],
  }
}
