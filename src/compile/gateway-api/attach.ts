import { hostsOverlap, intersectHosts, isSubsetOf, isWildcard } from '../istio/host/name.ts'
import type { KubernetesGateway, Listener } from './gateway.ts'
import { GATEWAY_API_GROUP } from './kinds.ts'
import { type NamespaceLabels, selects } from './namespace-selector.ts'
import type { AttachedRoute, ParentReference, RouteKind } from './route.ts'

/** A route on one listener, as one of its parentRefs wants it. */
export interface Attachment {
  readonly gateway: KubernetesGateway
  readonly listener: Listener
  readonly route: AttachedRoute
  readonly parent: ParentReference
  /** Names for which it is there: of HTTP and gRPC as the route writes them, each of which istiod serves by itself. */
  readonly hosts: readonly string[]
}

/** Routes that a listener can take (conversion.go:GenerateGatewaySupportedKinds). */
function supportedKinds({ protocol, tls }: Listener): readonly RouteKind[] {
  switch (protocol) {
    case 'HTTP':
    case 'HTTPS':
      return ['HTTPRoute', 'GRPCRoute']
    case 'TLS':
      return tls && !tls.passthrough ? ['TLSRoute', 'TCPRoute'] : ['TLSRoute']
    case 'TCP':
      return ['TCPRoute']
    default:
      return []
  }
}

/**
 * Which listeners take which routes (conversion.go:extractParentReferenceInfo), routes and listeners in their order. Two
 * parentRefs that mean one listener put the route there twice.
 */
export function attachRoutes(
  routes: readonly AttachedRoute[],
  gateways: readonly KubernetesGateway[],
  labelsOf: NamespaceLabels,
): readonly Attachment[] {
  return routes.flatMap(route =>
    route.parents.filter(isGateway).flatMap(parent => {
      const gateway = gateways.find(({ namespace, name }) => namespace === parent.namespace && name === parent.name)
      if (!gateway) return []
      return gateway.listeners
        .filter(listener => refusalOf(route, parent, gateway, listener, labelsOf) === undefined)
        .map(listener => ({ gateway, listener, route, parent, hosts: servedHosts(route, listener, gateway) }))
    }),
  )
}

export function isGateway({ group, kind }: ParentReference): boolean {
  return group === GATEWAY_API_GROUP && kind === 'Gateway'
}

/** Why a listener does not take a route: what is looked at first comes first. */
export type Refusal = 'section' | 'conflict' | 'kind' | 'namespace' | 'hostname'

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
  if (listener.conflictsWith !== undefined) return 'conflict'
  const { kinds } = listener.allowed
  if (!supportedKinds(listener).includes(route.kind) || kinds?.includes(route.kind) === false) return 'kind'
  if (!isAllowed(route.namespace, gateway, listener, labelsOf)) return 'namespace'
  const wanted = listener.hostname || '*'
  return hostnamesOf(route).some(host => hostsOverlap(host, wanted)) ? undefined : 'hostname'
}

/** A TCPRoute has none. */
function hostnamesOf({ hostnames }: AttachedRoute): readonly string[] {
  return hostnames.length > 0 ? hostnames : ['*']
}

function servedHosts(route: AttachedRoute, listener: Listener, gateway: KubernetesGateway): readonly string[] {
  const hosts = hostnamesOf(route)
  if (route.kind === 'TLSRoute') return intersectHosts(hosts, [listener.hostname || '*'])
  return route.kind === 'TCPRoute' ? hosts : hosts.filter(host => staysHere(host, listener, gateway))
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

/**
 * Listener isolation: a host goes to the narrowest listener of the port and protocol that covers it, whether that one has
 * routes or not (conversion.go:hostnameAllowedByIsolation).
 */
function staysHere(host: string, { port, protocol, hostname }: Listener, { listeners }: KubernetesGateway): boolean {
  if (hostname !== '' && !isWildcard(hostname)) return true
  if (hostname !== '' && !hostsOverlap(host, hostname)) return false
  return !listeners.some(
    other =>
      other.conflictsWith === undefined &&
      other.port === port &&
      other.protocol === protocol &&
      other.hostname !== hostname &&
      other.hostname.length >= hostname.length &&
      isSubsetOf(host, other.hostname),
  )
}
