import type { Connection, ConnectTarget, ProxyTables } from '../dataplane/data-plane.ts'
import type { Request } from '../dataplane/request.ts'
import type { Route, RouteConfiguration, VirtualHost, WeightedCluster } from '../dataplane/route.ts'
import { findVirtualHost } from '../proxy/route/find-virtual-host.ts'
import { conditionsOf, matchRoute } from '../proxy/route/match-route.ts'
import { isKnownMethod, receiveRequest } from '../proxy/route/receive.ts'
import { httpsLocation } from '../proxy/route/redirect.ts'

/** One request as its client makes it, and the address it dials for it. */
export interface RoutingCall {
  readonly target: ConnectTarget
  readonly request: Request
  /** The caller is a gateway: the request comes from outside the mesh. */
  readonly gateway: boolean
}

/** Where a request went, as far as the proxy's tables alone decide it. */
export interface Decision {
  readonly connection: Connection
  /** The request as routing saw it. */
  readonly request: Request
  readonly table?: RouteConfiguration
  readonly virtualHost?: VirtualHost
  readonly verdict: Verdict
}

export type Verdict =
  /** Nothing listens, or no filter chain takes the connection. */
  | { readonly kind: 'unreachable'; readonly error: string }
  /** Handled as a TCP connection: no HTTP rule applies. */
  | { readonly kind: 'tcp'; readonly clusters: readonly WeightedCluster[] }
  /** Envoy would refuse the route table as a whole. */
  | { readonly kind: 'rejected'; readonly reason: string }
  /** Not HTTP as Envoy's parser knows it: 400. */
  | { readonly kind: 'badRequest' }
  | { readonly kind: 'noVirtualHost' }
  | { readonly kind: 'noRoute' }
  /** The virtual host demands TLS. */
  | { readonly kind: 'tlsRedirect'; readonly location: string }
  | { readonly kind: 'route'; readonly route: Route; readonly index: number }

/** Listener, filter chain, route table, virtual host, route: the same code that the simulation uses. */
export function decide(tables: ProxyTables, call: RoutingCall): Decision {
  const connection = tables.connect(call.target)
  const { filterChain } = connection
  if (!filterChain) {
    const verdict: Verdict = { kind: 'unreachable', error: connection.error ?? 'connection closed' }
    return { connection, request: call.request, verdict }
  }
  const { filter } = filterChain
  if (filter.kind === 'tcp') {
    return { connection, request: call.request, verdict: { kind: 'tcp', clusters: filter.clusters } }
  }
  const request = receiveRequest(call.request, { gateway: call.gateway, terminatesTls: filter.terminatesTls })
  const table = tables.routeConfig(filter.routeConfig)
  if (!table) return { connection, request, verdict: { kind: 'noVirtualHost' } }
  if (table.rejected !== undefined) {
    return { connection, request, table, verdict: { kind: 'rejected', reason: table.rejected } }
  }
  if (!isKnownMethod(request.method)) return { connection, request, table, verdict: { kind: 'badRequest' } }
  const virtualHost = findVirtualHost(table, request.authority)
  if (!virtualHost) return { connection, request, table, verdict: { kind: 'noVirtualHost' } }
  return { connection, request, table, virtualHost, verdict: routeVerdict(virtualHost, request) }
}

function routeVerdict(virtualHost: VirtualHost, request: Request): Verdict {
  if (virtualHost.requireTls === 'all' && request.scheme !== 'https') {
    return { kind: 'tlsRedirect', location: httpsLocation(request) }
  }
  const index = matchRoute(virtualHost, request)
  return index < 0 ? { kind: 'noRoute' } : { kind: 'route', route: virtualHost.routes[index], index }
}

/** A route that was looked at before the one taken, and the first condition that turned the request away. */
export interface PassedOver {
  readonly route: Route
  readonly index: number
  readonly condition: string
}

/** Why the routes before the one taken did not match; all of them where none matched. */
export function passedOver(decision: Decision): readonly PassedOver[] {
  const { verdict, virtualHost, request } = decision
  if (!virtualHost || (verdict.kind !== 'route' && verdict.kind !== 'noRoute')) return []
  const end = verdict.kind === 'route' ? verdict.index : virtualHost.routes.length
  return virtualHost.routes
    .slice(0, end)
    .map((route, index) => ({ route, index, condition: failedCondition(route, request) }))
}

function failedCondition(route: Route, request: Request): string {
  const { match } = route
  const failed = conditionsOf(match, request).find(condition => !condition.holds)
  switch (failed?.what) {
    case 'header': {
      const { name, invert, match: wanted } = match.headers[failed.index]
      return `header ${name} ${invert ? 'must not be' : 'must be'} ${describe(wanted)}`
    }
    case 'query':
      return `query parameter ${match.query[failed.index].name} must be ${describe(match.query[failed.index].match)}`
    case 'claim':
      return `claim ${match.claims[failed.index].path.join('.')} must be ${describe(match.claims[failed.index].match)}`
    default:
      return `path must be ${match.path.kind} ${match.path.value}`
  }
}

function describe(match: 'present' | { readonly kind: string; readonly value: string }): string {
  return match === 'present' ? 'present' : `${match.kind} ${match.value}`
}
