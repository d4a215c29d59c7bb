import type { Connection, ProxyTables } from '../../dataplane/data-plane.ts'
import type { Route, RouteConfiguration, VirtualHost, WeightedCluster } from '../../dataplane/route.ts'
import { type Decision, decide, type RoutingCall } from '../../proxy/route/decide.ts'
import { type Destinations, destinationsOf } from './destinations.ts'
import { answerFacts, type FateFacts, routeFacts, tcpFacts } from './facts.ts'
import type { DiffSide } from './side.ts'

/** What one proxy of one revision does with a request. */
export interface Fate {
  /** The same for all requests that the same rule takes: the rule, or the answer's text. */
  readonly id: Route | string
  readonly facts: FateFacts
}

/** One caller's tables of one revision, and what is known of their rules. */
export interface CallerTables {
  readonly tables: ProxyTables
  readonly destinations: Destinations
  readonly facts: Map<Route, FateFacts>
  /** False where clusters of equal names are known to be equal on both sides. */
  readonly looksInside: boolean
}

export function callerTables(
  side: DiffSide,
  identity: Parameters<DiffSide['dataPlane']['tablesFor']>[0],
  looksInside: boolean,
): CallerTables {
  const tables = side.dataPlane.tablesFor(identity)
  return { tables, destinations: destinationsOf(side, tables, looksInside), facts: new Map(), looksInside }
}

export function fateOf(proxy: CallerTables, call: RoutingCall): Fate {
  const decision = decide(proxy.tables, call)
  return fateOfVerdict(proxy, decision)
}

function fateOfVerdict(proxy: CallerTables, { verdict, virtualHost }: Decision): Fate {
  switch (verdict.kind) {
    case 'route':
      return virtualHost ? fateOfRoute(proxy, verdict.route, virtualHost) : NO_ROUTE
    case 'tcp':
      return fateOfTcp(proxy, verdict.filter.clusters)
    case 'unreachable':
      return answer(`no connection: ${verdict.error}`)
    case 'rejected':
      return answer(`Envoy refuses the route table: ${verdict.reason}`)
    case 'badRequest':
      return answer('400, not HTTP')
    case 'noVirtualHost':
      return NO_VIRTUAL_HOST
    case 'noRoute':
      return { ...NO_ROUTE, facts: { ...NO_ROUTE.facts, origin: virtualHost?.origin } }
    case 'tlsRedirect':
      return { ...TLS_REDIRECT, facts: { ...TLS_REDIRECT.facts, origin: virtualHost?.origin } }
  }
}

export function fateOfRoute(proxy: CallerTables, route: Route, virtualHost: VirtualHost): Fate {
  let facts = proxy.facts.get(route)
  if (!facts) {
    facts = routeFacts(route, virtualHost, proxy.destinations)
    proxy.facts.set(route, facts)
  }
  return { id: route, facts }
}

function fateOfTcp({ destinations }: CallerTables, clusters: readonly WeightedCluster[]): Fate {
  const facts = tcpFacts(clusters, destinations)
  return { id: `tcp ${facts.facts.get('destination')?.key}`, facts }
}

function answer(text: string): Fate {
  return { id: text, facts: answerFacts(text) }
}

export const NO_VIRTUAL_HOST: Fate = answer('404, no rule is for this host')
export const NO_ROUTE: Fate = answer('404, no rule of this host matches')
const TLS_REDIRECT: Fate = answer('301 to https, which the host demands')

/** Where a connection and a Host lead, before any rule is looked at. */
export type Arrival =
  | { readonly kind: 'rules'; readonly id: VirtualHost; readonly virtualHost: VirtualHost }
  /** Every request to it ends the same way. */
  | { readonly kind: 'fate'; readonly id: string; readonly fate: Fate }

/** @param find virtual host by Host, as the proxy looks for it */
export function arrivalAt(
  proxy: CallerTables,
  connection: Connection,
  find: (table: RouteConfiguration) => VirtualHost | undefined,
  scheme: 'http' | 'https',
): Arrival {
  const { filterChain } = connection
  const settled = (fate: Fate): Arrival => ({ kind: 'fate', id: String(fate.id), fate })
  if (!filterChain) return settled(answer(`no connection: ${connection.error ?? 'connection closed'}`))
  const { filter } = filterChain
  if (filter.kind === 'tcp') return settled(fateOfTcp(proxy, filter.clusters))
  const table = proxy.tables.routeConfig(filter.routeConfig)
  if (!table) return settled(NO_VIRTUAL_HOST)
  if (table.rejected !== undefined) return settled(answer(`Envoy refuses the route table: ${table.rejected}`))
  const virtualHost = find(table)
  if (!virtualHost) return settled(NO_VIRTUAL_HOST)
  if (virtualHost.requireTls === 'all' && scheme === 'http') return settled(TLS_REDIRECT)
  return { kind: 'rules', id: virtualHost, virtualHost }
}
