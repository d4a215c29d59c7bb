import type { Mesh } from '../../config/mesh.ts'
import { type Resource, resourceId } from '../../config/resource.ts'
import { nodeAt, placeOf } from '../../config/source-node.ts'
import type { Origin } from '../../dataplane/origin.ts'
import type { Place } from '../../kernel/place.ts'

/** The rule of a VirtualService or a route as written, found again from what was compiled from it. */
export interface WrittenRule {
  readonly resource: Resource
  /** Position among the rules for HTTP, from 0. */
  readonly index: number
  /** Position among the match entries, from 0; absent where the rule has none. */
  readonly match?: number
  readonly matches: number
}

/** Path of the rule in its resource. */
type Path = readonly (string | number)[]

/** Undefined for what the control plane adds by itself. */
export function writtenRule(mesh: Mesh, origin: Origin): WrittenRule | undefined {
  const own = resourceOf(mesh, origin)
  return own && (ruleIn(own, origin.place) ?? ruleOfDelegator(mesh, origin.place))
}

/** Where rules and their matches stand: routes of the Gateway API have words of their own. */
export function rulePath({ kind }: Pick<Resource, 'kind'>): { readonly rules: string; readonly match: string } {
  return kind === 'VirtualService' ? { rules: 'http', match: 'match' } : { rules: 'rules', match: 'matches' }
}

function ruleIn(resource: Resource, place: Place): WrittenRule | undefined {
  const at = rulePath(resource)
  for (const [index, rule] of (nodeAt(resource.source, ['spec', at.rules]).items ?? []).entries()) {
    const entries = rule.entries?.get(at.match)?.items ?? []
    const match = entries.findIndex(entry => samePlace(entry.place, place))
    if (match >= 0) return { resource, index, match, matches: entries.length }
    if (samePlace(rule.place, place)) return { resource, index, matches: entries.length }
  }
  return undefined
}

/** A delegate's rule without a match of its own stands at that of the rule that delegates. */
function ruleOfDelegator(mesh: Mesh, place: Place): WrittenRule | undefined {
  for (const resource of mesh.resources) {
    const found = resource.kind === 'VirtualService' ? ruleIn(resource, place) : undefined
    if (found) return found
  }
  return undefined
}

export function resourceOf(mesh: Mesh, { resource: id }: Pick<Origin, 'resource'>): Resource | undefined {
  let byId = resourcesById.get(mesh)
  if (byId === undefined) {
    // Of several clusters' resources of one name the first is meant: the map is filled from the end.
    byId = new Map([...mesh.resources].reverse().map(resource => [resourceId(resource), resource]))
    resourcesById.set(mesh, byId)
  }
  return byId.get(id)
}

/** Made once per mesh: ten thousand tests ask. */
const resourcesById = new WeakMap<Mesh, ReadonlyMap<string, Resource>>()

/** `VirtualService/default/reviews#1`, with the match entry where there are several. */
export function ruleName({ resource, index, match, matches }: WrittenRule): string {
  const entry = match === undefined || matches < 2 ? '' : ` match ${match + 1} of ${matches}`
  return `${resourceId(resource)}#${index}${entry}`
}

/** Where one field of a rule stands; the rule itself where the file does not say it there. The trail has named the rule. */
export function fieldOrigin(origin: Origin, rule: WrittenRule | undefined, field: Path): Origin {
  const path = ['spec', rule ? rulePath(rule.resource).rules : 'http', rule?.index ?? 0, ...field]
  return { resource: '', place: rule ? placeOf(rule.resource.source, path, 'key') : origin.place, why: '' }
}

function samePlace(a: Place, b: Place): boolean {
  return a.file === b.file && a.line === b.line && a.column === b.column
}
