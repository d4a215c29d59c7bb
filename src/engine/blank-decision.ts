import { isGrpc } from '../proxy/route/grpc.ts'
import { serviceLabel } from './cluster-refs.ts'
import type { Decision } from './decision.ts'
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
    grpc: isGrpc(shape.request.headers),
    tellsAttempts: false,
    tellsClientAttempts: false,
    stream: null,
    retry: null,
    fault: null,
    hash: null,
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
