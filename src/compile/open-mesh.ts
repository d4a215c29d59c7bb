import type { Mesh } from '../config/mesh.ts'
import type { DataPlane } from '../dataplane/data-plane.ts'
import { type Pod, workloadId } from '../dataplane/pod.ts'
import { deployGateways } from './gateway-api/deployment.ts'
import { compileIstio } from './istio/compile.ts'
import { expandPods } from './istio/pods/expand.ts'
import { gatewayWorkloads } from './istio/pods/gateway-workloads.ts'
import { FROM_FILES } from './istio/pods/placement.ts'
import { gatewayStandIns } from './istio/pods/stand-ins.ts'
import { buildRegistry } from './istio/registry/registry.ts'
import type { ServiceRegistry } from './istio/registry/service.ts'

/** A mesh as its files have it, peopled and compiled. */
export interface OpenMesh {
  readonly mesh: Mesh
  readonly registry: ServiceRegistry
  readonly dataPlane: DataPlane
  /** `namespace/name` of the workloads whose pods are gateways. */
  readonly gateways: ReadonlySet<string>
}

/** The mesh with pods for each Gateway: those that istiod deploys, and stand-ins, one sentence about each in `assumed`. */
export function withGatewayPods(files: Mesh): { readonly mesh: Mesh; readonly assumed: readonly string[] } {
  const deployed = deployGateways(files)
  const { resources, assumed } = gatewayStandIns(deployed)
  return { mesh: { ...deployed, resources: [...deployed.resources, ...resources] }, assumed }
}

export function openMesh(mesh: Mesh): OpenMesh {
  return {
    mesh,
    registry: buildRegistry(mesh),
    dataPlane: compileIstio({ mesh, pods: podsOf(mesh) }),
    gateways: gatewayIds(mesh),
  }
}

/** Replicas and nodes as the files say. */
export function podsOf(mesh: Mesh): readonly Pod[] {
  return expandPods(mesh, FROM_FILES).pods
}

/** `namespace/name` of the workloads whose pods are gateways. */
export function gatewayIds(mesh: Mesh): ReadonlySet<string> {
  return new Set(gatewayWorkloads(mesh).map(workloadId))
}
