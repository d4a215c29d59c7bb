import type { Mesh } from '../../../config/mesh.ts'
import type { Resource } from '../../../config/resource.ts'
import { fields, list, text } from '../field.ts'
import { hasPodTemplate, isPod, type WorkloadTemplate, workloadTemplate } from './workload-template.ts'

/**
 * The workloads of the mesh in file order. ReplicaSets and Pods that a Deployment or another workload of the files has
 * made (a dump of a running cluster shows both) are not workloads of their own.
 */
export function readWorkloads(mesh: Mesh): readonly WorkloadTemplate[] {
  const namespaces = new Map<string, Resource>()
  const names = new Set<string>()
  for (const resource of mesh.resources) {
    if (resource.kind === 'Namespace') namespaces.set(resource.name, resource)
    if (hasPodTemplate(resource)) names.add(key(resource.kind, resource.namespace, resource.name))
  }
  return mesh.resources
    .filter(resource => (hasPodTemplate(resource) || isPod(resource)) && !isOwned(resource, names))
    .map(resource => workloadTemplate(resource, namespaces.get(resource.namespace)))
}

function isOwned(resource: Resource, names: ReadonlySet<string>): boolean {
  return ownersOf(resource).some(
    owner =>
      names.has(key(owner.kind, resource.namespace, owner.name)) ||
      (owner.kind === 'ReplicaSet' &&
        names.has(key('Deployment', resource.namespace, owner.name.replace(/-[^-]+$/, '')))),
  )
}

function ownersOf(resource: Resource): readonly { readonly kind: string; readonly name: string }[] {
  return list(fields(resource.body.metadata).ownerReferences).map(entry => {
    const owner = fields(entry)
    return { kind: text(owner.kind), name: text(owner.name) }
  })
}

function key(kind: string, namespace: string, name: string): string {
  return `${kind}/${namespace}/${name}`
}
