import type { HttpMatch, HttpRule } from '../../compile/istio/virtual-service/virtual-service.ts'
import type { Diagnostic } from '../../config/diagnostic.ts'
import type { Place } from '../../kernel/place.ts'
import { findingAt, type LintCheck } from '../check.ts'
import type { LintWorld } from '../world.ts'

/** route_collections.go:sortHTTPRoutes: rules of one host are sorted, and of equal ones the oldest route's comes first. */
export const hiddenRouteRule: LintCheck = {
  code: 'MS2519',
  title: 'a match of a route that another route takes first',
  level: 'warning',
  meaning:
    'All rules for one host on one listener, of whatever routes, become one list, the most specific first. Of two with the very same conditions the older route wins, among routes of one age the one that comes first by namespace and name, within a route the first rule. The other is never reached.',
  fix: 'Remove one of the two, or give it a condition more.',
  bad: routes('{ path: { value: /cart } }'),
  good: routes('{ path: { value: /cart }, method: POST }'),
  find,
}

function routes(match: string): string {
  const route = (name: string, match: string) => `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: ${name} }
spec:
  parentRefs: [{ group: "", kind: Service, name: web }]
  rules:
    - matches: [${match}]
      backendRefs: [{ name: web, port: 80 }]
`
  return `${route('a', '{ path: { value: /cart } }')}---\n${route('b', match)}`
}

/** A match that is first for some host is reached. */
function find(world: LintWorld): readonly Diagnostic[] {
  const reached = new Set<string>()
  const hidden = new Map<string, { readonly rule: HttpRule; readonly by: HttpRule }>()
  for (const { http } of world.routeServices) {
    const first = new Map<string, HttpRule>()
    for (const rule of http) {
      const [match] = rule.match
      const conditions = conditionsOf(match)
      const by = first.get(conditions)
      if (by) hidden.set(keyOf(match.place), { rule, by })
      else {
        first.set(conditions, rule)
        reached.add(keyOf(match.place))
      }
    }
  }
  return [...hidden].filter(([key]) => !reached.has(key)).flatMap(([, { rule, by }]) => tell(rule, by, world))
}

function tell(rule: HttpRule, by: HttpRule, world: LintWorld): readonly Diagnostic[] {
  const resource = world.resource(rule.resource)
  if (!resource) return []
  const [{ place }] = rule.match
  const [{ place: taken }] = by.match
  const where = taken.file === place.file ? `line ${taken.line}` : `${taken.file}:${taken.line}`
  const message = `this match is never reached: ${by.resource} has the same on ${where}, and comes first`
  return [findingAt(hiddenRouteRule, resource, place, message)]
}

function conditionsOf({ uri, method, headers, queryParams, source }: HttpMatch): string {
  const named = (conditions: HttpMatch['headers']) =>
    [...conditions].map(([name, match]) => [name.toLowerCase(), match]).sort()
  return JSON.stringify([uri, method, named(headers), named(queryParams), source.port])
}

function keyOf({ file, line, column }: Place): string {
  return `${file}:${line}:${column}`
}
