import { compareText } from '../istio/creation-order.ts'
import type { HttpRule, VirtualService } from '../istio/virtual-service/virtual-service.ts'
import { bySpecificity } from './rank.ts'
import type { AttachedRoute, ParentReference } from './route.ts'
import { emptyService } from './virtual-services.ts'

/** Rules of an HTTPRoute or GRPCRoute for one host at one parent. */
export interface HttpPart {
  readonly route: AttachedRoute
  readonly parent: ParentReference
  readonly host: string
  /** `mesh`, or of a listener. */
  readonly gateway: string
  /** Parts of one key become one VirtualService, by the name of the key. */
  readonly key: string
  readonly http: readonly HttpRule[]
}

/** One VirtualService for each key, its rules in one sorted list (route_collections.go:mergeHTTPRoutes). */
export function mergeHttp(parts: readonly HttpPart[]): readonly VirtualService[] {
  const byKey = new Map<string, HttpPart[]>()
  for (const part of visible(parts.filter(({ http }) => http.length > 0))) {
    const held = byKey.get(part.key)
    if (held) held.push(part)
    else byKey.set(part.key, [part])
  }
  return [...byKey].map(([key, [first, ...others]]) => ({
    ...emptyService(first.route, key, first.gateway, first.host),
    http: [first, ...others].flatMap(({ http }) => http).sort(bySpecificity),
  }))
}

/**
 * All but what an HTTPRoute hides of a GRPCRoute of its namespace and name: istiod names their parts alike, and where two have one name
 * it knows the first (krt.JoinCollection). Once anything else of a key is known, all of the key is looked up.
 */
function visible(parts: readonly HttpPart[]): readonly HttpPart[] {
  const names = namesOf(parts)
  const taken = new Set(parts.filter(({ route }) => route.kind === 'HTTPRoute').map(part => names.get(part)))
  const known = parts.filter(part => part.route.kind === 'HTTPRoute' || !taken.has(names.get(part)))
  const keys = new Set(known.map(({ key }) => key))
  return parts.filter(({ key }) => keys.has(key))
}

/** Parts of a route are counted through all its parents. */
function namesOf(parts: readonly HttpPart[]): ReadonlyMap<HttpPart, string> {
  const counts = new Map<AttachedRoute, number>()
  const ordered = parts.toSorted(
    (a, b) => compareText(a.gateway, b.gateway) || compareText(referenceText(a.parent), referenceText(b.parent)),
  )
  return new Map(
    ordered.map(part => {
      const { route } = part
      const count = counts.get(route) ?? 0
      counts.set(route, count + 1)
      return [part, `${route.namespace}/${route.name}~${count}`]
    }),
  )
}

/** conversion.go:parentRefString. */
function referenceText({ group, kind, name, sectionName, port = 0, namespace }: ParentReference): string {
  return `${group}/${kind}/${name}/${sectionName}/${port}.${namespace}`
}
