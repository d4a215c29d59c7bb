import { clustersOf } from '../../config/clusters.ts'
import type { Diagnostic } from '../../config/diagnostic.ts'
import type { Mesh } from '../../config/mesh.ts'
import type { WorkloadName } from '../../config/scenario/behaviour.ts'
import type { Named, Scenario, TimelineEntry } from '../../config/scenario/scenario.ts'
import type { Pod } from '../../dataplane/pod.ts'
import { virtualServiceFor } from '../shift.ts'
import { routedHosts, routeFor } from '../shift-route.ts'
import { podMatches, podsInZone, podsOfService } from '../targets.ts'
import { checkWorkload, unknownName, workloadNames } from './names.ts'

/** Every name of the scenario that must mean a workload, a pod, a zone or a host of the mesh (settled.md 2). */
export function checkNames(scenario: Scenario, workloads: readonly WorkloadName[], pods: readonly Pod[]): Diagnostic[] {
  const { topology } = scenario
  return [
    ...[...topology.replicas, ...topology.spread].flatMap(({ workload }) => checkWorkload(workload, workloads)),
    ...scenario.workloads.flatMap(({ pattern }) => checkWorkload(pattern, workloads, 'MS3051')),
    ...scenario.timeline.flatMap(entry => checkEntry(entry, scenario, workloads, pods)),
  ]
}

function checkEntry(
  { action }: TimelineEntry,
  scenario: Scenario,
  workloads: readonly WorkloadName[],
  pods: readonly Pod[],
): Diagnostic[] {
  switch (action.kind) {
    case 'apply':
      return action.cluster === undefined ? [] : checkCluster(action.cluster, scenario.mesh)
    case 'kill':
    case 'drain':
    case 'slow':
    case 'black-hole':
      return checkTarget(action.target.name, scenario, workloads, pods)
    case 'cut':
      return [action.from, action.to]
        .filter(({ name }) => podsInZone(pods, name).length === 0)
        .flatMap(named => checkTarget(named, scenario, workloads, pods))
    case 'scale':
      return checkWorkload(action.workload, workloads)
    case 'fail-zone': {
      if (podsInZone(pods, action.zone.name).length > 0) return []
      return [unknownName('MS3050', 'zone with pods', action.zone, [...new Set(pods.map(pod => pod.locality.zone))])]
    }
    case 'shift':
      return checkShift(action.host, scenario)
    default:
      return []
  }
}

function checkCluster(named: Named, mesh: Mesh): Diagnostic[] {
  const known = mesh.namesClusters ? clustersOf(mesh) : []
  return known.includes(named.name) ? [] : [unknownName('MS3050', 'cluster', named, known)]
}

function checkTarget(
  named: Named,
  { mesh }: Scenario,
  workloads: readonly WorkloadName[],
  pods: readonly Pod[],
): Diagnostic[] {
  if (pods.some(({ name, namespace }) => podMatches(named.name, name, namespace))) return []
  if (checkWorkload(named, workloads).length === 0) return []
  if (podsOfService(mesh, pods, named.name).size > 0) return []
  const known = [...workloadNames(workloads), ...pods.map(pod => pod.name)]
  return [unknownName('MS3050', 'workload or pod', named, known)]
}

/** A VirtualService or route applied earlier in the timeline counts: the shift comes after it. */
function checkShift(host: Named, { mesh, timeline }: Scenario): Diagnostic[] {
  const applied = timeline.flatMap(({ action }) => (action.kind === 'apply' ? action.resources : []))
  const all = { ...mesh, resources: [...mesh.resources, ...applied] }
  if (routeFor(all, host.name) !== undefined || virtualServiceFor(all, host.name) !== undefined) return []
  const known = all.resources
    .filter(({ kind }) => kind === 'VirtualService')
    .flatMap(({ body }) => (body.spec as { hosts?: string[] }).hosts ?? [])
  return [unknownName('MS3050', 'VirtualService host', host, [...known, ...routedHosts(all)])]
}
