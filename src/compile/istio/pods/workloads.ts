import type { Mesh } from '../../../config/mesh.ts'
import type { Resource } from '../../../config/resource.ts'
import { fields, list, text } from '../field.ts'
import { indexNamespaces } from '../namespaces.ts'
import { hasPodTemplate, isPod, type WorkloadTemplate, workloadTemplate } from './workload-template.ts'

/**
 * The workloads of the mesh in file order. ReplicaSets and Pods that a Deployment or another workload of the files has
 * made (a dump of a running cluster shows both) are not workloads of their own.
 */
export function readWorkloads(mesh: Mesh): readonly WorkloadTemplate[] {
  const namespaces = indexNamespaces(mesh)
  const names = new Set<string>()
  for (const resource of mesh.resources) {
    if (hasPodTemplate(resource)) names.add(key(resource, resource.kind, resource.name))
  }
  return mesh.resources
    .filter(resource => (hasPodTemplate(resource) || isPod(resource)) && !isOwned(resource, names))
    .map(resource => workloadTemplate(resource, namespaces))
    .map(template => (mesh.namesClusters ? { ...template, workload: inCluster(template) } : template))
}

/** One Deployment in two clusters is two workloads, which results and scenarios must be able to name. */
function inCluster({ workload, resource }: WorkloadTemplate): string {
  return `${workload}@${resource.cluster}`
}

function isOwned(resource: Resource, names: ReadonlySet<string>): boolean {
  return ownersOf(resource).some(
    owner =>
      names.has(key(resource, owner.kind, owner.name)) ||
      (owner.kind === 'ReplicaSet' && names.has(key(resource, 'Deployment', owner.name.replace(/-[^-]+$/, '')))),
  )
}

function ownersOf(resource: Resource): readonly { readonly kind: string; readonly name: string }[] {
  return list(fields(resource.body.metadata).ownerReferences).map(entry => {
    const owner = fields(entry)
    return { kind: text(owner.kind), name: text(owner.name) }
  })
}

function key(near: Pick<Resource, 'cluster' | 'namespace'>, kind: string, name: string): string {
  return [near.cluster, kind, near.namespace, name].join('\n')
}
