import { FROM_FILES } from '../../compile/istio/pods/placement.ts'
import { buildRegistry } from '../../compile/istio/registry/registry.ts'
import type { Mesh } from '../../config/mesh.ts'
import type { Scenario } from '../../config/scenario/scenario.ts'
import type { Prepared, Run } from '../../engine/run.ts'
import { startRun } from '../../engine/run.ts'
import { NO_PLACE } from '../../kernel/place.ts'
import { SECOND } from '../../kernel/time.ts'
import type { AttemptRecord } from '../../measure/attempt-record.ts'
import { EjectionCounts } from './ejection-counts.ts'
import type { Machine } from './machine.ts'
import { INGRESS, recordedModels, recordedPods } from './mesh-models.ts'
import type { Observation } from './observation.ts'
import { observeAttempts, VisitLog } from './observe.ts'
import { NAMESPACE } from './proxy-tables.ts'
import type { RecordedRun, Recording } from './recording.ts'
import { RunChanges } from './run-changes.ts'
import { PORT } from './upstream-cluster.ts'

/** Requests under way when the client stops have this long to end. */
const DRAIN_NS = 30 * SECOND

/** One run of the mesh with the arrivals, pushes, faults and sweep phases of a recorded one. */
export function simulateRun(recording: Recording, run: RecordedRun, seed: number, machine: Machine): Observation {
  const models = recordedModels(recording, machine.timerLateNs)
  const records: AttemptRecord[] = []
  const visits = new VisitLog()
  const scenario = scenarioOf(recording, run, seed, machine.perHopNs)
  const { durationNs } = scenario
  const recorder = { boundariesNs: [0, durationNs], warmupNs: 0, durationNs, bucketNs: scenario.bucketNs }
  const started = startRun(preparedOf(recording, scenario, models.of), {
    recorder,
    onRecord: record => records.push(record),
    visits,
  })
  const changes = new RunChanges(started.world, recording, run, models.samplers)
  const ejections = new EjectionCounts(started.world)
  advance(started, recording, run, changes, ejections)
  return {
    ...observeAttempts(records, recording),
    visits: visits.visits,
    ejectsNs: ejections.ejectsNs,
    unejectsNs: ejections.unejectsNs,
  }
}

/** Stops at every change and at every window's end: hosts that a proxy took out or back are counted there. */
function advance(
  started: Run,
  recording: Recording,
  { events }: RecordedRun,
  changes: RunChanges,
  ejections: EjectionCounts,
): void {
  const stops = [
    ...events.map(event => ({ atNs: event.atNs, event })),
    ...recording.windows.map(({ toNs }) => ({ atNs: toNs, event: undefined })),
  ].sort((a, b) => a.atNs - b.atNs)
  for (const { atNs, event } of stops) {
    started.advance(atNs - 1)
    ejections.count()
    if (event === undefined) continue
    changes.make(event)
    ejections.forget()
  }
  started.advance(recording.durationNs + DRAIN_NS)
  started.finish()
}

function preparedOf(recording: Recording, scenario: Scenario, modelOf: Prepared['models']['of']): Prepared {
  const { mesh } = scenario
  const ingress = `${NAMESPACE}/${INGRESS}`
  return {
    scenario,
    setting: {
      mesh,
      registry: buildRegistry(mesh),
      pods: recordedPods(recording),
      external: [],
      workloads: [],
      gateways: new Set([ingress]),
      placement: FROM_FILES,
      scaled: new Map(),
      entries: [{ kind: 'gateway', workload: ingress, port: PORT }],
      assumed: [],
      diagnostics: [],
    },
    models: { of: modelOf, diagnostics: [], assumed: [] },
    diagnostics: [],
  }
}

/** No YAML: what proxies are sent is put into them by hand (RunChanges). */
const EMPTY_MESH: Mesh = {
  resources: [],
  settings: { istio: '1.32', meshConfig: {}, rootNamespace: 'istio-system', trustDomain: 'cluster.local' },
  diagnostics: [],
  notModelled: [],
  fileCount: 0,
}

function scenarioOf(recording: Recording, { arrivalsNs }: RecordedRun, seed: number, perHopNs: number): Scenario {
  const { name, title, entry } = recording
  const url = `http://${entry.service}${entry.path}`
  const none = { kind: 'const' as const, valueNs: 0 }
  // The cost of a hop is spread evenly over request and answer.
  const oneWay = { kind: 'const' as const, valueNs: perHopNs / 2 }
  return {
    title,
    id: name,
    file: '',
    seed,
    durationNs: recording.durationNs + DRAIN_NS,
    warmupNs: 0,
    bucketNs: 10 * SECOND,
    mesh: EMPTY_MESH,
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
    traffic: [
      {
        name: 'client',
        place: NO_PLACE,
        to: { name: url, place: NO_PLACE },
        shape: { kind: 'replay', requests: arrivalsNs.map(atNs => ({ atNs, method: 'GET', url, headers: [] })) },
        methods: [],
        paths: [],
        headers: [],
        timeoutNs: entry.timeoutNs,
      },
    ],
    timeline: [],
    assertions: [],
  }
}
