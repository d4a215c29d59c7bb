import type { Mesh } from '../config/mesh.ts'
import type { Resource } from '../config/resource.ts'
import type { Connection } from '../dataplane/data-plane.ts'
import { NO_HEADERS, type Request } from '../dataplane/request.ts'
import type { ServerSide } from '../dataplane/server-side.ts'
import { type AccessContext, checkHttpAccess, checkNetworkAccess } from '../proxy/authorize/access.ts'
import { clientOfGateway, clientOfSidecar, UNKNOWN_CLIENT, withPeerAddress } from '../proxy/authorize/client-address.ts'
import type { ConnectionFacts } from '../proxy/authorize/facts.ts'
import type { Decision, RoutingCall } from '../proxy/route/decide.ts'
import type { ProxyState } from './proxy-state.ts'
import type { Shape } from './shapes.ts'
import type { World } from './world.ts'

const POLICY_KINDS = ['AuthorizationPolicy', 'PeerAuthentication', 'RequestAuthentication']

/**
 * Whether servers of a mesh may refuse what callers send. Without policies and without TLS settings of its own a sidecar
 * takes whatever comes, and a run asks nobody.
 */
export function isGuarded({ resources, settings }: Mesh): boolean {
  const rewritesPaths = JSON.stringify(settings.meshConfig).includes('"pathNormalization"')
  return (
    rewritesPaths ||
    resources.some(({ kind, body }) => POLICY_KINDS.includes(kind) || (kind === 'DestinationRule' && hasTls(body)))
  )
}

function hasTls(body: object): boolean {
  return JSON.stringify(body).includes('"tls":')
}

/** Whether a gateway needs to know which pod of the mesh calls it: for policies, or to hash its address. */
export function asksWhoCalls(mesh: Mesh): boolean {
  return isGuarded(mesh) || mesh.resources.some(hashesSourceIp)
}

/** Whether proxies decide by their own address: then pods of one workload, whose tables are the same, decide differently. */
export function asksOwnAddress({ resources }: Mesh): boolean {
  return resources.some(
    resource =>
      hashesSourceIp(resource) ||
      (resource.kind === 'AuthorizationPolicy' && JSON.stringify(resource.body).includes('"destination.ip"')),
  )
}

function hashesSourceIp({ kind, body }: Resource): boolean {
  return kind === 'DestinationRule' && JSON.stringify(body).includes('"useSourceIp":true')
}

/** A proxy as a server, by the configuration that it has. */
export function serverSideOf(world: World, proxy: ProxyState): ServerSide {
  const { table } = proxy
  if (proxy.serverSide === null || proxy.serverConfig !== table.config) {
    proxy.serverSide = world.control.serverSideOf(table.tables, proxy.identity)
    proxy.serverConfig = table.config
  }
  return proxy.serverSide
}

/** What an external authorization service is taken to say: nobody knows better. */
const ALLOWED = { status: 200, headers: NO_HEADERS }

/** What policies of a proxy are judged by. An authorization service answers if the proxy knows it at all. */
export function accessOf(world: World, proxy: ProxyState): AccessContext {
  const { tables } = proxy.table
  return { ...world.tokens, service: filter => (tables.cluster(filter.cluster) === undefined ? undefined : ALLOWED) }
}

/** A gateway asks its policies: before it routes a request, and at the first byte of a TCP connection. */
export function admissionTo(
  world: World,
  proxy: ProxyState,
  shape: Shape,
): Pick<RoutingCall, 'admit' | 'admitConnection'> {
  const { httpFilters, networkFilters, trustedProxies } = serverSideOf(world, proxy)
  const peer = peerOf(proxy, shape) ?? UNKNOWN_CLIENT
  const context = accessOf(world, proxy)
  const factsOf = (connection: Connection): ConnectionFacts => ({
    sourceIp: peer,
    destinationIp: proxy.pod.pod.ip,
    destinationPort: connection.listener?.port ?? 0,
    serverName: shape.target.tls?.sni ?? '',
    principal: shape.caller?.principal,
    remoteIp: peer,
  })
  return {
    admit:
      httpFilters.length === 0
        ? undefined
        : (connection, request) => {
            const facts = { ...factsOf(connection), remoteIp: clientOfGateway(request, peer, trustedProxies) }
            return checkHttpAccess(httpFilters, facts, withPeerAddress(request, peer), context)
          },
    admitConnection: (connection, knowsCaller) => {
      const facts = factsOf(connection)
      return checkNetworkAccess(
        networkFilters,
        knowsCaller ? facts : { ...facts, principal: undefined },
        context.service,
      )
    },
  }
}

/** Who holds the other end: of a sidecar its own application, of a gateway a pod of the mesh or a client that may be unknown. */
function peerOf({ identity, pod }: ProxyState, { caller, request }: Shape): string | undefined {
  return identity.kind === 'gateway' ? (caller?.ip ?? request.sourceIp) : pod.pod.ip
}

/** With the address of the proxy's peer, for the hash policy of a TCP proxy: without one the balancer picks by chance. */
export function fromPeer(proxy: ProxyState, shape: Shape, request: Request): Request {
  return { ...request, sourceIp: peerOf(proxy, shape) }
}

/**
 * The same of an HTTP connection manager, which believes in x-forwarded-for: sidecars in its last entry, gateways in that of
 * the trusted proxies before them (use_remote_address, xff_num_trusted_hops).
 */
export function fromClient(world: World, proxy: ProxyState, shape: Shape, request: Request): Request {
  const peer = peerOf(proxy, shape)
  // As it came in: a gateway that forwards has added to the list by now.
  const received = world.shapes.of(shape.id).request
  if (proxy.identity.kind !== 'gateway') return { ...request, sourceIp: clientOfSidecar(received, peer ?? '') }
  const { trustedProxies } = serverSideOf(world, proxy)
  return { ...request, sourceIp: clientOfGateway(received, peer ?? '', trustedProxies) || undefined }
}

/**
 * What goes on to the servers behind a gateway, whose policies may ask: who called, and the headers that filters added or
 * took away. The route was chosen by what the client sent.
 */
export function asForwarded(
  world: World,
  proxy: ProxyState,
  { caller }: Shape,
  { request, access }: Decision,
): Request {
  if (!world.control.isGuarded || proxy.identity.kind !== 'gateway') return request
  if (access?.kind === 'passed') return { ...request, headers: access.request.headers }
  return withPeerAddress(request, caller?.ip ?? request.sourceIp ?? UNKNOWN_CLIENT)
}

/** Whether an application speaks TLS by itself, which a server for plain HTTP refuses, policies or not: from now on all are asked. */
export function bringsTls({ control }: World, { target }: Shape): boolean {
  if (target.tls !== undefined) control.isGuarded = true
  return target.tls !== undefined
}
