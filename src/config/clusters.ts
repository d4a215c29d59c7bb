import { groupOf } from './kinds.ts'
import type { Mesh } from './mesh.ts'
import type { Resource } from './resource.ts'

/** Clusters of a mesh in the order in which its files name them; one, `''`, where they name none. */
export function clustersOf(mesh: Pick<Mesh, 'resources'>): readonly string[] {
  const clusters = new Set(mesh.resources.map(({ cluster }) => cluster))
  return clusters.size > 0 ? [...clusters] : ['']
}

/**
 * The mesh as its control plane reads it: Istio's own resources count in the first cluster, the config cluster, only. But
 * WorkloadEntries are read everywhere, as pods are (pilot/pkg/serviceregistry/kube/controller/multicluster.go).
 */
export function ofConfigCluster(mesh: Mesh): Mesh {
  const [first, ...others] = clustersOf(mesh)
  if (others.length === 0) return mesh
  return {
    ...mesh,
    resources: mesh.resources.filter(resource => resource.cluster === first || isReadAnywhere(resource)),
  }
}

function isReadAnywhere({ apiVersion, kind }: Resource): boolean {
  return kind === 'WorkloadEntry' || !groupOf(apiVersion).endsWith('.istio.io')
}
