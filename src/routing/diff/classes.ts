import { NO_HEADERS, type Request } from '../../dataplane/request.ts'
import type { Route, VirtualHost } from '../../dataplane/route.ts'
import type { RoutingCall } from '../../proxy/route/decide.ts'
import type { CallerClass } from './callers.ts'
import { type Change, changesBetween } from './changes.ts'
import { type CallerTables, type Fate, fateOf, fateOfRoute, NO_ROUTE } from './fate.ts'
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
export function fateClasses(caller: CallerClass, proxies: BothTables, group: TargetGroup): readonly FateClass[] {
  const { base, head, targets } = group
  if (base.kind === 'rules' && base.id === head.id) return []
  const [ofBase, ofHead] = [optionsOf(proxies[0], base), optionsOf(proxies[1], head)]
  const differing = new Map<string, readonly Change[]>()
  for (const [i, one] of ofBase.entries()) {
    for (const [j, other] of ofHead.entries()) {
      const changes = changesBetween(one.facts, other.facts)
      if (changes.length > 0) differing.set(`${i} ${j}`, changes)
    }
  }
  if (differing.size === 0) return []
  const routes = [routesOf(base), routesOf(head)] as const
  const matches = routes.flat().map(({ match }) => match)
  const space = spaceOf(matches, authoritiesOf(proxies, group, matches))
  const classes: FateClass[] = []
  for (const [key, changes] of differing) {
    const [i, j] = key.split(' ').map(Number)
    const found = exampleOf(caller, proxies, group, space, routes, i, j)
    if (found === 'none') continue
    classes.push({ caller, targets, base: ofBase[i], head: ofHead[j], changes, example: found })
  }
  return classes
}

function routesOf(arrival: TargetGroup['base']): readonly Route[] {
  return arrival.kind === 'rules' ? arrival.virtualHost.routes : []
}

/** Every rule, and behind them that none matches; or the one fate that all have. */
function optionsOf(proxy: CallerTables, arrival: TargetGroup['base']): readonly Fate[] {
  if (arrival.kind === 'fate') return [arrival.fate]
  const { virtualHost } = arrival
  return [...virtualHost.routes.map(route => fateOfRoute(proxy, route, virtualHost)), noRoute(virtualHost)]
}

function noRoute({ origin }: VirtualHost): Fate {
  return { ...NO_ROUTE, facts: { ...NO_ROUTE.facts, origin } }
}

/** Host values that lead to the group: those of its targets, and what rules ask of Host as far as it does. */
function authoritiesOf(
  proxies: BothTables,
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
    text => arrive(proxies[0], targets[0], text).id === base.id && arrive(proxies[1], targets[0], text).id === head.id,
  )
}

function exampleOf(
  caller: CallerClass,
  proxies: BothTables,
  { targets, base, head }: TargetGroup,
  space: Space,
  [baseRoutes, headRoutes]: readonly [readonly Route[], readonly Route[]],
  i: number,
  j: number,
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
  const isReal = isThere(proxies[0], base, baseRoutes[i]) && isThere(proxies[1], head, headRoutes[j])
  return isReal ? call : 'none'
}

export function callOf({ kind }: CallerClass, { host, port, scheme }: Target, request: Request): RoutingCall {
  const { claims } = request
  const target = { host, port, ...(scheme === 'https' ? { tls: { sni: host } } : {}) }
  const call: RoutingCall = { target, request, gateway: kind === 'gateway' }
  if (!claims) return call
  return { ...call, admit: (_connection, received) => ({ kind: 'passed', request: { ...received, claims } }) }
}
