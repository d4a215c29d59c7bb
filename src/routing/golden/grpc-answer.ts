import type { Headers } from '../../dataplane/request.ts'
import { grpcStatusOfHttp, isGrpc } from '../../proxy/route/grpc.ts'
import { heldHeaders } from '../../proxy/route/one-line-headers.ts'
import type { Outcome } from './forward.ts'

/** What a proxy answers by itself, as a gRPC client is told it: always 200, the status among the headers. */
export function toldToGrpc(outcome: Outcome, requestHeaders: Headers): Outcome {
  const { status, details, body: _, responseHeadersAdded, ...rest } = outcome.facts
  const isOwn = details !== undefined && details !== 'via_upstream' && details !== 'cors_response'
  if (!isGrpc(heldHeaders(requestHeaders)) || typeof status !== 'number' || !isOwn) return outcome
  // A fault may have said which.
  const headers = { 'grpc-status': String(grpcStatusOfHttp(status)), ...(responseHeadersAdded as object | undefined) }
  return { ...outcome, facts: { status: 200, details, ...rest, responseHeadersAdded: headers } }
}
