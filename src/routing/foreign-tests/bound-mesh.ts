import { deployGateways } from '../../compile/gateway-api/deployment.ts'
import { readGatewayApi } from '../../compile/gateway-api/read-gateway-api.ts'
import { withAssumedNames } from '../../compile/istio/assumed/assumed-names.ts'
import { compileIstio } from '../../compile/istio/compile.ts'
import { parseGateways } from '../../compile/istio/gateway/gateway.ts'
import { expandPods } from '../../compile/istio/pods/expand.ts'
import { gatewayWorkloads } from '../../compile/istio/pods/gateway-workloads.ts'
import { FROM_FILES } from '../../compile/istio/pods/placement.ts'
import { gatewayStandIns } from '../../compile/istio/pods/stand-ins.ts'
import { buildRegistry } from '../../compile/istio/registry/registry.ts'
import type { Mesh } from '../../config/mesh.ts'
import { workloadId } from '../../dataplane/pod.ts'
import type { BoundMesh } from './bound-caller.ts'

export interface AssumedMesh extends BoundMesh {
  /** What the files lack, one sentence each. */
  readonly assumed: readonly string[]
}

/** The mesh of a repository that may hold only routing: Gateways, Services and gateway pods that it lacks are assumed. */
export function boundMesh(files: Mesh): AssumedMesh {
  const named = withAssumedNames(files)
  const deployed = deployGateways(named.mesh)
  const standIns = gatewayStandIns(deployed)
  const mesh: Mesh = { ...deployed, resources: [...deployed.resources, ...standIns.resources] }
  const { pods } = expandPods(mesh, FROM_FILES)
  const registry = buildRegistry(mesh)
  const gatewayApi = readGatewayApi(mesh, registry)
  return {
    mesh,
    registry,
    dataPlane: compileIstio({ mesh, pods }),
    gateways: new Set(gatewayWorkloads(mesh).map(workloadId)),
    doors: [...parseGateways(mesh.resources), ...gatewayApi.gateways],
    routes: gatewayApi.virtualServices,
    assumed: [...named.assumed, ...standIns.assumed],
  }
}
