import type { MeshPair } from '../../config/read-pair.ts'
import { type Resource, resourceId } from '../../config/resource.ts'
import type { ResourceChange } from '../../dataplane/mesh-diff.ts'

/** Resources that differ in more than layout and comments; `moved`: same text, other place among those of its kind. */
export function resourceChanges({ base, head }: MeshPair): readonly ResourceChange[] {
  const before = new Map(base.resources.map(each => [resourceId(each), each]))
  const after = new Map(head.resources.map(each => [resourceId(each), each]))
  const changes: ResourceChange[] = []
  for (const [id, own] of after) {
    const old = before.get(id)
    if (!old) changes.push(changeOf(own, 'added'))
    else if (old !== own && meaningOf(old) !== meaningOf(own)) changes.push(changeOf(own, 'changed'))
  }
  for (const [id, old] of before) if (!after.has(id)) changes.push(changeOf(old, 'removed'))
  return [...changes, ...moved(before, after)]
}

function changeOf(resource: Resource, what: ResourceChange['what']): ResourceChange {
  return { resource: resourceId(resource), kind: resource.kind, what, place: resource.place }
}

/** Keys of mappings mean the same in any order, items of lists do not. */
function meaningOf({ body }: Resource): string {
  return JSON.stringify(body, (_key, value: unknown) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
    return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
  })
}

/** Resources of one kind whose order among those of both sides is another: the earlier can win where age does not decide. */
function moved(before: ReadonlyMap<string, Resource>, after: ReadonlyMap<string, Resource>): readonly ResourceChange[] {
  const shared = [...after.values()].filter(each => before.has(resourceId(each)))
  const orderBefore = new Map([...before.keys()].filter(id => after.has(id)).map((id, i) => [id, i]))
  const kinds = new Map<string, number>()
  return shared.flatMap(each => {
    const at = orderBefore.get(resourceId(each)) ?? 0
    const last = kinds.get(each.kind) ?? -1
    kinds.set(each.kind, Math.max(last, at))
    return at < last ? [changeOf(each, 'moved')] : []
  })
}

/** Which tables a set of changes can touch at all. */
export interface Reach {
  /** Clusters and endpoints of any host. */
  readonly clusters: boolean
  /** What servers ask of those who call them. */
  readonly servers: boolean
}

/** Kinds that only make routes: the clusters of equal names are equal. */
const ONLY_ROUTES: ReadonlySet<string> = new Set(['VirtualService', 'Gateway', 'HTTPRoute', 'GRPCRoute'])
const ONLY_SERVERS: ReadonlySet<string> = new Set(['AuthorizationPolicy', 'RequestAuthentication'])

export function reachOf(changes: readonly ResourceChange[]): Reach {
  const others = changes.filter(({ kind }) => !ONLY_ROUTES.has(kind))
  return {
    clusters: others.some(({ kind }) => !ONLY_SERVERS.has(kind)),
    servers: others.some(({ kind }) => kind !== 'DestinationRule'),
  }
}
