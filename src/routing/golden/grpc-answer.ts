import type { Request } from '../../dataplane/request.ts'
import { grpcMessage, grpcStatusOfHttp, isGrpc } from '../../proxy/route/grpc.ts'
import { heldHeaders } from '../../proxy/route/one-line-headers.ts'
import type { Outcome } from './forward.ts'
import type { Facts } from './recording.ts'

/**
 * What a proxy answers by itself, the caller's or the server's, as a gRPC client is told it: always 200, status and body
 * among the headers (Envoy Http::Utility::sendLocalReply).
 */
export function toldToGrpc(outcome: Outcome, { method, headers }: Request): Outcome {
  const { status, details, body, responseHeadersAdded, ...rest } = outcome.facts
  const isOwn = details !== undefined && details !== 'cors_response' && details !== 'via_upstream'
  if (!isOwn && !isServersRefusal(outcome.facts)) return outcome
  if (!isGrpc(heldHeaders(headers)) || typeof status !== 'number') return outcome
  const added = {
    'grpc-status': String(grpcStatusOfHttp(status)),
    ...(typeof body === 'string' && method !== 'HEAD' && { 'grpc-message': grpcMessage(body) }),
    // A fault may have said which.
    ...(responseHeadersAdded as object | undefined),
  }
  return { ...outcome, httpStatus: status, facts: { status: 200, details, ...rest, responseHeadersAdded: added } }
}

/** The answer is that of the proxy at the server: its policies let nothing through to the application. */
export function isServersRefusal(facts: Facts): boolean {
  return facts.details === 'via_upstream' && 'server' in facts && !('upstream' in facts)
}
