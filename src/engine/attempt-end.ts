import { assert } from '../kernel/assert.ts'
import { backOffNs } from '../proxy/retry/backoff.ts'
import { retriesOnReset, retriesOnResponse } from '../proxy/retry/policy.ts'
import { sleep } from './client.ts'
import { UC, UF, UO, URX, UT } from './flags.ts'
import { noteResult } from './health.ts'
import { CONNECT_FAILURE, NO_RESET, RETRY_REASONS, TIMED_OUT } from './reset.ts'
import { NONE, type Row, SLEEPING } from './row.ts'
import { closeStream, detach, releaseRetrySlot, settle } from './settle.ts'
import { carryTimers } from './timers.ts'
import type { UpstreamState } from './upstream-state.ts'
import type { World } from './world.ts'

/** The answer, or the end of the connection, is back at the caller's proxy (or at a caller without one). */
export function onResponse(world: World, row: Row): void {
  const { rows } = world
  if (!row.awaited) return rows.release(row)
  const upstream = row.upstream
  const reset = row.reset
  if (upstream === null) {
    row.phase = SLEEPING
    return reset === NO_RESET ? settle(world, row, row.status, 0) : settle(world, row, 0, UC)
  }
  closeStream(world, row, upstream, reset === NO_RESET)
  row.phase = SLEEPING
  endAttempt(world, row, upstream, reset)
}

/** An attempt ended and its row is at the caller's proxy: outlier detection hears of it; retry, or settle. */
export function endAttempt(world: World, row: Row, upstream: UpstreamState, reset: number): void {
  const status = reset === NO_RESET ? row.status : 503
  const flags = reset === NO_RESET ? 0 : reset === CONNECT_FAILURE ? UF : UC
  noteResult(world, upstream, row.slot, status, reset)
  const delayNs = retryDelayNs(row, upstream, status, reset)
  if (delayNs < 0) return settle(world, row, status, flags)
  world.books.attempt(world, row, status, flags)
  row.tryDeadlineNs = NONE
  row.status = 0
  row.reset = NO_RESET
  row.verdict = 0
  row.degraded = false
  sleep(world, row, delayNs)
}

/** The per-try timeout: the stream is reset, the server goes on without knowing; a retry needs a row of its own. */
export function onTryTimeout(world: World, row: Row): void {
  const { rows } = world
  if (row.tryDeadlineNs !== world.queue.nowNs) return
  row.tryDeadlineNs = NONE
  const upstream = row.upstream
  assert(upstream !== null, 'a try that times out has an upstream')
  row.verdict = 0
  noteResult(world, upstream, row.slot, 504, TIMED_OUT)
  const delayNs = retryDelayNs(row, upstream, 504, TIMED_OUT)
  if (delayNs < 0) return settle(world, row, 504, UT)
  world.books.attempt(world, row, 504, UT)
  const next = rows.continueIn(row)
  carryTimers(world, row, next)
  detach(world, row)
  sleep(world, next, delayNs)
}

/** The route's timeout: covers all tries and back-offs; the attempt under way counts against its host. */
export function onRouteTimeout(world: World, row: Row): void {
  if (row.routeDeadlineNs !== world.queue.nowNs) return
  const upstream = row.upstream
  if (upstream !== null && row.phase > SLEEPING && row.slot >= 0) {
    noteResult(world, upstream, row.slot, 504, TIMED_OUT)
  }
  settle(world, row, 504, UT)
}

/** Back-off before the next attempt in ns, or -1 when there is none (Envoy RetryStateImpl::shouldRetry, in its order). */
function retryDelayNs(row: Row, upstream: UpstreamState, status: number, reset: number): number {
  const policy = row.decision?.retry ?? null
  if (policy === null) return -1
  releaseRetrySlot(row)
  if (reset === NO_RESET && status < 400 && policy.retriableStatusCodes.length === 0) return -1
  const wanted = reset === NO_RESET ? retriesOnResponse(policy, status) : retriesOnReset(policy, RETRY_REASONS[reset])
  if (!wanted) return -1
  const retriesDone = row.attempt - 1
  if (retriesDone >= policy.attempts) {
    row.flags |= URX
    return -1
  }
  if (!upstream.balancer.limits.takeRetry()) {
    row.flags |= UO
    return -1
  }
  row.retrying = true
  const tried = row.tried ?? []
  tried.push(row.slot)
  row.tried = tried
  return backOffNs(policy, retriesDone + 1, upstream.proxy.backOffRng)
}
