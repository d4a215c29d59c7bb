import { assert } from '../kernel/assert.ts'
import {
  PER_TRY_IDLE_TIMEOUT,
  PER_TRY_TIMEOUT,
  RESPONSE_TIMEOUT,
  UPSTREAM_MAX_DURATION,
  VIA_UPSTREAM,
} from '../proxy/response-details.ts'
import { httpStatusOfGrpc } from '../proxy/route/grpc.ts'
import { sleep } from './client.ts'
import { UC, UMSDR, UT } from './flags.ts'
import { noteResult } from './health.ts'
import { joinRivals, leaderOf, stepAside, wasRetried, win } from './hedge.ts'
import { lossOf, NO_RESET, spareConnection, TIMED_OUT } from './reset.ts'
import { grpcStatusOf, hedgeDelayNs, retryDelayNs, wouldRetry } from './retry.ts'
import { NONE, type Row, SLEEPING, TRAVELLING } from './row.ts'
import { closeStream, detach, settle } from './settle.ts'
import { StreamState } from './stream-state.ts'
import { isUploading, touchStream } from './stream-timers.ts'
import { onClosed } from './tcp-proxy.ts'
import { carryTimers } from './timers.ts'
import type { UpstreamState } from './upstream-state.ts'
import type { World } from './world.ts'

/** The answer, or the end of the connection, is back at the caller's proxy (or at a caller without one). */
export function onResponse(world: World, row: Row): void {
  const { rows } = world
  if (!row.awaited) return rows.release(row)
  if (row.tcp !== null) return onClosed(world, row)
  const upstream = row.upstream
  if (upstream !== null) return onWholeAnswer(world, row, upstream)
  row.phase = SLEEPING
  return row.reset === NO_RESET ? settle(world, row, row.status, 0) : settle(world, row, 0, UC)
}

/** An answer with its last byte, or the loss of the stream. */
export function onWholeAnswer(world: World, row: Row, upstream: UpstreamState): void {
  if (row.stream?.begun) {
    releaseStream(world, row, upstream, NO_RESET, false)
    settle(world, row, row.status, 0)
  } else endAttempt(world, row, upstream, row.reset)
}

/**
 * An attempt ended: outlier detection hears of it; retry, or settle. Its stream ends at its pool, if it has one (`phase` says
 * so), after that decision, as Envoy decides when the headers come.
 */
export function endAttempt(world: World, row: Row, upstream: UpstreamState, reset: number): void {
  const loss = lossOf(reset)
  const status = reset === NO_RESET ? row.status : loss.status
  noteResult(world, upstream, row.slot, reset === NO_RESET ? healthStatus(row) : status, reset)
  if (row.rivals !== null && endsAsRival(world, row, upstream, status, reset)) return
  const delayNs = retryDelayNs(world, row, upstream, status, reset)
  releaseStream(world, row, upstream, reset, delayNs >= 0)
  if (delayNs >= 0) return retryAfter(world, row, upstream, status, reset, delayNs)
  upstream.stats.answered(status)
  settle(world, row, status, loss.flags, loss.ending)
}

/** What outlier detection takes the answer for: gRPC servers say 200 and mean what the grpc-status says. */
function healthStatus(row: Row): number {
  if (row.grpcStatus === NONE && row.script === null) return row.status
  const grpcStatus = grpcStatusOf(row)
  return grpcStatus === undefined ? row.status : httpStatusOfGrpc(grpcStatus)
}

/**
 * The stream is over. An HTTP/1.1 connection cannot carry another when its request is not yet sent, or its answer not read:
 * an answer that is retried is dropped at its headers.
 */
function releaseStream(world: World, row: Row, upstream: UpstreamState, reset: number, dropsAnswer: boolean): void {
  if (row.phase < TRAVELLING) return
  const isCut =
    reset === NO_RESET &&
    !upstream.balancer.http2 &&
    ((dropsAnswer && row.grpcStatus === NONE && row.script?.reply?.headersOnly !== true) ||
      (row.stream !== null && isUploading(world, row)))
  closeStream(world, row, upstream, reset === NO_RESET ? !isCut : spareConnection(reset))
  row.phase = SLEEPING
}

/** Headers of an answer whose body follows. True: they go on to the client, and nothing can be retried any more. */
export function onHeaders(world: World, row: Row, upstream: UpstreamState): boolean {
  const { status } = row
  noteResult(world, upstream, row.slot, healthStatus(row), NO_RESET)
  if (row.rivals !== null && endsAsRival(world, row, upstream, status, NO_RESET)) return false
  const delayNs = retryDelayNs(world, row, upstream, status, NO_RESET)
  if (delayNs >= 0) {
    row.script?.responder.abandoned?.(world, row)
    releaseStream(world, row, upstream, NO_RESET, true)
    retryAfter(world, row, upstream, status, NO_RESET, delayNs)
    return false
  }
  upstream.stats.answered(status)
  row.stream ??= new StreamState(world.queue.nowNs)
  row.stream.firstByteNs = world.queue.nowNs
  row.tryDeadlineNs = NONE
  touchStream(world, row)
  return true
}

function retryAfter(
  world: World,
  row: Row,
  upstream: UpstreamState,
  status: number,
  reset: number,
  delayNs: number,
): void {
  if (reset === NO_RESET) upstream.stats.retried(status)
  world.books.attempt(world, row, status, lossOf(reset).flags)
  row.tryDeadlineNs = NONE
  row.status = 0
  row.grpcStatus = NONE
  row.reset = NO_RESET
  row.verdict = 0
  row.degraded = false
  row.script = null
  row.cookies = null
  row.stream?.endAttempt()
  sleep(world, row, delayNs)
}

