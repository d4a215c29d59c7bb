import type { Mesh } from '../../config/mesh.ts'
import type { Resource } from '../../config/resource.ts'

/** The Namespace resource of a namespace in a cluster, where the files have it. */
export type NamespaceLookup = (cluster: string, namespace: string) => Resource | undefined

export function indexNamespaces(mesh: Pick<Mesh, 'resources'>): NamespaceLookup {
  const namespaces = new Map<string, Resource>()
  for (const resource of mesh.resources) {
    if (resource.kind !== 'Namespace' || resource.apiVersion !== 'v1') continue
    namespaces.set(`${resource.cluster}\n${resource.name}`, resource)
  }
  return (cluster, namespace) => namespaces.get(`${cluster}\n${namespace}`)
}
