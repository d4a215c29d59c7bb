import { groupOf } from './kinds.ts'
import type { Mesh } from './mesh.ts'
import type { Resource } from './resource.ts'

/** Clusters of a mesh in the order in which its files name them; one, `''`, where they name none. */
export function clustersOf(mesh: Pick<Mesh, 'resources'>): readonly string[] {
  const clusters = new Set(mesh.resources.map(({ cluster }) => cluster))
  return clusters.size > 0 ? [...clusters] : ['']
}

/** What stands in the first cluster, the one that carries the configuration. */
export function inConfigCluster(resources: readonly Resource[]): readonly Resource[] {
  return resources.filter(({ cluster }) => cluster === resources[0].cluster)
}

/** The mesh as its control plane reads it. */
export function ofConfigCluster(mesh: Mesh): Mesh {
  const unread = unreadResources(mesh.resources)
  return unread.size === 0 ? mesh : { ...mesh, resources: mesh.resources.filter(resource => !unread.has(resource)) }
}

/**
 * Istio's own resources outside the config cluster, which nobody reads. WorkloadEntries are read everywhere, as pods are
 * (pilot/pkg/serviceregistry/kube/controller/multicluster.go).
 */
export function unreadResources(resources: readonly Resource[]): ReadonlySet<Resource> {
  return new Set(
    resources.filter(resource => resource.cluster !== resources[0].cluster && isReadInOneCluster(resource)),
  )
}

function isReadInOneCluster({ apiVersion, kind }: Resource): boolean {
  return kind !== 'WorkloadEntry' && groupOf(apiVersion).endsWith('.istio.io')
}
