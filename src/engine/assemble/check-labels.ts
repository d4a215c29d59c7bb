import type { ServiceRegistry } from '../../compile/istio/registry/service.ts'
import type { Diagnostic } from '../../config/diagnostic.ts'
import type { Mesh } from '../../config/mesh.ts'
import type { Label } from '../../config/scenario/assertion.ts'
import type { WorkloadName } from '../../config/scenario/behaviour.ts'
import type { Scenario } from '../../config/scenario/scenario.ts'
import { namesMatch } from '../../measure/selector.ts'
import { virtualServiceFor } from '../shift.ts'
import { routeFor } from '../shift-route.ts'
import { unknownName } from './names.ts'

/** What labels may name, with what the timeline applies. */
export interface Nameable {
  readonly scenario: Scenario
  readonly mesh: Mesh
  readonly registry: ServiceRegistry
  readonly workloads: readonly WorkloadName[]
}

/**
 * Labels of assertions, and of the figure of `until:`, that name nobody. Without a request that they select, a count is 0 and
 * a share is none, so that a slip of the pen would hold for ever.
 */
export function checkLabels(nameable: Nameable): Diagnostic[] {
  const { assertions, until } = nameable.scenario
  const figures = [...assertions, ...(until ? [{ selector: until.measure.selector, place: until.place }] : [])]
  return figures.flatMap(({ selector, place }) =>
    LABELS.flatMap(({ label, kind, known }) => {
      const name = selector.labels[label]
      // Whoever is outside the mesh goes by a domain or an address.
      if (name === undefined || name.includes('.')) return []
      const names = known(nameable, name)
      return names.some(each => namesMatch(name, each))
        ? []
        : [unknownName('MS3050', kind, { name, place }, names.map(bare))]
    }),
  )
}

interface NamingLabel {
  readonly label: Label
  readonly kind: string
  /** Whole names, with their namespaces. */
  readonly known: (nameable: Nameable, written: string) => readonly string[]
}

const LABELS: readonly NamingLabel[] = [
  { label: 'source', kind: 'traffic source', known: ({ scenario }) => scenario.traffic.map(({ name }) => name) },
  { label: 'at', kind: 'workload', known: nameable => ['client', 'gateway', ...workloadIds(nameable)] },
  { label: 'workload', kind: 'workload', known: workloadIds },
  { label: 'to', kind: 'Service', known: serviceIds },
  { label: 'service', kind: 'Service', known: serviceIds },
]

function workloadIds({ workloads }: Nameable): string[] {
  return workloads.map(({ namespace, name }) => `${namespace}/${name}`)
}

/** Also a host that only routes know, and a gateway, by whose workload its hop is called where no Service is dialled. */
function serviceIds(nameable: Nameable, written: string): string[] {
  const { mesh, registry } = nameable
  const routed = routeFor(mesh, written) !== undefined || virtualServiceFor(mesh, written) !== undefined
  const services = registry.services.map(({ namespace, name }) => `${namespace}/${name}`)
  return [...services, ...workloadIds(nameable), ...(routed ? [written] : [])]
}

function bare(name: string): string {
  return name.slice(name.indexOf('/') + 1)
}
