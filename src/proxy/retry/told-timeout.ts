import type { Headers, Request } from '../../dataplane/request.ts'
import type { ForwardAction } from '../../dataplane/route.ts'
import { MILLISECOND } from '../../kernel/time.ts'
import { grpcTimeoutText, isGrpc } from '../route/grpc.ts'
import { type Steered, steer } from './steering.ts'

/** How long a try may take: its own timeout or that of the whole, which a hedged request has for each try; 0 = nobody says. */
export function wantedTimeoutNs({ timeoutNs, tryTimeoutNs, hedges }: Omit<Steered, 'retry' | 'timeoutStatus'>): number {
  return hedges || tryTimeoutNs === 0 ? timeoutNs : tryTimeoutNs
}

/** True where the router tells a gRPC server how long it has: the route has a ceiling, which istiod gives to all of its routes. */
export function tellsGrpcTimeout({ maxGrpcTimeoutNs }: ForwardAction, headers: Headers): boolean {
  return maxGrpcTimeoutNs !== undefined && isGrpc(headers)
}

/**
 * Headers of the first try before the route changes any: a gRPC server reads its time in grpc-timeout, whatever the
 * client put there (Envoy FilterUtility::setTimeoutHeaders).
 * Known differences from Envoy: no offset to the time that the client asked for (grpc_timeout_header_offset).
 */
export function withGrpcTimeout(action: ForwardAction, request: Request): Headers {
  const { headers } = request
  if (!tellsGrpcTimeout(action, headers)) return headers
  const wantedNs = wantedTimeoutNs(steer(action, request))
  if (wantedNs === 0) return headers
  return new Map([...headers, ['grpc-timeout', [grpcTimeoutText(wantedNs / MILLISECOND)]]])
}
