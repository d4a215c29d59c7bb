import type { ProxyTables } from '../../dataplane/data-plane.ts'
import type { Route, RouteConfiguration, VirtualHost } from '../../dataplane/route.ts'
import type { RoutingCall } from './decide.ts'
import { findVirtualHost } from './find-virtual-host.ts'
import { matchRoute } from './match-route.ts'
import { heldHeaders } from './one-line-headers.ts'

/** A route and where it stands. */
export interface LoggedRoute {
  readonly table: RouteConfiguration
  readonly virtualHost: VirtualHost
  readonly route: Route
}

/**
 * The route that Envoy's access log names beside a 400 for a path that can't be normalised. It is looked up after the answer was
 * decided, with the request as the client sent it: without an x-forwarded-proto of the client's own there is none yet, and no route
 * without it (ConnectionManagerImpl::ActiveStream::decodeHeaders, seen of Envoy 1.40). The answer does not depend on it.
 * Known differences from Envoy: routes for a fraction of the requests count as for all.
 */
export function loggedRoute(tables: ProxyTables, { target, request }: RoutingCall): LoggedRoute | undefined {
  const filter = tables.connect(target).filterChain?.filter
  if (filter?.kind !== 'http') return undefined
  const headers = heldHeaders(request.headers)
  const table = headers.get('x-forwarded-proto')?.[0] ? tables.routeConfig(filter.routeConfig) : undefined
  const virtualHost = table && findVirtualHost(table, request.authority)
  if (table === undefined || virtualHost === undefined) return undefined
  const route = virtualHost.routes[matchRoute(virtualHost, { ...request, headers })]
  return route && { table, virtualHost, route }
}
