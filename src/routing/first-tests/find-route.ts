import { labelsMatch } from '../../compile/istio/field.ts'
import type { HttpMatch, VirtualService } from '../../compile/istio/virtual-service/virtual-service.ts'
import { workloadId } from '../../dataplane/pod.ts'
import { proxyOf } from '../../dataplane/proxy-of.ts'
import type { Request } from '../../dataplane/request.ts'
import { type Decision, decide } from '../../proxy/route/decide.ts'
import { type BoundCaller, type BoundMesh, gatewayCallers, sidecarCallers } from '../foreign-tests/bound-caller.ts'
import type { Example } from './solve.ts'

/** An example at one caller, and what becomes of it. */
export interface Tried {
  readonly caller: BoundCaller
  readonly decision: Decision
}

/** Every caller of the mesh that a rule of the VirtualService may be given to, one for each kind. */
export function candidateCallers(
  mesh: BoundMesh,
  vs: VirtualService,
  match: HttpMatch | undefined,
  authority: string,
): readonly BoundCaller[] {
  const { gateways = [], labels = {}, namespace = '', port = 0 } = match?.source ?? {}
  const bound = gateways.length > 0 ? { ...vs, gateways } : vs
  const pods = mesh.dataPlane.pods.filter(
    pod =>
      pod.sidecar &&
      !mesh.gateways.has(workloadId(pod)) &&
      labelsMatch(labels, pod.labels) &&
      (namespace === '' || pod.namespace === namespace),
  )
  const near = pods.find(pod => pod.namespace === vs.namespace) ?? pods[0]
  const callers = [
    ...gatewayCallers(mesh, bound, authority),
    ...sidecarCallers(mesh, bound, authority, near && proxyOf(near, 'sidecar')),
  ]
  const at = callers.filter(({ target }) => port === 0 || target.port === port)
  return at.length > 0 ? at : callers
}

export function tryAt(mesh: BoundMesh, caller: BoundCaller, example: Example): Tried {
  const { proxy, target } = caller
  const call = { target, request: requestOf(example, caller), gateway: proxy.kind === 'gateway' }
  return { caller, decision: decide(mesh.dataPlane.tablesFor(proxy), call) }
}

function requestOf({ authority, method, path, headers }: Example, { target }: BoundCaller): Request {
  const lines = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), [value]] as const)
  return { method, scheme: target.tls ? 'https' : 'http', authority, path, headers: new Map(lines) }
}
