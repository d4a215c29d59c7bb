import type { HttpRule, VirtualService } from '../istio/virtual-service/virtual-service.ts'
import { type Attachment, attachRoutes } from './attach.ts'
import type { KubernetesGateway } from './gateway.ts'
import { httpRules } from './http-rule.ts'
import { internalName, listenerKey } from './internal-gateway.ts'
import { tcpRules, tlsRules } from './layer4-rule.ts'
import type { NamespaceLabels } from './namespace-selector.ts'
import { bySpecificity } from './rank.ts'
import type { AttachedRoute } from './route.ts'
import type { RouteSources } from './sources.ts'

/** Routes on Gateways as VirtualServices (route_collections.go). */
export function gatewayVirtualServices(
  routes: readonly AttachedRoute[],
  gateways: readonly KubernetesGateway[],
  labelsOf: NamespaceLabels,
  sources: RouteSources,
): readonly VirtualService[] {
  const attachments = attachRoutes(routes, gateways, labelsOf)
  const parts = attachments.flatMap(attachment => httpParts(attachment, sources))
  return [...mergeHttp(parts), ...attachments.flatMap(attachment => layer4Services(attachment, sources))]
}

/** Rules of one route for one host of one parent. */
export interface HttpPart {
  readonly route: AttachedRoute
  readonly host: string
  /** `mesh`, or of a listener. */
  readonly gateway: string
  /** Parts of one key become one VirtualService, by the name of the key. */
  readonly key: string
  readonly http: readonly HttpRule[]
}

/** One VirtualService for each key, its rules in one sorted list (mergeHTTPRoutes). */
export function mergeHttp(parts: readonly HttpPart[]): readonly VirtualService[] {
  const byKey = new Map<string, HttpPart[]>()
  for (const part of parts.filter(({ http }) => http.length > 0)) {
    const held = byKey.get(part.key)
    if (held) held.push(part)
    else byKey.set(part.key, [part])
  }
  return [...byKey].map(([key, [first, ...others]]) => ({
    ...emptyService(first.route, key, first.gateway, first.host),
    http: [first, ...others].flatMap(({ http }) => http).sort(bySpecificity),
  }))
}

function httpParts({ gateway, listener, route, hosts }: Attachment, sources: RouteSources): readonly HttpPart[] {
  if (route.kind !== 'HTTPRoute' && route.kind !== 'GRPCRoute') return []
  const http = httpRules({ route, ...sources })
  const prefix = `${gateway.namespace}~${internalName(gateway, listener)}`
  return hosts.map(host => ({
    route,
    host,
    gateway: listenerKey(gateway, listener),
    key: `${prefix}~${host}`,
    http,
  }))
}

function layer4Services(
  { gateway, listener, route, hosts }: Attachment,
  { grants }: RouteSources,
): readonly VirtualService[] {
  const key = listenerKey(gateway, listener)
  if (route.kind === 'TLSRoute') {
    const tls = tlsRules({ route, grants }, hosts)
    return hosts.map((host, i) => ({ ...emptyService(route, `${route.name}~tls~${i}`, key, host), tls }))
  }
  if (route.kind !== 'TCPRoute') return []
  return [{ ...emptyService(route, `${route.name}~tcp`, key, '*'), tcp: tcpRules({ route, grants }) }]
}

/**
 * What istiod makes of a route.
 * @param name istiod's own, by which those of one age are sorted
 */
export function emptyService(route: AttachedRoute, name: string, gateway: string, host: string): VirtualService {
  const { namespace, id, resource } = route
  return {
    namespace,
    name,
    id,
    place: resource.place,
    creationTimeMs: resource.creationTimeMs,
    hosts: [host],
    gateways: [gateway],
    http: [],
    tls: [],
    tcp: [],
    routeApi: 'gateway',
  }
}
