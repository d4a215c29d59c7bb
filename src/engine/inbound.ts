import type { ServerSide } from '../dataplane/server-side.ts'
import type { HttpDenial } from '../proxy/authorize/access.ts'
import { offeredTls } from '../proxy/authorize/offered-tls.ts'
import { type Arriving, type OfferedTls, type Reception, receive } from '../proxy/authorize/reception.ts'
import { grpcStatusOfHttp } from '../proxy/route/grpc.ts'
import { accessOf, serverSideOf } from './access.ts'
import { ERROR, outcomeOfGrpc, REJECTED } from './flags.ts'
import type { ProxyState } from './proxy-state.ts'
import { CONNECT_FAILURE, CONNECTION_TERMINATION, NO_RESET, TLS_FAILURE } from './reset.ts'
import type { Row } from './row.ts'
import { breakOff, respond } from './server.ts'
import { type MeshCaller, type Shape, SPIFFE } from './shapes.ts'
import type { UpstreamState } from './upstream-state.ts'
import type { World } from './world.ts'

/** How one host takes what comes from one upstream, worked out once. Nothing of it is random. */
export interface Inbound {
  /** The server as it was asked; null = a pod without a proxy. */
  readonly side: ServerSide | null
  /** What becomes of connections, see engine/reset. */
  readonly connection: number
  /** What becomes of requests, by shape. */
  readonly passages: (Passage | undefined)[]
}

/** One shape of requests at one host. */
interface Passage {
  /** NO_RESET, or the connection ends. */
  readonly reset: number
  readonly denial: HttpDenial | null
  /** Policies turn away the connection, and no authorization service. */
  readonly isDenied: boolean
  /** Shape of the request as the application gets it. */
  readonly shape: number
}

/** Headers and paths play no part in how a connection is taken. */
const ANY_REQUEST = { method: 'GET', scheme: 'http', authority: '', path: '/', headers: new Map() } as const

/** How connections to a host fare: NO_RESET, or how they are lost. */
export function connectionFate(world: World, upstream: UpstreamState, slot: number): number {
  return inboundOf(world, upstream, slot).connection
}

/**
 * The server's proxy refuses a request that has reached it, or the connection that it came by: its filters come before
 * the application's worker or queue. True: it has been answered.
 */
export function isRefused(world: World, row: Row): boolean {
  const { upstream } = row
  if (upstream === null || row.pod.role !== 'app') return false
  const inbound = inboundOf(world, upstream, row.slot)
  if (inbound.side === null) return false
  const { reset, denial, isDenied } = passageOf(world, inbound, upstream, row)
  if (reset !== NO_RESET || inbound.connection !== NO_RESET) {
    // Of a TCP connection nobody says more than that it ended, so the reason stands in for a 403.
    if (isDenied && row.tcp !== null) row.verdict = REJECTED
    breakOff(world, row)
    return true
  }
  if (denial === null) return false
  deny(world, row, denial)
  return true
}

/** Shape of a request as its server's application gets it: after the caller's route and the filters of both proxies. */
export function servedShape(world: World, row: Row): number {
  const { decision, upstream } = row
  if (decision === null || decision.destinations.length === 0) return row.shape
  if (world.control.isGuarded && upstream !== null && row.pod.role === 'app') {
    const inbound = inboundOf(world, upstream, row.slot)
    if (inbound.side !== null) return passageOf(world, inbound, upstream, row).shape
  }
  return decision.destinations[row.destination].shape
}

/** RBAC turns away (settled outcome: rejected); a bad token or an authorization service makes an error. */
function deny(world: World, row: Row, { status, details }: HttpDenial): void {
  const isRbac = details.startsWith('rbac_access_denied')
  if (!row.decision?.grpc) {
    row.verdict = isRbac ? REJECTED : ERROR
    return respond(world, row, status)
  }
  row.grpcStatus = grpcStatusOfHttp(status)
  row.verdict = isRbac ? REJECTED : outcomeOfGrpc(row.grpcStatus)
  respond(world, row, 200)
}

function inboundOf(world: World, upstream: UpstreamState, slot: number): Inbound {
  const host = upstream.hosts[slot]
  const { pod } = host
  const { proxy } = pod
  const side = pod.role === 'app' && proxy !== null && !proxy.plain ? serverSideOf(world, proxy) : null
  const known = host.inbound
  if (known !== undefined && known.side === side) return known
  const made: Inbound = { side, connection: fateOf(world, upstream, slot, side), passages: [] }
  host.inbound = made
  return made
}

