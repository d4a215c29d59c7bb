import type { Diagnostic } from '../../../config/diagnostic.ts'
import type { Mesh } from '../../../config/mesh.ts'
import { diagnosticAt } from '../../../config/report-at.ts'
import { type Resource, resourceId } from '../../../config/resource.ts'
import { fields, labelsMatch, list, text, textMap } from '../field.ts'
import { resolveShortName } from '../host/name.ts'
import { groupBy } from '../multimap.ts'
import { readWorkloads } from '../pods/workloads.ts'
import { CLUSTER_DOMAIN, kubernetesHostname } from '../registry/kubernetes-service.ts'

type Labels = Readonly<Record<string, string>>

/** Services whose selector matches no pod of the files: 503 UH. Services whose EndpointSlices are in the files have endpoints. */
export function emptyServices(mesh: Mesh): readonly Diagnostic[] {
  const all = backendsOf(mesh)
  const sliced = slicedServices(mesh)
  return mesh.resources.filter(isSelecting).flatMap(service => {
    if (sliced.has(nameOf(service)) || selected(all, service).length > 0) return []
    return [
      diagnosticAt(service.source, ['spec', 'selector'], {
        code: 'MS2407',
        level: 'warning',
        message: `${resourceId(service)}: its selector matches no pod of the files: a request to it gets 503 UH`,
      }),
    ]
  })
}

/** Subsets of a Service that has pods, but none with the labels of the subset: 503 UH. */
export function emptySubsets(mesh: Mesh): readonly Diagnostic[] {
  const all = backendsOf(mesh)
  const sliced = slicedServices(mesh)
  const services = new Map(
    mesh.resources.filter(isSelecting).map(each => [kubernetesHostname(each.name, each.namespace), each]),
  )
  return mesh.resources
    .filter(({ kind }) => kind === 'DestinationRule')
    .flatMap(rule => {
      const spec = fields(rule.body.spec)
      const host = resolveShortName(text(spec.host), rule.namespace, CLUSTER_DOMAIN)
      const service = services.get(host)
      const pods = service === undefined || sliced.has(nameOf(service)) ? [] : selected(all, service)
      if (pods.length === 0) return []
      return list(spec.subsets).flatMap((entry, i) => {
        const { name, labels } = fields(entry)
        if (pods.some(pod => labelsMatch(textMap(labels), pod))) return []
        return [
          diagnosticAt(rule.source, ['spec', 'subsets', i, 'labels'], {
            code: 'MS2403',
            level: 'warning',
            message: `${resourceId(rule)}: no pod has the labels of subset ${text(name)}: a request to it gets 503 UH`,
          }),
        ]
      })
    })
}

function isSelecting(resource: Resource): boolean {
  const { selector } = fields(resource.body.spec)
  return resource.kind === 'Service' && resource.apiVersion === 'v1' && Object.keys(textMap(selector)).length > 0
}

interface Backend {
  readonly namespace: string
  readonly labels: Labels
}

/** What Services can select: pod templates, and WorkloadEntries of a mixed service. */
function backendsOf(mesh: Mesh): ReadonlyMap<string, readonly Backend[]> {
  const entries = mesh.resources
    .filter(({ kind }) => kind === 'WorkloadEntry')
    .map(({ namespace, labels, body }) => ({ namespace, labels: { ...labels, ...textMap(fields(body.spec).labels) } }))
  return groupBy([...readWorkloads(mesh), ...entries], ({ namespace }) => namespace)
}

function selected(all: ReadonlyMap<string, readonly Backend[]>, service: Resource): readonly Labels[] {
  const selector = textMap(fields(service.body.spec).selector)
  return (all.get(service.namespace) ?? []).map(({ labels }) => labels).filter(labels => labelsMatch(selector, labels))
}

/** `namespace/name` of the Services whose EndpointSlices are in the files. */
function slicedServices(mesh: Mesh): ReadonlySet<string> {
  return new Set(
    mesh.resources
      .filter(({ kind }) => kind === 'EndpointSlice')
      .map(({ namespace, labels }) => `${namespace}/${labels['kubernetes.io/service-name']}`),
  )
}

function nameOf({ namespace, name }: Resource): string {
  return `${namespace}/${name}`
}
