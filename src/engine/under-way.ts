import { fields, list, text } from '../compile/istio/field.ts'
import type { Mesh } from '../config/mesh.ts'
import type { Resource } from '../config/resource.ts'
import { serviceLabel } from './cluster-refs.ts'
import { BY_NOBODY, FREE, NONE } from './row.ts'
import type { World } from './world.ts'

/**
 * Requests that proxies have sent to where the VirtualServices that differ between two meshes lead, at this instant:
 * `in flight: blue 41, green 3`, by subset; empty when there are none. They finish where they were sent.
 */
export function underWayAtChange(world: World, before: Mesh, after: Mesh): string {
  const known = new Set(before.resources)
  const changed = after.resources.filter(resource => resource.kind === 'VirtualService' && !known.has(resource))
  const services = new Set(changed.flatMap(destinationsOf))
  const counts = new Map<string, number>()
  for (const row of world.rows.all) {
    const ref = row.upstream?.ref
    if (row.phase === FREE || row.caller === BY_NOBODY || row.slot === NONE) continue
    if (ref === undefined || !services.has(ref.to)) continue
    const name = ref.destination.startsWith('default/') ? ref.destination.slice('default/'.length) : ref.destination
    counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  const told = [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, count]) => `${name} ${count}`)
  return told.length === 0 ? '' : `in flight: ${told.join(', ')}`
}

/** Services that the HTTP routes of a VirtualService lead to, as results name them. */
function destinationsOf({ namespace, body }: Resource): string[] {
  const routes = list(fields(body.spec).http).flatMap(http => list(fields(http).route))
  return routes.map(route => {
    const host = text(fields(fields(route).destination).host)
    return host.includes('.') ? serviceLabel(host) : `${namespace}/${host}`
  })
}
