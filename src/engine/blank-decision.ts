import type { HttpDenial, NetworkDenial } from '../proxy/authorize/access.ts'
import { isGrpc } from '../proxy/route/grpc.ts'
import { serviceLabel } from './cluster-refs.ts'
import type { Decision, LocalAnswer } from './decision.ts'
import { ERROR, REJECTED, UAEX } from './flags.ts'
import type { Shape } from './shapes.ts'

/** A decision that leads nowhere yet: what most of them have in common. */
export function forwarding(shape: Shape): Decision {
  return {
    local: null,
    destinations: [],
    weights: [],
    timeoutNs: 0,
    tryTimeoutNs: 0,
    hedges: false,
    timeoutStatus: 504,
    notFoundStatus: 503,
    tcp: false,
    tcpLimits: {},
    denial: null,
    grpc: isGrpc(shape.request.headers),
    tellsGrpcTimeout: false,
    tellsAttempts: false,
    tellsClientAttempts: false,
    stream: null,
    retry: null,
    fault: null,
    hash: null,
    madeUp: null,
    rateLimit: null,
    gate: null,
    mirrors: [],
    to: serviceLabel(shape.target.host),
  }
}

/** The proxy answers by itself. */
export function answeredLocally(shape: Shape, status: number, flags: number): Decision {
  return { ...forwarding(shape), local: { status, flags } }
}

/** The proxy's policies refuse the request before it is routed. */
export function deniedLocally(shape: Shape, { status, flags, details }: HttpDenial): Decision {
  const outcome = details.startsWith('rbac_access_denied') ? REJECTED : ERROR
  return { ...forwarding(shape), local: { status, flags: flags.includes('UAEX') ? UAEX : 0, outcome } }
}

/** The same of a TCP connection. */
export function endedBy(denial: NetworkDenial | undefined): LocalAnswer | null {
  if (denial === undefined) return null
  const isExternal = denial.flags.includes('UAEX')
  return { status: 0, flags: isExternal ? UAEX : 0, outcome: isExternal ? ERROR : REJECTED }
}
