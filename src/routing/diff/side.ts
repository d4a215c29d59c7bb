import { assumedNames } from '../../compile/istio/assumed/assumed-names.ts'
import { clientStandIn } from '../../compile/istio/pods/stand-ins.ts'
import { gatewayIds, type OpenMesh, openMesh, podsOf, withGatewayPods } from '../../compile/open-mesh.ts'
import type { Mesh } from '../../config/mesh.ts'
import type { MeshPair } from '../../config/read-pair.ts'
import { type Resource, resourceId } from '../../config/resource.ts'
import { workloadId } from '../../dataplane/pod.ts'

/** One revision, peopled and compiled. */
export interface DiffSide extends OpenMesh {
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
  const base = withGatewayPods(append(pair.base, names.resources))
  const head = withGatewayPods(append(pair.head, names.resources))
  const hasStandInClient = !hasCaller(base.mesh) && !hasCaller(head.mesh)
  const finish = ({ mesh }: { readonly mesh: Mesh }) =>
    sideOf(hasStandInClient ? append(mesh, clientStandIn(mesh).resources) : mesh)
  const assumed = new Set([...names.assumed, ...base.assumed, ...head.assumed])
  return { base: finish(base), head: finish(head), assumed: [...assumed], hasStandInClient }
}

function append(mesh: Mesh, resources: readonly Resource[]): Mesh {
  return resources.length === 0 ? mesh : { ...mesh, resources: [...mesh.resources, ...resources] }
}

function hasCaller(mesh: Mesh): boolean {
  const gateways = gatewayIds(mesh)
  return podsOf(mesh).some(pod => pod.sidecar && !gateways.has(workloadId(pod)))
}

function sideOf(mesh: Mesh): DiffSide {
  return { ...openMesh(mesh), resources: new Map(mesh.resources.map(resource => [resourceId(resource), resource])) }
}
