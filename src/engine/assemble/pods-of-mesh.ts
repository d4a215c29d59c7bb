import { gatewayWorkloads } from '../../compile/istio/pods/gateway-workloads.ts'
import { nodeZones } from '../../compile/istio/pods/nodes.ts'
import type { Placement } from '../../compile/istio/pods/placement.ts'
import { readWorkloads } from '../../compile/istio/pods/workloads.ts'
import type { Mesh } from '../../config/mesh.ts'
import { matchesWorkload, type WorkloadName } from '../../config/scenario/behaviour.ts'
import type { Scenario } from '../../config/scenario/scenario.ts'
import { workloadId } from '../../dataplane/pod.ts'
import type { Locality } from '../../kernel/locality.ts'

const GATEWAY_PODS = 2
const ONE_ZONE: Locality = { region: 'region-1', zone: 'zone-1', subzone: '' }

/** Workloads whose pods run in the mesh, as names. */
export function meshWorkloads(mesh: Mesh): WorkloadName[] {
  return readWorkloads(mesh).map(({ namespace, workload }) => ({ namespace, name: workload }))
}

/** What stands outside the mesh and serves: one workload per ServiceEntry, named as it is. */
export function externalWorkloads(mesh: Mesh): WorkloadName[] {
  return mesh.resources
    .filter(({ kind }) => kind === 'ServiceEntry')
    .map(({ namespace, name }) => ({ namespace, name }))
}

/**
 * Numbers and places of pods: what the scenario says, else the files, whose Nodes tell the zones. `scaled` holds what `scale:` events asked for since.
 * Gateways without a number of their own have two pods.
 */
export function placementOf(
  { topology, mesh }: Scenario,
  workloads: readonly WorkloadName[],
  scaled: ReadonlyMap<string, number>,
): Placement {
  const bareGateways = new Set(
    gatewayWorkloads(mesh)
      .filter(({ replicas }) => replicas === undefined)
      .map(workloadId),
  )
  const entryFor = <E extends { workload: { name: string } }>(entries: readonly E[], namespace: string, name: string) =>
    entries.findLast(({ workload }) => matchesWorkload(workload.name, { namespace, name }, workloads))
  const zones = topology.zones.length > 0 ? topology.zones : nodeZones(mesh)
  return {
    zones: zones.length > 0 ? zones : [ONE_ZONE],
    clusterZones: topology.clusterZones && zonesOfClusters(topology.clusterZones, mesh),
    replicas: (namespace, name) =>
      scaled.get(`${namespace}/${name}`) ??
      entryFor(topology.replicas, namespace, name)?.count ??
      (bareGateways.has(`${namespace}/${name}`) ? GATEWAY_PODS : undefined),
    spread: (namespace, name) =>
      scaled.has(`${namespace}/${name}`) ? undefined : entryFor(topology.spread, namespace, name)?.perZone,
  }
}

/** What the scenario says of each cluster, else its Nodes, else one zone of its name: clusters are never in one place by chance. */
function zonesOfClusters(
  written: NonNullable<Scenario['topology']['clusterZones']>,
  { resources }: Mesh,
): ReadonlyMap<string, readonly Locality[]> {
  return new Map(
    [...written].map(([cluster, zones]) => {
      const ofNodes = nodeZones({ resources: resources.filter(resource => resource.cluster === cluster) })
      const known = zones.length > 0 ? zones : ofNodes
      return [cluster, known.length > 0 ? known : [{ ...ONE_ZONE, zone: cluster }]]
    }),
  )
}
