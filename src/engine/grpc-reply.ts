import { DOWNSTREAM_MAX_DURATION, FAULT_ABORT, VIA_UPSTREAM } from '../proxy/response-details.ts'
import { DEADLINE_EXCEEDED, grpcStatusOfHttp } from '../proxy/route/grpc.ts'
import { NONE, type Row } from './row.ts'

/**
 * grpc-status of an answer that the proxy gives by itself: a gRPC client gets it beside an HTTP status of 200 (Envoy
 * Http::Utility::sendLocalReply). NONE: the client is no gRPC client, or the answer is not the proxy's. Faults may name it
 * themselves, and so does the limit to how long a stream may last (Envoy ConnectionManagerImpl::ActiveStream).
 * @param status what others would get; 0 = no answer at all
 */
export function ownGrpcStatus(row: Row, status: number, ending: number): number {
  if (ending === VIA_UPSTREAM || status === 0) return NONE
  const own = lostGrpcStatus(row, status)
  if (own === NONE) return NONE
  if (ending === DOWNSTREAM_MAX_DURATION) return DEADLINE_EXCEEDED
  const asked = ending === FAULT_ABORT ? row.decision?.fault?.abort?.grpcStatus : undefined
  return asked ?? own
}

/** The same for an attempt that ended without an answer. */
export function lostGrpcStatus({ decision, stream }: Row, status: number): number {
  return decision?.grpc && !stream?.begun ? grpcStatusOfHttp(status) : NONE
}
