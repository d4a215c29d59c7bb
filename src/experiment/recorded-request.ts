import type { Mesh } from '../config/mesh.ts'
import { applyResources } from '../config/read-mesh.ts'
import type { Scenario, TrafficSource } from '../config/scenario/scenario.ts'
import type { ConnectTarget } from '../dataplane/data-plane.ts'
import type { Request } from '../dataplane/request.ts'
import { modelsOf } from '../engine/assemble/models.ts'
import { settingOf } from '../engine/assemble/setting.ts'
import { forwarded } from '../engine/shapes.ts'
import { shifted } from '../engine/shift.ts'
import { RequestMix } from '../traffic/mix.ts'
import { RecordedShapes } from '../traffic/recorded-shapes.ts'
import { type Caller, type StandingMesh, standingMesh } from './standing-mesh.ts'

/** A request of a run as it was born, and the mesh that it met. */
export interface RecordedRequest {
  readonly standing: StandingMesh
  readonly source: TrafficSource
  readonly caller: Caller
  readonly request: Request
  /** A call that a workload makes for a request that it serves; undefined = the scenario has no such call. */
  callOf(workload: string, index: number, served: Request): Call | undefined
}

export interface Call {
  readonly target: ConnectTarget
  readonly request: Request
}

/**
 * Request `number` (from 0) of a source, drawn again from the streams that the run drew it from, in the mesh as the timeline
 * had made it by `atNs`. Undefined where the scenario has no such source, or nobody who could call.
 */
export function recordedRequest(
  scenario: Scenario,
  { source: name, number, atNs }: { readonly source: string; readonly number: number; readonly atNs: number },
): RecordedRequest | undefined {
  const index = scenario.traffic.findIndex(each => each.name === name)
  const source = scenario.traffic[index]
  if (!source) return undefined
  const then = { ...scenario, mesh: meshAt(scenario, atNs) }
  const standing = standingMesh(then)
  const caller = standing.callers[index]
  if (!caller) return undefined
  const models = modelsOf(then, settingOf(then))
  return {
    standing,
    source,
    caller,
    request: drawnRequest(source, scenario.seed, number),
    callOf(workload, index, served) {
      const { plan } = models.of(workload)
      const call = plan.calls[index]
      if (!call) return undefined
      const { method, scheme, authority, path, target } = call
      const headers = forwarded(served.headers, plan.forwardHeaders)
      return { target, request: { method, scheme, authority, path, headers } }
    },
  }
}

/** Every request of a source takes one draw, in the order of birth. */
function drawnRequest(source: TrafficSource, seed: number, number: number): Request {
  const { shape, to, methods, paths, headers, name } = source
  const shapes =
    shape.kind === 'replay'
      ? new RecordedShapes(shape.requests, to.name)
      : new RequestMix({ to: to.name, methods, paths, headers }, seed, name)
  for (let born = 0; born < number; born++) shapes.draw()
  return shapes.request(shapes.draw())
}

/** What `apply` and `shift` had made of the mesh. That proxies hear of it a little later is left out. */
function meshAt({ mesh, timeline }: Scenario, atNs: number): Mesh {
  let current = mesh
  for (const { action } of timeline.filter(entry => entry.atNs <= atNs)) {
    if (action.kind === 'apply') current = applyResources(current, action.resources, Number.MAX_SAFE_INTEGER)
    if (action.kind === 'shift') current = shifted(current, action.host.name, action.weights) ?? current
  }
  return current
}
