import { readGatewayApi } from '../../compile/gateway-api/read-gateway-api.ts'
import { withAssumedNames } from '../../compile/istio/assumed/assumed-names.ts'
import { parseGateways } from '../../compile/istio/gateway/gateway.ts'
import { openMesh, withGatewayPods } from '../../compile/open-mesh.ts'
import type { Mesh } from '../../config/mesh.ts'
import type { BoundMesh } from './bound-caller.ts'

export interface AssumedMesh extends BoundMesh {
  /** What the files lack, one sentence each. */
  readonly assumed: readonly string[]
}

/** The mesh of a repository that may hold only routing: Gateways, Services and gateway pods that it lacks are assumed. */
export function boundMesh(files: Mesh): AssumedMesh {
  const named = withAssumedNames(files)
  const peopled = withGatewayPods(named.mesh)
  const open = openMesh(peopled.mesh)
  const gatewayApi = readGatewayApi(open.mesh, open.registry)
  return {
    ...open,
    doors: [...parseGateways(open.mesh.resources), ...gatewayApi.gateways],
    routes: gatewayApi.virtualServices,
    assumed: [...named.assumed, ...peopled.assumed],
  }
}
