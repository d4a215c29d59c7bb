import { deployGateways } from '../../compile/gateway-api/deployment.ts'
import { compileIstio } from '../../compile/istio/compile.ts'
import { withGatewayAddresses } from '../../compile/istio/network/gateway-addresses.ts'
import { expandPods } from '../../compile/istio/pods/expand.ts'
import type { Placement } from '../../compile/istio/pods/placement.ts'
import { clientStandIn, gatewayStandIns, type StandIns } from '../../compile/istio/pods/stand-ins.ts'
import { buildRegistry } from '../../compile/istio/registry/registry.ts'
import type { ServiceRegistry } from '../../compile/istio/registry/service.ts'
import { unservedNames } from '../../compile/istio/unserved/unserved.ts'
import { gatewayIds } from '../../compile/open-mesh.ts'
import { clustersOf } from '../../config/clusters.ts'
import type { Diagnostic } from '../../config/diagnostic.ts'
import type { Mesh } from '../../config/mesh.ts'
import type { WorkloadName } from '../../config/scenario/behaviour.ts'
import type { Scenario } from '../../config/scenario/scenario.ts'
import type { Pod } from '../../dataplane/pod.ts'
import { checkNames } from './check-names.ts'
import { dialledService, type EntryPoint, entryPoint } from './entries.ts'
import { externalPods } from './external-endpoints.ts'
import { unknownName } from './names.ts'
import { externalWorkloads, meshWorkloads, placementOf } from './pods-of-mesh.ts'
import { tcpMistake } from './tcp-ports.ts'

/** The mesh of a scenario, peopled: everything that is settled before the run begins. */
export interface Setting {
  /** With stand-ins. */
  readonly mesh: Mesh
  readonly registry: ServiceRegistry
  readonly pods: readonly Pod[]
  /** Servers outside the mesh. */
  readonly external: readonly Pod[]
  readonly workloads: readonly WorkloadName[]
  readonly gateways: ReadonlySet<string>
  readonly placement: Placement
  /** Pods that `scale:` asks for while the run goes on. */
  readonly scaled: Map<string, number>
  /** By source, in the scenario's order. */
  readonly entries: readonly EntryPoint[]
  readonly assumed: readonly string[]
  readonly diagnostics: readonly Diagnostic[]
}

export function settingOf(scenario: Scenario): Setting {
  const deployed = deployGateways(scenario.mesh)
  const addresses = withGatewayAddresses(deployed)
  const mesh = { ...deployed, resources: addresses.resources }
  const gateways = gatewayStandIns(mesh)
  const first = people(scenario, withStandIns(mesh, gateways))
  const needsClient = first.entries.some(entry => entry.kind === 'client')
  const client: StandIns = needsClient ? clientStandIn(first.mesh) : { resources: [], assumed: [] }
  const setting = client.resources.length > 0 ? people(scenario, withStandIns(first.mesh, client)) : first
  const diagnostics = [...setting.diagnostics, ...unservedNames(setting.mesh, setting.registry)]
  return { ...setting, diagnostics, assumed: [...addresses.assumed, ...gateways.assumed, ...client.assumed] }
}

/** The same setting for another run: nothing of what happened in an earlier one. */
export function renewedSetting(scenario: Scenario, setting: Setting): Setting {
  const scaled = new Map<string, number>()
  return { ...setting, scaled, placement: placementOf({ ...scenario, mesh: setting.mesh }, setting.workloads, scaled) }
}

/** Of several clusters the first has them. */
function withStandIns(mesh: Mesh, { resources }: StandIns): Mesh {
  const [cluster] = clustersOf(mesh)
  return { ...mesh, resources: [...mesh.resources, ...resources.map(each => ({ ...each, cluster }))] }
}

function people(scenario: Scenario, mesh: Mesh): Setting {
  const scaled = new Map<string, number>()
  const applied = scenario.timeline.flatMap(({ action }) => (action.kind === 'apply' ? action.resources : []))
  const later = { ...mesh, resources: [...mesh.resources, ...applied] }
  const workloads = unique([...meshWorkloads(later), ...externalWorkloads(later)])
  const placement = placementOf({ ...scenario, mesh }, workloads, scaled)
  const { pods, diagnostics } = expandPods(mesh, placement)
  const registry = buildRegistry(mesh)
  const gateways = gatewayIds(mesh)
  const external = externalPods(mesh)
  const context = { registry, dataPlane: compileIstio({ mesh, pods }), workloads, gateways }
  const entries = scenario.traffic.map(source => entryPoint(source, context))
  const unknown = entries.flatMap(entry =>
    entry.kind === 'unknown' ? [unknownName('MS3050', 'workload or gateway', entry.named, entry.known)] : [],
  )
  const names = checkNames(scenario, workloads, [...expandPods(later, placement).pods, ...external])
  const misdialled = scenario.traffic.flatMap((source, i) => {
    const point = entries[i]
    if (source.tcp === undefined || (point.kind !== 'workload' && point.kind !== 'client')) return []
    return tcpMistake(dialledService(source.to.name, point, registry), point.port, source.to) ?? []
  })
  const problems = [...diagnostics, ...unknown, ...names, ...misdialled]
  return {
    mesh,
    registry,
    pods,
    external,
    workloads,
    gateways,
    placement,
    scaled,
    entries,
    assumed: [],
    diagnostics: problems,
  }
}

function unique(names: readonly WorkloadName[]): WorkloadName[] {
  return [...new Map(names.map(each => [`${each.namespace}/${each.name}`, each])).values()]
}
