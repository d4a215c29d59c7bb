import { deployGateways } from '../../compile/gateway-api/deployment.ts'
import { assumedNames } from '../../compile/istio/assumed/assumed-names.ts'
import { compileIstio } from '../../compile/istio/compile.ts'
import { expandPods } from '../../compile/istio/pods/expand.ts'
import { gatewayWorkloads } from '../../compile/istio/pods/gateway-workloads.ts'
import { clientStandIn, gatewayStandIns } from '../../compile/istio/pods/stand-ins.ts'
import { buildRegistry } from '../../compile/istio/registry/registry.ts'
import type { ServiceRegistry } from '../../compile/istio/registry/service.ts'
import type { Mesh } from '../../config/mesh.ts'
import type { MeshPair } from '../../config/read-pair.ts'
import { type Resource, resourceId } from '../../config/resource.ts'
import type { DataPlane } from '../../dataplane/data-plane.ts'
import { type Pod, workloadId } from '../../dataplane/pod.ts'

/** One revision, peopled and compiled. */
export interface DiffSide {
  readonly mesh: Mesh
  readonly registry: ServiceRegistry
  readonly dataPlane: DataPlane
  /** `namespace/name` of the workloads whose pods are gateways. */
  readonly gateways: ReadonlySet<string>
  /** By `Kind/namespace/name`. */
  readonly resources: ReadonlyMap<string, Resource>
}

export interface DiffSides {
  readonly base: DiffSide
  readonly head: DiffSide
  readonly assumed: readonly string[]
  /** Nobody in the files calls, so that a client was added that no other command knows. */
  readonly hasStandInClient: boolean
}

/**
 * Both revisions with the same assumptions: what routes of either side name and neither side has is assumed on both, and what
 * one side has is never assumed on the other, since then its coming or going is the change.
 */
export function diffSides(pair: MeshPair): DiffSides {
  const own = new Set(pair.head.resources)
  const names = assumedNames(
    append(
      pair.head,
      pair.base.resources.filter(each => !own.has(each)),
    ),
  )
  const base = withStandIns(append(pair.base, names.resources))
  const head = withStandIns(append(pair.head, names.resources))
  const hasStandInClient = !hasCaller(base.mesh) && !hasCaller(head.mesh)
  const finish = ({ mesh }: Peopled) => sideOf(hasStandInClient ? append(mesh, clientStandIn(mesh).resources) : mesh)
  const assumed = new Set([...names.assumed, ...base.assumed, ...head.assumed])
  return { base: finish(base), head: finish(head), assumed: [...assumed], hasStandInClient }
}

interface Peopled {
  readonly mesh: Mesh
  readonly assumed: readonly string[]
}

function withStandIns(own: Mesh): Peopled {
  const mesh = deployGateways(own)
  const { resources, assumed } = gatewayStandIns(mesh)
  return { mesh: append(mesh, resources), assumed }
}

function append(mesh: Mesh, resources: readonly Resource[]): Mesh {
  return resources.length === 0 ? mesh : { ...mesh, resources: [...mesh.resources, ...resources] }
}

function hasCaller(mesh: Mesh): boolean {
  const gateways = new Set(gatewayWorkloads(mesh).map(workloadId))
  return podsOf(mesh).some(pod => pod.sidecar && !gateways.has(workloadId(pod)))
}

function podsOf(mesh: Mesh): readonly Pod[] {
  return expandPods(mesh, { zones: [], replicas: () => undefined, spread: () => undefined }).pods
}

function sideOf(mesh: Mesh): DiffSide {
  return {
    mesh,
    registry: buildRegistry(mesh),
    dataPlane: compileIstio({ mesh, pods: podsOf(mesh) }),
    gateways: new Set(gatewayWorkloads(mesh).map(workloadId)),
    resources: new Map(mesh.resources.map(resource => [resourceId(resource), resource])),
  }
}
