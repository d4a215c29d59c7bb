import { withAssumedNames } from '../../../src/compile/istio/assumed/assumed-names.ts'
import { compileIstio } from '../../../src/compile/istio/compile.ts'
import { expandPods } from '../../../src/compile/istio/pods/expand.ts'
import { gatewayWorkloads } from '../../../src/compile/istio/pods/gateway-workloads.ts'
import { FROM_FILES } from '../../../src/compile/istio/pods/placement.ts'
import { gatewayStandIns } from '../../../src/compile/istio/pods/stand-ins.ts'
import { buildRegistry } from '../../../src/compile/istio/registry/registry.ts'
import type { Mesh } from '../../../src/config/mesh.ts'
import { workloadId } from '../../../src/dataplane/pod.ts'
import type { BoundMesh } from '../../../src/routing/foreign-tests/bound-caller.ts'

/** A mesh as `meshsim test` compiles it for the test files of other tools. */
export function boundMeshOf(files: Mesh): BoundMesh & { readonly assumed: readonly string[] } {
  const named = withAssumedNames(files)
  const mesh = { ...named.mesh, resources: [...named.mesh.resources, ...gatewayStandIns(named.mesh).resources] }
  const { pods } = expandPods(mesh, FROM_FILES)
  return {
    mesh,
    assumed: named.assumed,
    registry: buildRegistry(mesh),
    dataPlane: compileIstio({ mesh, pods }),
    gateways: new Set(gatewayWorkloads(mesh).map(workloadId)),
  }
}
