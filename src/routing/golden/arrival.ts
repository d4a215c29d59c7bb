import type { Origin } from '../../dataplane/origin.ts'
import type { Pod } from '../../dataplane/pod.ts'
import { proxyOf } from '../../dataplane/proxy-of.ts'
import { type Headers, NO_HEADERS, type Request } from '../../dataplane/request.ts'
import type { OfferedTls, Reception } from '../../proxy/authorize/reception.ts'
import { changedHeaders } from './header-facts.ts'
import type { MeshSide } from './mesh-side.ts'
import type { Facts } from './recording.ts'
import { serverFacts } from './server-facts.ts'

/** A connection from a caller, proxied or not, to an address. */
export interface Journey {
  readonly sourceIp: string
  /** Absent = an address of no pod. */
  readonly pod?: Pod
  readonly port: number
  readonly tls?: OfferedTls
  /** The application inside speaks TLS. */
  readonly isSecret: boolean
  /** As it leaves the caller's proxy. */
  readonly request: Request
  /** As the client sent it. */
  readonly sent: Request
  readonly viaGateway: boolean
}

/** How a connection ended for its caller. */
export interface Arrival {
  readonly server?: Facts
  /** What the application saw; absent = it was not reached. */
  readonly upstream?: Facts
  readonly ending: Ending
  /** The policy that refused. */
  readonly origin?: Origin
}

export type Ending =
  | { readonly kind: 'answered' }
  /** An answer that the server's proxy made. */
  | { readonly kind: 'refused'; readonly status: number; readonly body: string; readonly headers: Headers }
  /** Before or after TLS was agreed on. */
  | { readonly kind: 'closed'; readonly afterConnect: boolean }
  /** The caller could not agree on TLS: for what reason, if the server did not just hang up. */
  | { readonly kind: 'tlsFailed'; readonly reason?: string }

export function arrive(side: MeshSide, journey: Journey): Arrival {
  const { pod, tls } = journey
  const reception = pod && side.receive(pod, { ...journey, destinationIp: pod.ip })
  if (!pod || !reception) return atApplication(journey, undefined)
  const server = serverFacts({ ...journey, pod, byProxy: tls !== undefined }, reception)
  const { result } = reception
  switch (result.kind) {
    case 'noChain': {
      const ending: Ending = tls
        ? { kind: 'tlsFailed', reason: 'Connection_reset_by_peer' }
        : { kind: 'closed', afterConnect: false }
      return { server, ending }
    }
    case 'handshakeFailed':
      // With TLS 1.3 the caller is done before the server has seen its certificate.
      return {
        server,
        ending:
          result.by === 'caller'
            ? { kind: 'tlsFailed', reason: result.reason }
            : { kind: 'closed', afterConnect: true },
      }
    case 'notHttp':
      if (tls) return { server, ending: { kind: 'tlsFailed', reason: 'WRONG_VERSION_NUMBER' } }
      return { server, ending: journey.isSecret ? { kind: 'closed', afterConnect: true } : BAD_REQUEST }
    case 'connectionDenied': {
      const ending: Ending = result.passesTls && tls ? { kind: 'tlsFailed' } : { kind: 'closed', afterConnect: true }
      return { server, ending, origin: result.denial.origin }
    }
    case 'requestDenied': {
      const { status, body, headers, origin } = result.denial
      return { server, ending: { kind: 'refused', status, body, headers }, origin }
    }
    case 'served': {
      const identity = side.dataPlane.serverSideOf(proxyOf(pod, 'sidecar')).identity
      const reached = atApplication({ ...journey, request: result.request }, xfcc(reception, identity))
      // The caller's proxy wanted TLS with the server's and got the application, whose certificate no proxy trusts.
      const isPassedOn = result.passesTls && tls !== undefined && reception.tls !== 'mutual'
      return { server, ...(isPassedOn ? { ending: UNTRUSTED } : reached) }
    }
  }
}

const BAD_REQUEST: Ending = { kind: 'refused', status: 400, body: 'Bad Request', headers: NO_HEADERS }
const UNTRUSTED: Ending = { kind: 'tlsFailed', reason: 'CERTIFICATE_VERIFY_FAILED' }

/** The application answers whatever reaches it; its own certificate is signed by nobody. */
function atApplication(journey: Journey, certificates: string | undefined): Arrival {
  const { pod, port, request, sent, tls, viaGateway } = journey
  if (tls && certificates === undefined && !pod?.sidecar) return { ending: UNTRUSTED }
  const forwardedFor = request.headers.get('x-forwarded-for')?.join(',')
  return {
    upstream: {
      pods: [pod?.name ?? 'original-destination'],
      port,
      path: request.path,
      authority: request.authority,
      ...changedHeaders(sent.headers, request.headers),
      ...(certificates === undefined ? {} : { xfcc: certificates }),
      ...(forwardedFor !== undefined && (viaGateway || sent.headers.has('x-forwarded-for'))
        ? { xff: forwardedFor }
        : {}),
    },
    ending: { kind: 'answered' },
  }
}

/** x-forwarded-client-cert, which connection managers write for connections by mesh TLS. */
function xfcc({ chain, principal }: Reception, identity: string): string | undefined {
  if (chain?.kind !== 'http' || principal === undefined) return undefined
  return `By=spiffe://${identity};Hash=<sha256>;Subject="";URI=spiffe://${principal}`
}