function fateOf(world: World, upstream: UpstreamState, slot: number, side: ServerSide | null): number {
  const { role, proxy } = upstream.hosts[slot].pod
  // Gateways choose by their listeners; whom nobody knows is taken to speak what is asked of it.
  if (role !== 'app' || proxy === null) return NO_RESET
  const tls = tlsTo(world, upstream, slot, 'http')
  if (side === null) return tls === undefined ? NO_RESET : TLS_FAILURE
  // What Envoy refuses as a whole never opens its port.
  if (side.rejected !== undefined) return CONNECT_FAILURE
  const reception = receive(side, arriving(upstream, slot, tls, ANY_REQUEST, false), accessOf(world, proxy))
  // Through an east-west gateway come callers of all kinds: each is judged with what it sends.
  if (upstream.ref.isTunnel && reception.result.kind === 'connectionDenied') return NO_RESET
  return resetBy(reception, tls)
}

function passageOf(world: World, inbound: Inbound, upstream: UpstreamState, row: Row): Passage {
  const { decision, slot } = row
  const id = decision === null ? row.shape : decision.destinations[row.destination].shape
  const known = inbound.passages[id]
  if (known !== undefined) return known
  const made = askServer(
    world,
    inbound,
    upstream,
    slot,
    world.shapes.of(id),
    decision?.tcp === true || row.tcp !== null,
  )
  inbound.passages[id] = made
  return made
}

function askServer(
  world: World,
  { side }: Inbound,
  upstream: UpstreamState,
  slot: number,
  shape: Shape,
  isTcp: boolean,
): Passage {
  const proxy = upstream.hosts[slot].pod.proxy as ProxyState
  const tls = tlsTo(world, upstream, slot, isTcp ? 'tcp' : 'http', shape.caller)
  const isSecret = isTcp && shape.target.tls !== undefined
  const reception = receive(
    side as ServerSide,
    arriving(upstream, slot, tls, shape.request, isSecret),
    accessOf(world, proxy),
  )
  const { result } = reception
  if (result.kind === 'requestDenied')
    return { reset: NO_RESET, denial: result.denial, isDenied: false, shape: shape.id }
  const reset = resetBy(reception, tls)
  const isDenied = result.kind === 'connectionDenied' && result.denial.flags.length === 0
  if (result.kind !== 'served') return { reset, denial: null, isDenied, shape: shape.id }
  return {
    reset,
    denial: null,
    isDenied,
    shape: world.shapes.intern({ ...result.request, claims: undefined }, shape.target),
  }
}

function arriving(
  { proxy, hosts, balancer }: UpstreamState,
  slot: number,
  tls: OfferedTls | undefined,
  request: Arriving['request'],
  isSecret: boolean,
): Arriving {
  const { port } = balancer.hosts.endpoint[slot]
  return { sourceIp: proxy.pod.pod.ip, destinationIp: hosts[slot].pod.pod.ip, port, tls, isSecret, request }
}

/**
 * istiod's automatic mTLS goes by endpoint, which an address that the application dialled is not. An east-west gateway passes
 * on the TLS of its caller.
 */
function tlsTo(
  world: World,
  { cluster, proxy, balancer, ref }: UpstreamState,
  slot: number,
  protocol: 'http' | 'tcp',
  caller?: MeshCaller,
): OfferedTls | undefined {
  if (cluster.tls.mode === 'none') return undefined
  const endpoint = cluster.type === 'ORIGINAL_DST' ? undefined : balancer.hosts.endpoint[slot]
  const identity = (ref.isTunnel && caller?.principal?.slice(SPIFFE.length)) || serverSideOf(world, proxy).identity
  return offeredTls(cluster, endpoint, protocol, ANY_REQUEST, identity)
}

/**
 * How a connection ends that the server's proxy does not take: TLS that fails is a failed connection; where the caller was
 * done with its side before, the connection just closes under the request (recorded: 503 UF and 503 UC).
 */
function resetBy({ tls: agreed, result }: Reception, tls: OfferedTls | undefined): number {
  switch (result.kind) {
    case 'noChain':
      return tls ? TLS_FAILURE : CONNECTION_TERMINATION
    case 'handshakeFailed':
      return result.by === 'caller' ? TLS_FAILURE : CONNECTION_TERMINATION
    case 'notHttp':
      return tls ? TLS_FAILURE : CONNECTION_TERMINATION
    case 'connectionDenied':
      return result.passesTls && tls ? TLS_FAILURE : CONNECTION_TERMINATION
    case 'requestDenied':
      return NO_RESET
    case 'served':
      // The caller's proxy wanted TLS with the server's and got the application, whose certificate it does not trust.
      return result.passesTls && tls !== undefined && agreed !== 'mutual' ? TLS_FAILURE : NO_RESET
  }
}
