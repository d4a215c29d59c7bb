import type { VirtualService } from '../istio/virtual-service/virtual-service.ts'
import { type Attachment, attachRoutes } from './attach.ts'
import type { KubernetesGateway, Listener } from './gateway.ts'
import { httpRules } from './http-rule.ts'
import { listenerKey } from './internal-gateway.ts'
import { tcpRules, tlsRules } from './layer4-rule.ts'
import type { NamespaceLabels } from './namespace-selector.ts'
import { bySpecificity } from './rank.ts'
import type { AttachedRoute } from './route.ts'
import type { RouteSources } from './sources.ts'

/**
 * Routes on Gateways as VirtualServices: one for each listener and host, all rules for it in one sorted list
 * (route_collections.go:mergeHTTPRoutes).
 */
export function gatewayVirtualServices(
  routes: readonly AttachedRoute[],
  gateways: readonly KubernetesGateway[],
  labelsOf: NamespaceLabels,
  sources: RouteSources,
): readonly VirtualService[] {
  const attachments = attachRoutes(routes, gateways, labelsOf)
  return gateways.flatMap(gateway =>
    gateway.listeners.flatMap(listener => {
      const here = attachments.filter(attachment => attachment.listener === listener)
      return [...httpServices(gateway, listener, here, sources), ...layer4Services(gateway, listener, here, sources)]
    }),
  )
}

function httpServices(
  gateway: KubernetesGateway,
  listener: Listener,
  attachments: readonly Attachment[],
  { grants, isService }: RouteSources,
): readonly VirtualService[] {
  const byHost = new Map<string, AttachedRoute[]>()
  for (const { route, hosts } of attachments) {
    if (route.kind !== 'HTTPRoute' && route.kind !== 'GRPCRoute') continue
    for (const host of new Set(hosts)) byHost.set(host, [...(byHost.get(host) ?? []), route])
  }
  return [...byHost].flatMap(([host, routes]) => {
    const http = routes.flatMap(route => httpRules({ route, grants, isService })).sort(bySpecificity)
    if (http.length === 0) return []
    return [
      { ...emptyService(routes[0], `${listener.name}~${host}`), ...boundTo(gateway, listener), hosts: [host], http },
    ]
  })
}

function layer4Services(
  gateway: KubernetesGateway,
  listener: Listener,
  attachments: readonly Attachment[],
  { grants }: RouteSources,
): readonly VirtualService[] {
  return attachments.flatMap(({ route, hosts }): readonly VirtualService[] => {
    const bare = { ...emptyService(route, listener.name), ...boundTo(gateway, listener), hosts }
    if (route.kind === 'TLSRoute') return [{ ...bare, tls: tlsRules({ route, grants }, hosts) }]
    return route.kind === 'TCPRoute' ? [{ ...bare, tcp: tcpRules({ route, grants }, undefined) }] : []
  })
}

/** Attachment has been decided: whoever serves the listener sees the routes. */
function boundTo(gateway: KubernetesGateway, listener: Listener): Pick<VirtualService, 'gateways' | 'exportTo'> {
  return { gateways: [listenerKey(gateway, listener)], exportTo: ['*'] }
}

/** A VirtualService that goes by the name of a route. */
export function emptyService(route: AttachedRoute, suffix: string): VirtualService {
  const { namespace, name, id, resource } = route
  return {
    namespace,
    name: `${name}~${suffix}`,
    id,
    place: resource.place,
    creationTimeMs: resource.creationTimeMs,
    hosts: [],
    gateways: [],
    http: [],
    tls: [],
    tcp: [],
    routeApi: 'gateway',
  }
}
