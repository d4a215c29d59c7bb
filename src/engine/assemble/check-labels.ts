import type { ServiceRegistry } from '../../compile/istio/registry/service.ts'
import type { Diagnostic } from '../../config/diagnostic.ts'
import type { Mesh } from '../../config/mesh.ts'
import type { Label, Selector } from '../../config/scenario/assertion.ts'
import type { WorkloadName } from '../../config/scenario/behaviour.ts'
import type { Scenario } from '../../config/scenario/scenario.ts'
import { type Pod, podId } from '../../dataplane/pod.ts'
import type { Locality } from '../../kernel/locality.ts'
import type { Place } from '../../kernel/place.ts'
import { namesMatch, zonesMatch } from '../../measure/selector.ts'
import { virtualServiceFor } from '../shift.ts'
import { routeFor } from '../shift-route.ts'
import { unknownName } from './names.ts'

/** What labels may name, with what the timeline applies. */
export interface Nameable {
  readonly scenario: Scenario
  readonly mesh: Mesh
  readonly registry: ServiceRegistry
  readonly workloads: readonly WorkloadName[]
  readonly pods: readonly Pod[]
  readonly zones: readonly Locality[]
}

/** A figure that somebody wants of a run. */
export interface AskedFigure {
  readonly selector: Selector
  readonly place: Place
}

/**
 * Labels of assertions, of the figure of `until:` and of others that are `asked`, which name nobody. Without a request that
 * they select, a count is 0 and a share is none, so that a slip of the pen would hold for ever.
 */
export function checkLabels(nameable: Nameable, asked: readonly AskedFigure[]): Diagnostic[] {
  const { assertions, until } = nameable.scenario
  const figures = [
    ...assertions,
    ...(until ? [{ selector: until.measure.selector, place: until.place }] : []),
    ...asked,
  ]
  return figures.flatMap(({ selector, place }) =>
    LABELS.flatMap(({ label, kind, known, isMeant = isNamed }) => {
      const name = selector.labels[label]
      if (name === undefined) return []
      const names = known(nameable, name)
      return names.some(each => isMeant(name, each))
        ? []
        : [unknownName('MS3050', kind, { name, place }, [...new Set(names.map(bare))])]
    }),
  )
}

interface NamingLabel {
  readonly label: Label
  readonly kind: string
  /** Whole names, with their namespaces. */
  readonly known: (nameable: Nameable, written: string) => readonly string[]
  readonly isMeant?: (written: string, known: string) => boolean
}

const LABELS: readonly NamingLabel[] = [
  { label: 'source', kind: 'traffic source', known: ({ scenario }) => scenario.traffic.map(({ name }) => name) },
  { label: 'at', kind: 'workload', known: nameable => ['client', 'gateway', ...workloadIds(nameable)] },
  { label: 'workload', kind: 'workload', known: workloadIds },
  { label: 'to', kind: 'Service', known: serviceIds },
  { label: 'service', kind: 'Service', known: serviceIds },
  { label: 'version', kind: 'version', known: ({ pods }) => pods.flatMap(({ labels }) => labels.version ?? []) },
  {
    label: 'zone',
    kind: 'zone with pods',
    known: ({ pods, zones }) => [...pods.map(({ locality }) => locality), ...zones].map(({ zone }) => zone),
    isMeant: zonesMatch,
  },
  { label: 'pod', kind: 'pod', known: ({ pods }) => pods.map(podId), isMeant: isPodOf },
]

/** Whoever is outside the mesh goes by a domain or an address. */
function isNamed(written: string, known: string): boolean {
  return written.includes('.') || namesMatch(written, known)
}

/** Pods that come later, by `scale:` or in place of others, have other numbers. */
function isPodOf(written: string, known: string): boolean {
  const number = /-\d+$/
  if (isNamed(written, known)) return true
  return number.test(written) && namesMatch(written.replace(number, ''), known.replace(number, ''))
}

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
