import { CLUSTER_DOMAIN } from '../../compile/istio/registry/kubernetes-service.ts'
import { routingSettings } from '../../compile/istio/settings.ts'
import { mergeDelegates } from '../../compile/istio/virtual-service/delegate.ts'
import { parseVirtualService } from '../../compile/istio/virtual-service/parse.ts'
import type { HttpMatch, HttpRule, VirtualService } from '../../compile/istio/virtual-service/virtual-service.ts'
import type { Place } from '../../kernel/place.ts'
import { type WrittenRule, writtenRule } from '../explain/written-rule.ts'
import type { BoundMesh } from '../foreign-tests/bound-caller.ts'

/** One match of a rule of the files, or a rule that has none. */
export interface WrittenMatch {
  /** `default/reviews rule 2, match 1`; a route of the Gateway API begins with its kind. */
  readonly title: string
  readonly place: Place
  /** What carries it to proxies: one VirtualService, or one for each listener and host of a route. Never empty. */
  readonly ways: readonly Way[]
}

export interface Way {
  readonly vs: VirtualService
  readonly rule: HttpRule
  /** Absent = takes everything. */
  readonly match?: HttpMatch
}

/** In the order of the files; VirtualServices come first. */
export function writtenMatches(mesh: BoundMesh): readonly WrittenMatch[] {
  return [...ofVirtualServices(mesh), ...ofRoutes(mesh)]
}

function ofVirtualServices({ mesh }: BoundMesh): readonly WrittenMatch[] {
  const all = mesh.resources
    .filter(({ kind, apiVersion }) => kind === 'VirtualService' && apiVersion.startsWith('networking.istio.io/'))
    .map(resource => parseVirtualService(resource, CLUSTER_DOMAIN))
  return mergeDelegates(all, routingSettings(mesh.settings).virtualServiceExportTo).flatMap(vs =>
    vs.http.flatMap((rule, index) => {
      const title = `${rule.resource.replace(/^VirtualService\//, '')} ${rule.name || `rule ${index + 1}`}`
      if (rule.match.length === 0) return [{ title, place: rule.place, ways: [{ vs, rule }] }]
      return rule.match.map((match, i) => ({
        title: rule.match.length > 1 ? `${title}, match ${i + 1}` : title,
        place: match.place,
        ways: [{ vs, rule, match }],
      }))
    }),
  )
}

/** istiod makes one rule of each match, sorts them, and repeats them for each listener and host. */
function ofRoutes({ mesh, routes }: BoundMesh): readonly WrittenMatch[] {
  const found = new Map<string, { readonly written: WrittenRule; readonly place: Place; readonly ways: Way[] }>()
  for (const vs of routes) {
    for (const rule of vs.http) {
      const [match] = rule.match
      const written = writtenRule(mesh, { resource: rule.resource, place: match.place, why: '' })
      if (!written) continue
      const { file, line, column } = match.place
      const key = `${file}:${line}:${column}`
      const entry = found.get(key) ?? { written, place: match.place, ways: [] }
      entry.ways.push({ vs, rule, match })
      found.set(key, entry)
    }
  }
  const position = new Map(mesh.resources.map((resource, i) => [resource, i]))
  const order = ({ resource, index, match = 0 }: WrittenRule) => [position.get(resource) ?? 0, index, match]
  return [...found.values()]
    .sort((a, b) => compare(order(a.written), order(b.written)))
    .map(({ written, place, ways }) => ({ title: routeTitle(written), place, ways }))
}

function routeTitle({ resource, index, match = 0, matches }: WrittenRule): string {
  const { kind, namespace, name } = resource
  const rule = `${kind}/${namespace}/${name} rule ${index + 1}`
  return matches > 1 ? `${rule}, match ${match + 1}` : rule
}

function compare(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((value, i) => value !== b[i])
  return at < 0 ? 0 : a[at] - b[at]
}
