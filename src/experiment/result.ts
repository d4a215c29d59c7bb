import type { Topology } from '../config/scenario/scenario.ts'
import { workloadId } from '../dataplane/pod.ts'
import { causesOf } from '../engine/causes/causes.ts'
import { STRANGERS } from '../engine/external-pods.ts'
import type { Prepared, Run } from '../engine/run.ts'
import { VERSION } from '../kernel/version.ts'
import { precisionOf } from '../measure/precision.ts'
import type { AssertionResult, MeshSummary, RunResult, Window } from '../measure/result.ts'
import { summarize } from '../measure/summarize.ts'
import { requestsOf } from './simulate.ts'
import { steadyUntilNs } from './warm-up.ts'

interface Finished {
  readonly prepared: Prepared
  readonly run: Run
  readonly windows: readonly Window[]
  readonly assertions: readonly AssertionResult[]
  readonly complete: boolean
}

/** Everything that a finished run has to say, as plain data. */
export function resultOf({ prepared, run, windows, assertions, complete }: Finished): RunResult {
  const { scenario } = prepared
  const { world } = run
  const { born, answered } = requestsOf(run)
  return {
    schema: 1,
    meshsim: VERSION,
    scenario: { id: scenario.id, title: scenario.title, file: scenario.file },
    seed: scenario.seed,
    digest: run.digest.hex(),
    istio: scenario.mesh.settings.istio,
    durationNs: scenario.durationNs,
    warmupNs: scenario.warmupNs,
    bucketNs: scenario.bucketNs,
    complete,
    endedNs: world.queue.nowNs,
    passed: assertions.every(({ passed }) => passed),
    mesh: meshSummary(prepared, run),
    requests: { born, answered, inFlight: born - answered },
    assertions,
    happenings: world.journal.happenings(world),
    ...summarize(run.recorder, windows),
    precision: precisionOf(run.recorder, windows[0], steadyUntilNs(scenario) >= world.queue.nowNs),
    causes: causesOf(world, run.recorder, windows),
  }
}

function meshSummary({ scenario: { mesh, topology }, setting, models, diagnostics }: Prepared, run: Run): MeshSummary {
  const notModelled = mesh.notModelled.map(({ what, place }) => ({ what, place }))
  const whole = new Set(notModelled.filter(({ what }) => !what.includes(' ')).map(({ what }) => what))
  return {
    files: mesh.fileCount,
    resources: mesh.resources.length,
    modelled: mesh.resources.length - whole.size,
    workloads: new Set(setting.pods.map(workloadId)).size,
    pods: setting.pods.length,
    zones: zonesOf(topology),
    notModelled,
    assumed: [...setting.assumed, ...models.assumed, ...strangers(run)],
    warnings: [...mesh.diagnostics, ...diagnostics]
      .filter(({ level }) => level === 'warning')
      .map(({ code, message, place }) => ({ code, message, place })),
  }
}

function zonesOf({ zones, clusterZones }: Topology): number {
  if (clusterZones === undefined) return Math.max(1, zones.length)
  return [...clusterZones.values()].reduce((sum, own) => sum + Math.max(1, own.length), 0)
}

/** Hosts that were called and that no file defines: the outbound policy let the calls through (ALLOW_ANY). */
function strangers({ world }: Run): string[] {
  const called = world.pods.filter(({ role, pod }) => role === 'external' && pod.namespace === STRANGERS)
  return called.map(({ pod }) => `${pod.name} is outside the mesh, since no file defines it: it answers by default`)
}
