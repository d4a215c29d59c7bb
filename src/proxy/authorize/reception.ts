import type { Request } from '../../dataplane/request.ts'
import type { InboundChain, ServerSide } from '../../dataplane/server-side.ts'
import { isKnownMethod, receiveRequest } from '../route/receive.ts'
import {
  type AccessContext,
  checkHttpAccess,
  checkNetworkAccess,
  type HttpDenial,
  type NetworkDenial,
} from './access.ts'
import { clientOfSidecar } from './client-address.ts'
import type { ConnectionFacts } from './facts.ts'
import { chooseInboundChain } from './inbound-chain.ts'

/** TLS that a connection is opened with. */
export interface OfferedTls {
  /** `''` = no server name is sent. */
  readonly serverName: string
  readonly protocols: readonly string[]
  /** `foreign` = one without an identity of this mesh. */
  readonly certificate: 'mesh' | 'foreign' | 'none'
  /** SPIFFE ID in a mesh certificate. */
  readonly identity?: string
  /** The caller checks the name in the server's certificate, which a mesh certificate does not have. */
  readonly checksName: boolean
}

/** A connection to a pod with a sidecar, and the request in it. */
export interface Arriving {
  readonly sourceIp: string
  readonly destinationIp: string
  readonly port: number
  /** Absent = plain text. */
  readonly tls?: OfferedTls
  /** Inside of all that the caller's proxy adds, the application speaks TLS. */
  readonly isSecret: boolean
  readonly request: Request
}

/** How a sidecar took a connection. */
export interface Reception {
  /** Absent = no filter chain matched. */
  readonly chain?: InboundChain
  readonly tls: 'mutual' | 'TLS' | 'none'
  readonly serverName?: string
  /** Identity of the caller as verified, without scheme. */
  readonly principal?: string
  /** Envoy looked for TLS and found plain text. */
  readonly foundPlainText: boolean
  readonly result: ReceptionResult
}

export type ReceptionResult =
  | { readonly kind: 'noChain' }
  /** OpenSSL's reason, and who found the other's certificate wanting. */
  | { readonly kind: 'handshakeFailed'; readonly by: 'caller' | 'server'; readonly reason: string }
  /** Not HTTP on a port for HTTP. */
  | { readonly kind: 'notHttp' }
  | { readonly kind: 'connectionDenied'; readonly denial: NetworkDenial; readonly passesTls: boolean }
  | { readonly kind: 'requestDenied'; readonly denial: HttpDenial }
  /** To the application: the request as it gets it, or a connection whose content nobody looked at. */
  | { readonly kind: 'served'; readonly request: Request; readonly passesTls: boolean }

const SPIFFE = 'spiffe://'

/**
 * The server's half of a call: filter chain, TLS, policies of the connection, policies of the request. Sources: Istio
 * pilot/pkg/networking/core/listener_inbound.go; Envoy source/common/tls/ssl_handshaker.cc.
 * Known differences from Envoy: a handshake ends as the kind of certificate says; there are no keys, versions or
 * ciphers.
 */
export function receive(server: ServerSide, arriving: Arriving, context: AccessContext): Reception {
  const tls = arriving.tls ?? (arriving.isSecret ? applicationTls(arriving) : undefined)
  const { chain, inspectedTls } = chooseInboundChain(server.inbound ?? NOTHING, {
    port: arriving.port,
    tls,
    plainProtocol: 'http/1.1',
  })
  const foundPlainText = inspectedTls && tls === undefined
  const serverName = (inspectedTls && tls?.serverName.toLowerCase()) || undefined
  const base = { chain, serverName, foundPlainText }
  if (!chain) return { ...base, tls: 'none', result: { kind: 'noChain' } }
  if (chain.mutualTls && tls) {
    const failure = handshakeFailure(tls)
    if (failure) return { ...base, tls: 'TLS', result: failure }
    const inside = { ...arriving, isSecret: arriving.tls !== undefined && arriving.isSecret }
    const result = serve(server, chain, inside, serverName, tls.identity, context)
    return { ...base, tls: 'mutual', principal: tls.identity, result }
  }
  const result = serve(server, chain, { ...arriving, isSecret: tls !== undefined }, serverName, undefined, context)
  return { ...base, tls: 'none', result }
}

const NOTHING = { name: '', filterChains: [] }

/** An application that opens TLS itself sends the name of the host and has no certificate; it checks nothing. */
function applicationTls({ request }: Arriving): OfferedTls {
  const serverName = request.authority.replace(/:\d+$/, '')
  return { serverName, protocols: [], certificate: 'none', checksName: false }
}

function handshakeFailure(tls: OfferedTls): ReceptionResult | undefined {
  if (tls.certificate === 'mesh') return undefined
  if (tls.checksName) return { kind: 'handshakeFailed', by: 'caller', reason: 'CERTIFICATE_VERIFY_FAILED' }
  const reason = tls.certificate === 'none' ? 'PEER_DID_NOT_RETURN_A_CERTIFICATE' : 'CERTIFICATE_VERIFY_FAILED'
  return { kind: 'handshakeFailed', by: 'server', reason }
}

function serve(
  server: ServerSide,
  chain: InboundChain,
  arriving: Arriving,
  serverName: string | undefined,
  identity: string | undefined,
  context: AccessContext,
): ReceptionResult {
  const connection: ConnectionFacts = {
    sourceIp: arriving.sourceIp,
    destinationIp: arriving.destinationIp,
    destinationPort: arriving.port,
    serverName: serverName ?? '',
    principal: identity && SPIFFE + identity,
    remoteIp: arriving.sourceIp,
  }
  if (chain.kind === 'tcp') {
    const denial = checkNetworkAccess(server.networkFilters, connection, context.service)
    const passesTls = arriving.isSecret
    if (denial) return { kind: 'connectionDenied', denial, passesTls }
    return { kind: 'served', request: arriving.request, passesTls }
  }
  if (arriving.isSecret || !isKnownMethod(arriving.request.method)) return { kind: 'notHttp' }
  // What a proxy before this one has verified is not told.
  const received = receiveRequest(
    { ...arriving.request, claims: undefined },
    {
      gateway: false,
      // The caller's proxy says in x-forwarded-proto what it was asked by.
      terminatesTls: arriving.request.scheme === 'https',
      pathNormalisation: server.pathNormalisation,
    },
  )
  if (received === undefined) return { kind: 'notHttp' }
  const facts = { ...connection, remoteIp: clientOfSidecar(received, arriving.sourceIp) }
  const access = checkHttpAccess(server.httpFilters, facts, received, context)
  if (access.kind === 'denied') return { kind: 'requestDenied', denial: access }
  return { kind: 'served', request: access.request, passesTls: false }
}
