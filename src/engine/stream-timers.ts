import { assert } from '../kernel/assert.ts'
import { DOWNSTREAM_MAX_DURATION, PER_TRY_IDLE_TIMEOUT, STREAM_IDLE_TIMEOUT } from '../proxy/response-details.ts'
import { onMaxDuration, onTryTimedOut } from './attempt-end.ts'
import type { Decision } from './decision.ts'
import { REQUEST_END, ROUTE_TIMEOUT, STREAM_TIMER, TRY_TIMEOUT } from './event-kinds.ts'
import { SI, TIMEOUT } from './flags.ts'
import { NONE, type Row, TRAVELLING } from './row.ts'
import { onWholeRequest } from './server-part.ts'
import { settle } from './settle.ts'
import { StreamState } from './stream-state.ts'
import { after } from './timers.ts'
import type { UpstreamState } from './upstream-state.ts'
import type { World } from './world.ts'

/**
 * The request takes until `endNs` to be sent: timeouts of the router begin there (Envoy Filter::onRequestComplete), those of
 * the connection manager at once.
 */
export function uploadUntil(world: World, row: Row, endNs: number): void {
  row.stream = new StreamState(endNs)
  world.queue.at(endNs, REQUEST_END, row.index)
}

export function isUploading(world: World, { stream }: Row): boolean {
  return stream !== null && stream.requestEndNs > world.queue.nowNs
}

/** The request's headers are at the proxy: limits of the connection manager (ConnectionManagerImpl::ActiveStream). */
export function openStream(world: World, row: Row, { stream: limits }: Decision): void {
  if (limits === null) return
  const { nowNs } = world.queue
  row.stream ??= new StreamState(nowNs)
  const { stream } = row
  if (limits.idleNs > 0) stream.idleNs = arm(world, row, nowNs + limits.idleNs)
  if (limits.durationNs > 0) stream.durationNs = arm(world, row, nowNs + limits.durationNs)
}

/** The attempt has its connection (Envoy UpstreamRequest::onPoolReady). */
export function openAttempt(world: World, row: Row, { cluster }: UpstreamState, { stream: limits }: Decision): void {
  const { nowNs } = world.queue
  const tryIdleNs = limits?.tryIdleNs ?? 0
  const { maxStreamDurationNs = 0 } = cluster
  if (tryIdleNs + maxStreamDurationNs === 0) return
  row.stream ??= new StreamState(nowNs)
  const { stream } = row
  if (tryIdleNs > 0) stream.tryIdleNs = arm(world, row, nowNs + tryIdleNs)
  if (maxStreamDurationNs > 0) stream.tryDurationNs = arm(world, row, nowNs + maxStreamDurationNs)
}

/** Something moved in the stream: pauses are counted anew. */
export function touchStream(world: World, row: Row): void {
  const { stream, decision } = row
  if (stream === null || decision === null || decision.stream === null) return
  const { nowNs } = world.queue
  if (stream.idleNs !== NONE) stream.idleNs = arm(world, row, nowNs + decision.stream.idleNs)
  if (stream.tryIdleNs !== NONE) stream.tryIdleNs = arm(world, row, nowNs + decision.stream.tryIdleNs)
}

/** The client has sent its last byte. */
export function onRequestEnd(world: World, row: Row): void {
  const { stream, decision, upstream } = row
  if (stream === null || stream.requestEndNs !== world.queue.nowNs) return
  touchStream(world, row)
  // Still with the fault filter: the router has seen nothing yet.
  if (decision === null || upstream === null) return
  if (decision.timeoutNs > 0) row.routeDeadlineNs = after(world, ROUTE_TIMEOUT, row, decision.timeoutNs)
  if (row.phase < TRAVELLING) return
  if (decision.tryTimeoutNs > 0 && !stream.begun)
    row.tryDeadlineNs = after(world, TRY_TIMEOUT, row, decision.tryTimeoutNs)
  onWholeRequest(world, row)
}

export function onStreamTimer(world: World, row: Row): void {
  const { stream, upstream } = row
  const { nowNs } = world.queue
  if (stream === null) return
  const status = stream.begun ? row.status : isUploading(world, row) ? 408 : 504
  if (stream.idleNs === nowNs) return settle(world, row, status, SI, STREAM_IDLE_TIMEOUT)
  if (stream.durationNs === nowNs) {
    // No flag says so, and the status may be that of an answer that began well.
    row.verdict = TIMEOUT
    return settle(world, row, status, 0, DOWNSTREAM_MAX_DURATION)
  }
  if (stream.tryIdleNs === nowNs) {
    stream.endAttempt()
    return onTryTimedOut(world, row, PER_TRY_IDLE_TIMEOUT)
  }
  if (stream.tryDurationNs === nowNs) {
    assert(upstream !== null, 'an attempt has an upstream')
    stream.endAttempt()
    onMaxDuration(world, row, upstream, status)
  }
}

/** Events name rows: the timers of a hop that goes on in another row are armed again. */
export function carryStream(world: World, row: Row): void {
  const { stream } = row
  if (stream === null) return
  const { nowNs } = world.queue
  for (const atNs of [stream.idleNs, stream.durationNs, stream.tryIdleNs, stream.tryDurationNs])
    if (atNs >= nowNs) arm(world, row, atNs)
  if (stream.requestEndNs > nowNs) world.queue.at(stream.requestEndNs, REQUEST_END, row.index)
}

function arm({ queue }: World, row: Row, atNs: number): number {
  queue.at(atNs, STREAM_TIMER, row.index)
  return atNs
}