/**
 * One of several attempts ended. A bad end is not the client's as long as others may do better (Envoy
 * Filter::onUpstreamHeaders, onUpstreamReset); a good one wins. False: the attempt is to be treated as the only one.
 */
function endsAsRival(world: World, row: Row, upstream: UpstreamState, status: number, reset: number): boolean {
  const { rivals, decision } = row
  assert(rivals !== null && decision !== null, 'rivals have a route')
  const isBad = reset !== NO_RESET || wouldRetry(row, decision.retry, status, reset)
  if (!isBad) {
    const isLate = wasRetried(row)
    win(world, row)
    // Only the newest attempt tells the retry state of its success.
    if (!isLate) return false
    if (row.script?.reply?.body) return false
    releaseStream(world, row, upstream, reset, false)
    upstream.stats.answered(status)
    settle(world, row, status, 0, VIA_UPSTREAM)
    return true
  }
  if (leaderOf(rivals) === row && !wasRetried(row)) {
    const delayNs = retryDelayNs(world, row, upstream, status, reset)
    if (delayNs >= 0) {
      releaseStream(world, row, upstream, reset, true)
      retryAfter(world, row, upstream, status, reset, delayNs)
      return true
    }
  }
  const isAlone = rivals.rows.length < 2
  releaseStream(world, row, upstream, reset, !isAlone)
  if (!isAlone) {
    world.books.attempt(world, row, status, lossOf(reset).flags)
    stepAside(world, row)
    return true
  }
  upstream.stats.answered(status)
  settle(world, row, status, lossOf(reset).flags, lossOf(reset).ending)
  return true
}

/** The per-try timeout. */
export function onTryTimeout(world: World, row: Row): void {
  if (row.tryDeadlineNs !== world.queue.nowNs) return
  row.tryDeadlineNs = NONE
  if (row.decision?.hedges && row.decision.retry !== null) hedge(world, row)
  else onTryTimedOut(world, row, PER_TRY_TIMEOUT)
}

/** The stream is reset, the server goes on without knowing; a retry needs a row of its own. */
export function onTryTimedOut(world: World, row: Row, ending: number): void {
  const { upstream, decision } = row
  assert(upstream !== null && decision !== null, 'a try that times out has an upstream')
  const status = decision.timeoutStatus
  const { stats } = upstream
  if (ending === PER_TRY_IDLE_TIMEOUT) stats.perTryIdleTimeouts++
  else stats.perTryTimeouts++
  if (row.stream?.begun) return settle(world, row, row.status, UT, ending)
  row.verdict = 0
  noteResult(world, upstream, row.slot, status, TIMED_OUT)
  const delayNs = retryDelayNs(world, row, upstream, status, TIMED_OUT)
  if (delayNs >= 0) return retryBeside(world, row, status, delayNs)
  stats.answered(status)
  settle(world, row, status, UT, ending)
}

/** The cluster's max_stream_duration (Envoy Filter::onStreamMaxDurationReached). */
export function onMaxDuration(world: World, row: Row, upstream: UpstreamState, status: number): void {
  upstream.stats.maxDurations++
  const delayNs = row.stream?.begun ? -1 : retryDelayNs(world, row, upstream, status, TIMED_OUT)
  if (delayNs >= 0) retryBeside(world, row, status, delayNs)
  else settle(world, row, status, UMSDR, UPSTREAM_MAX_DURATION)
}

function retryBeside(world: World, row: Row, status: number, delayNs: number): void {
  world.books.attempt(world, row, status, UT)
  const next = world.rows.continueIn(row)
  carryTimers(world, row, next)
  detach(world, row)
  sleep(world, next, delayNs)
}

/** The try that times out goes on beside its retry (Envoy Filter::onSoftPerTryTimeout). */
function hedge(world: World, row: Row): void {
  const { upstream, decision } = row
  assert(upstream !== null && decision !== null, 'a try that times out has an upstream')
  noteResult(world, upstream, row.slot, decision.timeoutStatus, TIMED_OUT)
  const delayNs = hedgeDelayNs(world, row, upstream, decision.timeoutStatus)
  if (delayNs < 0) return
  const next = world.rows.continueIn(row)
  carryTimers(world, row, next)
  row.routeDeadlineNs = NONE
  row.callDeadlineNs = NONE
  joinRivals(row, next)
  sleep(world, next, delayNs)
}

/** The route's timeout: covers all tries and back-offs; attempts under way count against their hosts. */
export function onRouteTimeout(world: World, row: Row): void {
  if (row.routeDeadlineNs !== world.queue.nowNs) return
  const { upstream, decision, stream } = row
  assert(upstream !== null && decision !== null, 'the router has a route')
  const status = decision.timeoutStatus
  const { stats } = upstream
  for (const each of row.rivals?.rows ?? [row]) {
    if (each.phase <= SLEEPING) continue
    stats.timeouts++
    if (stream?.begun) continue
    if (each.phase >= TRAVELLING && !wasRetried(each)) noteResult(world, upstream, each.slot, status, TIMED_OUT)
    stats.answered(status)
  }
  settle(world, row, stream?.begun ? row.status : status, UT, RESPONSE_TIMEOUT)
}
