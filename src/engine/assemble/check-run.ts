import { expandPods } from '../../compile/istio/pods/expand.ts'
import { buildRegistry } from '../../compile/istio/registry/registry.ts'
import type { Diagnostic } from '../../config/diagnostic.ts'
import type { Scenario, TrafficSource } from '../../config/scenario/scenario.ts'
import { splitAuthority, splitUrl } from '../../traffic/url.ts'
import { virtualServiceFor } from '../shift.ts'
import { type AskedFigure, checkLabels, type Nameable } from './check-labels.ts'
import { callingNamespace, dialledService, type EntryPoint } from './entries.ts'
import { isOfTheMesh, unknownService } from './names.ts'
import type { Setting } from './setting.ts'

/**
 * Names that a run needs and an explanation does not: whom the traffic is for, and of whom figures are asked. What the timeline
 * applies counts as if it were in the files.
 */
export function checkRun(scenario: Scenario, setting: Setting, asked: readonly AskedFigure[]): Diagnostic[] {
  const { mesh, workloads, entries, placement } = setting
  const applied = scenario.timeline.flatMap(({ action }) => (action.kind === 'apply' ? action.resources : []))
  const later = { ...mesh, resources: [...mesh.resources, ...applied] }
  const registry = applied.length === 0 ? setting.registry : buildRegistry(later)
  const inMesh = applied.length === 0 ? setting.pods : expandPods(later, placement).pods
  const pods = [...inMesh, ...setting.external]
  const known = { scenario, workloads, mesh: later, registry, pods, zones: placement.zones }
  return [
    ...scenario.traffic.flatMap((source, i) => checkDestination(source, entries[i], known)),
    ...checkLabels(known, asked),
  ]
}

/** A source whose callers would dial a Service that is none. A name that could be one outside is taken for that, and told. */
function checkDestination({ to }: TrafficSource, point: EntryPoint, { mesh, registry }: Nameable): Diagnostic[] {
  if (point.kind !== 'workload' && point.kind !== 'client') return []
  const { host } = splitAuthority(splitUrl(to.name).authority)
  if (!isOfTheMesh(host) || virtualServiceFor(mesh, host) !== undefined) return []
  if (dialledService(to.name, point, registry) !== undefined) return []
  return [unknownService(to, host, callingNamespace(point), registry)]
}
