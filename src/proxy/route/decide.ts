import type { Connection, ConnectTarget, ProxyTables } from '../../dataplane/data-plane.ts'
import type { TcpFilter } from '../../dataplane/listener.ts'
import type { Request } from '../../dataplane/request.ts'
import type { Route, RouteConfiguration, VirtualHost } from '../../dataplane/route.ts'
import type { PathNormalisation } from '../../dataplane/server-side.ts'
import type { HttpAccess, NetworkDenial } from '../authorize/access.ts'
import { findVirtualHost } from './find-virtual-host.ts'
import { matchRoute } from './match-route.ts'
import { isKnownMethod, receiveRequest } from './receive.ts'
import { httpsLocation } from './redirect.ts'

/** One request as its client makes it, and the address it dials for it. */
export interface RoutingCall {
  readonly target: ConnectTarget
  readonly request: Request
  /** The caller is a gateway: the request comes from outside the mesh. */
  readonly gateway: boolean
  /** Routes before this one were passed by, since their runtime fraction was not for this request. */
  readonly fromRoute?: number
  /** Of the proxy; default BASE. */
  readonly pathNormalisation?: PathNormalisation
  /** What the proxy's policies make of a request before it is routed: gateways have some. */
  admit?(connection: Connection, request: Request): HttpAccess
  /** The same of a TCP connection; undefined = it goes on. */
  admitConnection?(connection: Connection, knowsCaller: boolean): NetworkDenial | undefined
}

/** Where a request went, as far as the proxy's tables alone decide it. */
export interface Decision {
  readonly connection: Connection
  /** The request as routing saw it. */
  readonly request: Request
  /** Verdict of the proxy's own policies. A request that they deny has a route all the same, but does not take it. */
  readonly access?: HttpAccess
  /**
   * Why the proxy's policies end a TCP connection: with its first byte, when it has a host already (the filter waits for data,
   * the TCP proxy behind it does not).
   */
  readonly denial?: NetworkDenial
  readonly table?: RouteConfiguration
  readonly virtualHost?: VirtualHost
  readonly verdict: Verdict
}

export type Verdict =
  /** Nothing listens, or no filter chain takes the connection. */
  | { readonly kind: 'unreachable'; readonly error: string }
  /** Handled as a TCP connection: no HTTP rule applies. */
  | { readonly kind: 'tcp'; readonly filter: TcpFilter }
  /** Envoy would refuse the route table as a whole. */
  | { readonly kind: 'rejected'; readonly reason: string }
  /** Not HTTP as Envoy's parser knows it, or a path that can't be normalised: 400. */
  | { readonly kind: 'badRequest'; readonly details: 'http1.codec_error' | 'path_normalization_failed' }
  | { readonly kind: 'noVirtualHost' }
  | { readonly kind: 'noRoute' }
  /** The virtual host demands TLS. */
  | { readonly kind: 'tlsRedirect'; readonly location: string }
  | { readonly kind: 'route'; readonly route: Route; readonly index: number }

/**
 * Listener, filter chain, route table, virtual host, route: the same code that the simulation uses.
 * Envoy: ConnectionManagerImpl, RouteConfigImpl.
 * Known differences from Envoy: those of the files that it calls.
 */
export function decide(tables: ProxyTables, call: RoutingCall): Decision {
  const connection = tables.connect(call.target)
  const { filterChain } = connection
  if (!filterChain) {
    const verdict: Verdict = { kind: 'unreachable', error: connection.error ?? 'connection closed' }
    return { connection, request: call.request, verdict }
  }
  const { filter } = filterChain
  if (filter.kind === 'tcp') {
    const denial = filter.policies && call.admitConnection?.(connection, filter.policies.knowsCaller)
    return { connection, request: call.request, denial, verdict: { kind: 'tcp', filter } }
  }
  const received = receiveRequest(call.request, {
    gateway: call.gateway,
    terminatesTls: filter.terminatesTls,
    pathNormalisation: call.pathNormalisation,
    clients: filter.clients,
  })
  if (received === undefined) {
    return { connection, request: call.request, verdict: { kind: 'badRequest', details: 'path_normalization_failed' } }
  }
  const access = call.admit?.(connection, received)
  // The route is chosen by what the client sent; only the claims of its token come from the filters.
  const claims = access?.kind === 'passed' ? access.request.claims : undefined
  const request = claims ? { ...received, claims } : received
  const table = tables.routeConfig(filter.routeConfig)
  if (!table) return { connection, request, access, verdict: { kind: 'noVirtualHost' } }
  if (table.rejected !== undefined) {
    return { connection, request, access, table, verdict: { kind: 'rejected', reason: table.rejected } }
  }
  if (!isKnownMethod(request.method)) {
    return { connection, request, access, table, verdict: { kind: 'badRequest', details: 'http1.codec_error' } }
  }
  const virtualHost = findVirtualHost(table, request.authority)
  if (!virtualHost) return { connection, request, access, table, verdict: { kind: 'noVirtualHost' } }
  return {
    connection,
    request,
    access,
    table,
    virtualHost,
    // A gateway says by itself which protocol it was; a sidecar believes even that there is none, and then no route matches.
    verdict:
      !call.gateway && request.headers.get('x-forwarded-proto')?.[0] === ''
        ? { kind: 'noRoute' }
        : routeVerdict(virtualHost, request, call.fromRoute),
  }
}

function routeVerdict(virtualHost: VirtualHost, request: Request, from?: number): Verdict {
  if (virtualHost.requireTls === 'all' && request.scheme !== 'https') {
    return { kind: 'tlsRedirect', location: httpsLocation(request) }
  }
  const index = matchRoute(virtualHost, request, from)
  return index < 0 ? { kind: 'noRoute' } : { kind: 'route', route: virtualHost.routes[index], index }
}
