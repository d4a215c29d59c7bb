import type { Headers } from '../../dataplane/request.ts'
import { grpcStatusOfHttp, isGrpc } from '../../proxy/route/grpc.ts'
import type { Outcome } from './forward.ts'

/** What a proxy answers by itself, as a gRPC client is told it: always 200, the status among the headers. */
export function toldToGrpc(outcome: Outcome, requestHeaders: Headers): Outcome {
  const { status, details, body: _, responseHeadersAdded, ...rest } = outcome.facts
  if (!isGrpc(requestHeaders) || typeof status !== 'number' || details === 'via_upstream') return outcome
  const headers = { ...(responseHeadersAdded as object | undefined), 'grpc-status': String(grpcStatusOfHttp(status)) }
  return { ...outcome, facts: { status: 200, details, ...rest, responseHeadersAdded: headers } }
}
