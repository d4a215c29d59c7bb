import type { VirtualService } from '../istio/virtual-service/virtual-service.ts'
import type { Attachment } from './attach.ts'
import type { HttpPart } from './http-parts.ts'
import { httpRules } from './http-rule.ts'
import { listenerKey } from './internal-gateway.ts'
import { tcpRules, tlsRules } from './layer4-rule.ts'
import type { AttachedRoute } from './route.ts'
import type { RouteSources } from './sources.ts'

/** What routes come to in istiod's own terms; parts of several routes are still to be merged. */
export interface RouteServices {
  readonly http: readonly HttpPart[]
  readonly layer4: readonly VirtualService[]
}

/** Routes on Gateways (route_collections.go). */
export function gatewayServices(attachments: readonly Attachment[], sources: RouteSources): RouteServices {
  return {
    http: attachments.flatMap(attachment => httpParts(attachment, sources)),
    layer4: attachments.flatMap(attachment => layer4Services(attachment, sources)),
  }
}

function httpParts(
  { gateway, listener, parent, route, hosts }: Attachment,
  sources: RouteSources,
): readonly HttpPart[] {
  if (route.kind !== 'HTTPRoute' && route.kind !== 'GRPCRoute') return []
  const http = httpRules({ route, ...sources })
  const at = listenerKey(gateway, listener)
  return hosts.map(host => ({ route, parent, host, gateway: at, key: `${at}~${host}`.replace('/', '~'), http }))
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
