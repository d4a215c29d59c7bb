import { isSubsetOf } from '../istio/host/name.ts'
import type { KubernetesGateway, Listener, ListenerProtocol } from './gateway.ts'
import { commonHosts } from './hostname.ts'
import { GATEWAY_API_GROUP } from './kinds.ts'
import { type NamespaceLabels, selects } from './namespace-selector.ts'
import type { AttachedRoute, ParentReference, RouteKind } from './route.ts'

/** A route on one listener, with the host names that both want. */
export interface Attachment {
  readonly gateway: KubernetesGateway
  readonly listener: Listener
  readonly route: AttachedRoute
  readonly hosts: readonly string[]
}

/** Kinds of routes that a listener takes when it names none (gateway-api: allowedRoutes.kinds). */
const KINDS_OF: Readonly<Record<ListenerProtocol, readonly RouteKind[]>> = {
  HTTP: ['HTTPRoute', 'GRPCRoute'],
  HTTPS: ['HTTPRoute', 'GRPCRoute'],
  TLS: ['TLSRoute', 'TCPRoute'],
  TCP: ['TCPRoute'],
  UDP: [],
}

/**
 * Which listeners take which routes (conversion.go:referenceAllowed and the listener isolation of
 * route_collections.go). Routes keep their order.
 */
export function attachRoutes(
  routes: readonly AttachedRoute[],
  gateways: readonly KubernetesGateway[],
  labelsOf: NamespaceLabels,
): readonly Attachment[] {
  const attached = routes.flatMap(route => attachmentsOf(route, gateways, labelsOf))
  return attached.flatMap(attachment => {
    const hosts = attachment.hosts.filter(host => !belongsElsewhere(host, attachment, attached))
    return hosts.length === 0 ? [] : [{ ...attachment, hosts }]
  })
}

function attachmentsOf(
  route: AttachedRoute,
  gateways: readonly KubernetesGateway[],
  labelsOf: NamespaceLabels,
): readonly Attachment[] {
  const found = new Map<Listener, Attachment>()
  for (const parent of route.parents.filter(isGateway)) {
    const gateway = gateways.find(({ namespace, name }) => namespace === parent.namespace && name === parent.name)
    for (const listener of gateway?.listeners ?? []) {
      if (!gateway || refusalOf(route, parent, gateway, listener, labelsOf)) continue
      found.set(listener, { gateway, listener, route, hosts: hostsOf(route, listener) })
    }
  }
  return [...found.values()]
}

export function isGateway({ group, kind }: ParentReference): boolean {
  return group === GATEWAY_API_GROUP && kind === 'Gateway'
}

/** Why a listener does not take a route: what is looked at first comes first. */
export type Refusal = 'section' | 'kind' | 'namespace' | 'hostname'

export function refusalOf(
  route: AttachedRoute,
  parent: ParentReference,
  gateway: KubernetesGateway,
  listener: Listener,
  labelsOf: NamespaceLabels,
): Refusal | undefined {
  const { sectionName, port } = parent
  const isMeant =
    (sectionName === '' || sectionName === listener.name) && (port === undefined || port === listener.port)
  if (!isMeant) return 'section'
  const { protocol, allowed } = listener
  const kinds: readonly string[] = allowed.kinds.length > 0 ? allowed.kinds : (KINDS_OF[protocol] ?? [])
  if (!kinds.includes(route.kind)) return 'kind'
  if (!isAllowed(route.namespace, gateway, listener, labelsOf)) return 'namespace'
  return hostsOf(route, listener).length === 0 ? 'hostname' : undefined
}

function hostsOf(route: AttachedRoute, { hostname }: Listener): readonly string[] {
  return route.kind === 'TCPRoute' ? ['*'] : commonHosts(hostname, route.hostnames)
}

function isAllowed(
  namespace: string,
  gateway: KubernetesGateway,
  { allowed }: Listener,
  labelsOf: NamespaceLabels,
): boolean {
  switch (allowed.from) {
    case 'All':
      return true
    case 'Same':
      return namespace === gateway.namespace
    case 'Selector':
      return selects(allowed.selector, labelsOf(namespace))
  }
}

/** Listener isolation: a host goes to the narrowest listener of the port that has routes at all. */
function belongsElsewhere(host: string, { gateway, listener }: Attachment, all: readonly Attachment[]): boolean {
  return all.some(
    other =>
      other.gateway === gateway &&
      other.listener !== listener &&
      other.listener.port === listener.port &&
      other.listener.protocol === listener.protocol &&
      other.listener.hostname !== '' &&
      isNarrower(other.listener.hostname, listener.hostname) &&
      isSubsetOf(host, other.listener.hostname),
  )
}

function isNarrower(hostname: string, than: string): boolean {
  return hostname !== than && (than === '' || isSubsetOf(hostname, than))
}
