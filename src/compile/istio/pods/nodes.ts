import type { Mesh } from '../../../config/mesh.ts'
import type { Resource } from '../../../config/resource.ts'
import { type Locality, localityText, NO_LOCALITY } from '../../../kernel/locality.ts'

/** A Node of the files and where it stands. */
export interface ClusterNode {
  readonly name: string
  readonly locality: Locality
  readonly labels: Readonly<Record<string, string>>
}

/** The Nodes of one cluster by name. */
export function readNodes(mesh: Mesh, cluster: string): ReadonlyMap<string, ClusterNode> {
  const own = mesh.resources.filter(resource => isNode(resource) && resource.cluster === cluster)
  return new Map(own.map(resource => [resource.name, clusterNode(resource)]))
}

function isNode({ kind, apiVersion }: Resource): boolean {
  return kind === 'Node' && apiVersion === 'v1'
}

function clusterNode(resource: Resource): ClusterNode {
  const label = (...names: string[]) => names.map(name => resource.labels[name]).find(value => value) ?? ''
  const region = label('topology.kubernetes.io/region', 'failure-domain.beta.kubernetes.io/region')
  const zone = label('topology.kubernetes.io/zone', 'failure-domain.beta.kubernetes.io/zone')
  const subzone = label('topology.istio.io/subzone')
  const locality = region || zone || subzone ? { region, zone, subzone } : NO_LOCALITY
  return { name: resource.name, locality, labels: resource.labels }
}

/** The different localities of the Nodes in file order: the zones to place pods on when no topology is given. */
export function nodeZones({ resources }: Pick<Mesh, 'resources'>): readonly Locality[] {
  const zones = new Map<string, Locality>()
  for (const { locality } of resources.filter(isNode).map(clusterNode)) {
    const key = localityText(locality)
    if (key !== '' && !zones.has(key)) zones.set(key, locality)
  }
  return [...zones.values()]
}
