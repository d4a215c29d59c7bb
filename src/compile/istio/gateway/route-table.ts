import type { Origin } from '../../../dataplane/origin.ts'
import type { Route, RouteConfiguration, VirtualHost } from '../../../dataplane/route.ts'
import { NO_PLACE } from '../../../kernel/place.ts'
import { compareText } from '../creation-order.ts'
import { compareSpecificity, intersectHosts } from '../host/name.ts'
import type { MeshService } from '../registry/service.ts'
import { buildRoutes, sortCatchAllsLast } from '../route/build.ts'
import type { RouteContext } from '../route/context.ts'
import { rejectionOf } from '../route/rejection.ts'
import type { VirtualService } from '../virtual-service/virtual-service.ts'
import { hostsForNamespace } from './gateway.ts'
import type { BoundServer } from './merge.ts'

export interface GatewayTableSources {
  readonly namespace: string
  readonly labels: Readonly<Record<string, string>>
  virtualServices(gateway: string): readonly VirtualService[]
  /** The service that a VirtualService of `namespace` means by a host. */
  service(host: string, namespace: string): MeshService | undefined
  readonly consistentHash: RouteContext['consistentHash']
  readonly defaultRetries: RouteContext['defaultRetries']
}

/** A virtual host while VirtualServices are being added to it. */
interface Draft {
  readonly host: string
  /** Lists of routes, one per VirtualService: equal lists let hosts share a virtual host. */
  readonly parts: (readonly Route[])[]
  readonly port: number
  requireTls: VirtualHost['requireTls']
  readonly origin: Origin
}

/**
 * Table of the HTTP servers that share a name (core/gateway.go:buildGatewayHTTPRouteConfig): VirtualServices of one
 * host are put one after the other.
 */
export function buildGatewayTable(
  name: string,
  servers: readonly BoundServer[],
  sources: GatewayTableSources,
): RouteConfiguration {
  const drafts = new Map<string, Draft>()
  const routesOf = memoisedRoutes(sources)
  for (const bound of servers) {
    for (const vs of sources.virtualServices(bound.gateway.key)) addVirtualService(drafts, vs, bound, routesOf)
    if (bound.server.tls?.httpsRedirect) redirectHosts(drafts, bound)
  }
  const virtualHosts = drafts.size === 0 ? [blackhole(servers[0])] : collapse([...drafts.values()])
  return { name, virtualHosts, ignorePortInHost: true, rejected: rejectionOf(virtualHosts) }
}

type RoutesOf = (vs: VirtualService, bound: BoundServer) => readonly Route[]

/** Built once per Gateway and VirtualService, for the port of the first server that needs them, as istiod does. */
function memoisedRoutes(sources: GatewayTableSources): RoutesOf {
  const made = new Map<string, Map<VirtualService, readonly Route[]>>()
  return (vs, bound) => {
    const ofGateway = made.get(bound.gateway.key) ?? new Map<VirtualService, readonly Route[]>()
    made.set(bound.gateway.key, ofGateway)
    const routes = ofGateway.get(vs) ?? buildRoutes(vs, contextFor(vs, bound, sources))
    ofGateway.set(vs, routes)
    return routes
  }
}

function contextFor(vs: VirtualService, bound: BoundServer, sources: GatewayTableSources): RouteContext {
  return {
    labels: sources.labels,
    namespace: sources.namespace,
    gateway: bound.gateway.key,
    port: bound.server.port,
    tls: bound.server.tls !== undefined,
    service: host => sources.service(host, vs.namespace),
    consistentHash: sources.consistentHash,
    defaultRetries: sources.defaultRetries,
  }
}

function addVirtualService(
  drafts: Map<string, Draft>,
  vs: VirtualService,
  bound: BoundServer,
  routesOf: RoutesOf,
): void {
  const hosts = intersectHosts(hostsForNamespace(bound.server.hosts, vs.namespace), vs.hosts)
  if (hosts.length === 0) return
  const routes = routesOf(vs, bound)
  if (routes.length === 0) return
  for (const host of hosts.map(name => name.toLowerCase())) {
    const draft =
      drafts.get(host) ??
      newDraft(host, bound, {
        resource: vs.id,
        place: vs.place,
        why:
          vs.routeApi === 'gateway'
            ? `routes for the host on ${bound.gateway.id}, the most specific rule first`
            : `oldest VirtualService for the host on ${bound.gateway.id}`,
      })
    draft.parts.push(routes)
    if (bound.server.tls?.httpsRedirect) draft.requireTls = 'all'
    drafts.set(host, draft)
  }
}

function newDraft(host: string, bound: BoundServer, origin: Origin): Draft {
  return { host, parts: [], port: bound.server.port, requireTls: 'none', origin }
}

/** Hosts that only redirect to https need no VirtualService; a namespace prefix stays in the domain, as recorded. */
function redirectHosts(drafts: Map<string, Draft>, bound: BoundServer): void {
  const origin: Origin = { resource: bound.gateway.id, place: bound.server.place, why: 'httpsRedirect' }
  for (const host of bound.server.hosts.map(name => name.toLowerCase())) {
    const draft = drafts.get(host) ?? newDraft(host, bound, origin)
    draft.requireTls = 'all'
    drafts.set(host, draft)
  }
}

/** Hosts with the very same routes share a virtual host, named after the most specific (collapseDuplicateRoutes). */
function collapse(drafts: readonly Draft[]): readonly VirtualHost[] {
  const sorted = [...drafts].sort((a, b) => compareSpecificity(a.host, b.host))
  const groups: Draft[][] = []
  for (const draft of sorted) {
    const group = groups.find(([first]) => isSameRoutes(first, draft))
    if (group) group.push(draft)
    else groups.push([draft])
  }
  return groups.map(virtualHostOf).sort((a, b) => compareText(a.name, b.name))
}

function isSameRoutes(a: Draft, b: Draft): boolean {
  return (
    a.requireTls === b.requireTls &&
    a.parts.length === b.parts.length &&
    a.parts.every((part, i) => part === b.parts[i])
  )
}

function virtualHostOf(group: readonly Draft[]): VirtualHost {
  const [first] = group
  return {
    name: `${first.host}:${first.port}`,
    domains: group.map(draft => draft.host),
    routes: sortCatchAllsLast(first.parts.flat()),
    requireTls: first.requireTls,
    includeAttemptCount: true,
    origin: first.origin,
  }
}

/** Only where nothing at all is bound; as soon as one host is, an unknown host finds no virtual host (recorded). */
function blackhole(bound: BoundServer): VirtualHost {
  return {
    name: `blackhole:${bound.server.port}`,
    domains: ['*'],
    routes: [],
    requireTls: 'none',
    includeAttemptCount: true,
    origin: { resource: 'istiod', place: NO_PLACE, why: 'no VirtualService is bound to the port' },
  }
}
