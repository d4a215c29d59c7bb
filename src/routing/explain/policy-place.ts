import type { Mesh } from '../../config/mesh.ts'
import { nodeAt, placeOf } from '../../config/source-node.ts'
import type { Cluster } from '../../dataplane/cluster.ts'
import type { Origin } from '../../dataplane/origin.ts'
import { resourceOf } from './written-rule.ts'

type Policy = Readonly<Record<string, unknown>> & {
  readonly portLevelSettings?: readonly { readonly port?: { readonly number?: number } }[]
}
type Path = readonly (string | number)[]

/**
 * Where a DestinationRule sets one part (`outlierDetection`, `connectionPool`, ...) of a cluster's policy: settings of the
 * port before those of all ports, the subset's before those of the host. Undefined where no file says it.
 */
export function policyOrigin(mesh: Mesh, { origin, subset, port }: Cluster, part: string): Origin | undefined {
  const resource = resourceOf(mesh, origin)
  if (resource?.kind !== 'DestinationRule') return undefined
  const { subsets = [], trafficPolicy } = resource.body.spec as {
    readonly subsets?: readonly { readonly name?: string; readonly trafficPolicy?: Policy }[]
    readonly trafficPolicy?: Policy
  }
  const index = subset === '' ? -1 : subsets.findIndex(({ name }) => name === subset)
  const layers = [
    ...(index < 0 ? [] : layersOf(subsets[index].trafficPolicy, ['spec', 'subsets', index, 'trafficPolicy'], port)),
    ...layersOf(trafficPolicy, ['spec', 'trafficPolicy'], port),
  ]
  const path = layers.map(layer => [...layer, part]).find(path => isAt(path, resource.source))
  return path && { resource: '', place: placeOf(resource.source, path, 'key'), why: '' }
}

/** Settings of a port replace those beside them as a whole. */
function layersOf(policy: Policy | undefined, path: Path, port: number): readonly Path[] {
  if (!policy) return []
  const index = (policy.portLevelSettings ?? []).findIndex(settings => settings.port?.number === port)
  return [index < 0 ? path : [...path, 'portLevelSettings', index]]
}

function isAt(path: Path, source: Parameters<typeof nodeAt>[0]): boolean {
  const parent = nodeAt(source, path.slice(0, -1))
  return parent.entries?.has(String(path[path.length - 1])) ?? false
}
