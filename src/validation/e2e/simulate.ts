import type { TrafficSource } from '../../config/scenario/scenario.ts'
import { blankScenario } from '../../engine/bed/blank-scenario.ts'
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
  const prepared = preparedOf(recording, run, seed, machine.perHopNs, models.of)
  const { durationNs, bucketNs } = prepared.scenario
  const recorder = { boundariesNs: [0, durationNs], warmupNs: 0, durationNs, bucketNs }
  const started = startRun(prepared, {
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

/** The recorded pods under the recorded load; what proxies are sent is put into them by RunChanges. */
function preparedOf(
  recording: Recording,
  { arrivalsNs }: RecordedRun,
  seed: number,
  perHopNs: number,
  modelOf: Prepared['models']['of'],
): Prepared {
  const { entry, settings } = recording
  const url = `http://${entry.service}${entry.path}`
  const ingress = `${NAMESPACE}/${INGRESS}`
  const blank = blankScenario({
    seed,
    durationNs: recording.durationNs + DRAIN_NS,
    // The cost of a hop is spread evenly over request and answer.
    oneWayNs: Math.round(perHopNs / 2),
    workers: settings.workers,
    callers: recordedPods(recording),
    servers: [],
  })
  const client: TrafficSource = {
    name: 'client',
    place: NO_PLACE,
    to: { name: url, place: NO_PLACE },
    shape: { kind: 'replay', requests: arrivalsNs.map(atNs => ({ atNs, method: 'GET', url, headers: [] })) },
    methods: [],
    paths: [],
    headers: [],
    timeoutNs: entry.timeoutNs,
  }
  return {
    ...blank,
    scenario: { ...blank.scenario, title: recording.title, id: recording.name, traffic: [client] },
    setting: {
      ...blank.setting,
      gateways: new Set([ingress]),
      entries: [{ kind: 'gateway', workload: ingress, port: PORT }],
    },
    models: { ...blank.models, of: modelOf },
  }
}
