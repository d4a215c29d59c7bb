import type { Change } from '../../dataplane/mesh-diff.ts'
import { NO_HEADERS, type Request } from '../../dataplane/request.ts'
import type { Route } from '../../dataplane/route.ts'
import type { RoutingCall } from '../../proxy/route/decide.ts'
import type { CallerClass } from './callers.ts'
import { changesBetween } from './changes.ts'
import { type CallerTables, type Fate, fateOf, NO_ROUTE } from './fate.ts'
import { areSameRules, differingPairs, ruleList } from './pairs.ts'
import { solve } from './solve.ts'
import { requestWith, type Space, spaceOf } from './space.ts'
import { arrive, authorityOf, type Target, type TargetGroup } from './targets.ts'

/** Requests of one caller that one rule takes on base and one on head, and that fare differently. */
export interface FateClass {
  readonly caller: CallerClass
  readonly targets: readonly Target[]
  readonly base: Fate
  readonly head: Fate
  readonly changes: readonly Change[]
  /** One request of the class; absent where no search found one, nor could rule it out. */
  readonly example?: RoutingCall
}

type BothTables = readonly [CallerTables, CallerTables]

/** Both ordered lists of rules walked against each other: a class for every pair that some request meets. */
export function fateClasses(caller: CallerClass, tables: BothTables, group: TargetGroup): readonly FateClass[] {
  if (areSameRules(tables[1], group)) return []
  const [base, head] = [ruleList(tables[0], group.base), ruleList(tables[1], group.head)]
  const pairs = differingPairs(base, head)
  if (pairs.length === 0) return []
  const matches = [...base.routes, ...head.routes].map(({ match }) => match)
  const space = spaceOf(matches, authoritiesOf(tables, group, matches))
  return pairs.flatMap(([i, j]) => {
    const example = exampleOf(caller, tables, group, space, [base.routes, head.routes], [i, j])
    if (example === 'none') return []
    const changes = changesBetween(base.fates[i].facts, head.fates[j].facts)
    return changes.length === 0
      ? []
      : [{ caller, targets: group.targets, base: base.fates[i], head: head.fates[j], changes, example }]
  })
}

/** Host values that lead to the group: those of its targets, and what rules ask of Host as far as it does. */
function authoritiesOf(
  tables: BothTables,
  { targets, base, head }: TargetGroup,
  matches: readonly Route['match'][],
): readonly string[] {
  const asked = matches
    .flatMap(({ headers }) => headers)
    .flatMap(({ name, match }) => ((name === ':authority' || name === 'host') && match !== 'present' ? [match] : []))
  const plain = targets.map(authorityOf)
  if (asked.length === 0) return plain
  const more = targets.flatMap(({ host, port }) => [host, `${host}:${port}`])
  const literal = asked.flatMap(({ value }) => [value, value.toLowerCase()])
  return [...new Set([...plain, ...more, ...literal])].filter(
    text => arrive(tables[0], targets[0], text).id === base.id && arrive(tables[1], targets[0], text).id === head.id,
  )
}

function exampleOf(
  caller: CallerClass,
  tables: BothTables,
  { targets, base, head }: TargetGroup,
  space: Space,
  [baseRoutes, headRoutes]: readonly [readonly Route[], readonly Route[]],
  [i, j]: readonly [number, number],
): RoutingCall | undefined | 'none' {
  const ofBase = space.regions.slice(0, baseRoutes.length)
  const ofHead = space.regions.slice(baseRoutes.length)
  const inside = [...ofBase.slice(i, i + 1), ...ofHead.slice(j, j + 1)]
  const outside = [...ofBase.slice(0, i), ...ofHead.slice(0, j)]
  const solution = solve(space, inside, outside)
  if (solution === 'empty') return 'none'
  if (solution === 'undecided') return undefined
  const [target] = targets
  const blank: Request = {
    method: 'GET',
    scheme: target.scheme,
    authority: authorityOf(target),
    path: '/',
    headers: NO_HEADERS,
  }
  const request = requestWith(
    space.dimensions,
    d => space.dimensions[d].values[solution[d as number] as number] ?? {},
    blank,
  )
  const call = callOf(caller, target, request)
  const isThere = (proxy: CallerTables, arrival: TargetGroup['base'], wanted: Route | undefined) => {
    if (arrival.kind === 'fate') return true
    const { id } = fateOf(proxy, call)
    return wanted ? id === wanted : id === NO_ROUTE.id
  }
  const isReal = isThere(tables[0], base, baseRoutes[i]) && isThere(tables[1], head, headRoutes[j])
  return isReal ? call : 'none'
}

export function callOf({ kind }: CallerClass, { host, port, scheme }: Target, request: Request): RoutingCall {
  const { claims } = request
  const target = { host, port, ...(scheme === 'https' ? { tls: { sni: host } } : {}) }
  const call: RoutingCall = { target, request, gateway: kind === 'gateway' }
  if (!claims) return call
  return { ...call, admit: (_connection, received) => ({ kind: 'passed', request: { ...received, claims } }) }
}
