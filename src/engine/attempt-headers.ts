import { MILLISECOND } from '../kernel/time.ts'
import { wantedTimeoutNs } from '../proxy/retry/told-timeout.ts'
import { grpcTimeoutText } from '../proxy/route/grpc.ts'
import type { Row } from './row.ts'
import { isUploading } from './stream-timers.ts'
import type { World } from './world.ts'

/**
 * Headers of the attempt that has just been sent, as its server sees them: those of the request's shape, and what the router
 * says about this attempt (Envoy FilterUtility::setTimeoutHeaders, Filter::decodeHeaders, Filter::doRetry). Made for
 * observers; nothing in a simulation depends on them.
 */
export function attemptHeaders(world: World, row: Row): ReadonlyMap<string, readonly string[]> {
  const { decision } = row
  if (decision === null || decision.destinations.length === 0) return new Map()
  const headers = new Map(world.shapes.of(decision.destinations[row.destination].shape).request.headers)
  const expectedMs = expectedTimeoutMs(world, row)
  if (expectedMs > 0) headers.set('x-envoy-expected-rq-timeout-ms', [String(expectedMs)])
  // A retry is told anew, after the route's own changes of headers.
  if (expectedMs > 0 && row.attempt > 1 && decision.tellsGrpcTimeout)
    headers.set('grpc-timeout', [grpcTimeoutText(expectedMs)])
  if (decision.tellsAttempts) headers.set('x-envoy-attempt-count', [String(row.attempt)])
  return headers
}

/** How long the server may take: the try's timeout or what is left of the whole, in whole ms; 0 = nobody said. */
function expectedTimeoutMs(world: World, row: Row): number {
  const { decision } = row
  if (decision === null) return 0
  const { timeoutNs } = decision
  const wantedNs = wantedTimeoutNs(decision)
  if (wantedNs === 0 || timeoutNs === 0) return wantedNs / MILLISECOND
  const isFirst = row.attempt === 1 || isUploading(world, row)
  const leftNs = isFirst ? timeoutNs : row.routeDeadlineNs - world.queue.nowNs
  return Math.max(1, Math.floor(Math.min(wantedNs, leftNs) / MILLISECOND))
}
