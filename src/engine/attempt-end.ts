import { assert } from '../kernel/assert.ts'
import { backOffNs } from '../proxy/retry/backoff.ts'
import { retriesOnReset, retriesOnResponse } from '../proxy/retry/policy.ts'
import { sleep } from './client.ts'
import { UC, UF, UO, URX, UT } from './flags.ts'
import { noteResult } from './health.ts'
import { CONNECT_FAILURE, NO_RESET, RETRY_REASONS, TIMED_OUT } from './reset.ts'
import { NONE, SLEEPING } from './rows.ts'
import { closeStream, detach, releaseRetrySlot, settle } from './settle.ts'
import { carryTimers } from './timers.ts'
import type { UpstreamState } from './upstream-state.ts'
import type { World } from './world.ts'

/** The answer, or the end of the connection, is back at the caller's proxy (or at a caller without one). */
export function onResponse(world: World, row: number): void {
  const { rows } = world
  if (rows.awaited[row] === 0) return rows.free(row)
  const upstream = rows.upstream[row]
  const reset = rows.reset[row]
  if (upstream === null) {
    rows.phase[row] = SLEEPING
    return reset === NO_RESET ? settle(world, row, rows.status[row], 0) : settle(world, row, 0, UC)
  }
  closeStream(world, row, upstream, reset === NO_RESET)
  rows.phase[row] = SLEEPING
  endAttempt(world, row, upstream, reset)
}

/** An attempt ended and its row is at the caller's proxy: outlier detection hears of it; retry, or settle. */
export function endAttempt(world: World, row: number, upstream: UpstreamState, reset: number): void {
  const { rows } = world
  const status = reset === NO_RESET ? rows.status[row] : 503
  const flags = reset === NO_RESET ? 0 : reset === CONNECT_FAILURE ? UF : UC
  noteResult(world, upstream, rows.slot[row], status, reset)
  const delayNs = retryDelayNs(world, row, upstream, status, reset)
  if (delayNs < 0) return settle(world, row, status, flags)
  world.books.attempt(world, row, status, flags)
  rows.tryDeadlineNs[row] = NONE
  rows.status[row] = 0
  rows.reset[row] = NO_RESET
  rows.verdict[row] = 0
  rows.degraded[row] = 0
  sleep(world, row, delayNs)
}

/** The per-try timeout: the stream is reset, the server goes on without knowing; a retry needs a row of its own. */
export function onTryTimeout(world: World, row: number): void {
  const { rows } = world
  if (rows.tryDeadlineNs[row] !== world.queue.nowNs) return
  rows.tryDeadlineNs[row] = NONE
  const upstream = rows.upstream[row]
  assert(upstream !== null, 'a try that times out has an upstream')
  rows.verdict[row] = 0
  noteResult(world, upstream, rows.slot[row], 504, TIMED_OUT)
  const delayNs = retryDelayNs(world, row, upstream, 504, TIMED_OUT)
  if (delayNs < 0) return settle(world, row, 504, UT)
  world.books.attempt(world, row, 504, UT)
  const next = rows.continueIn(row)
  carryTimers(world, row, next)
  detach(world, row)
  sleep(world, next, delayNs)
}

/** The route's timeout: covers all tries and back-offs; the attempt under way counts against its host. */
export function onRouteTimeout(world: World, row: number): void {
  const { rows } = world
  if (rows.routeDeadlineNs[row] !== world.queue.nowNs) return
  const upstream = rows.upstream[row]
  if (upstream !== null && rows.phase[row] > SLEEPING && rows.slot[row] >= 0) {
    noteResult(world, upstream, rows.slot[row], 504, TIMED_OUT)
  }
  settle(world, row, 504, UT)
}

/** Back-off before the next attempt in ns, or -1 when there is none (Envoy RetryStateImpl::shouldRetry, in its order). */
function retryDelayNs(world: World, row: number, upstream: UpstreamState, status: number, reset: number): number {
  const { rows } = world
  const policy = rows.decision[row]?.retry ?? null
  if (policy === null) return -1
  releaseRetrySlot(world, row)
  if (reset === NO_RESET && status < 400 && policy.retriableStatusCodes.length === 0) return -1
  const wanted = reset === NO_RESET ? retriesOnResponse(policy, status) : retriesOnReset(policy, RETRY_REASONS[reset])
  if (!wanted) return -1
  const retriesDone = rows.attempt[row] - 1
  if (retriesDone >= policy.attempts) {
    rows.flags[row] |= URX
    return -1
  }
  if (!upstream.balancer.limits.takeRetry()) {
    rows.flags[row] |= UO
    return -1
  }
  rows.retrying[row] = 1
  const tried = rows.tried[row] ?? []
  tried.push(rows.slot[row])
  rows.tried[row] = tried
  return backOffNs(policy, retriesDone + 1, upstream.proxy.backOffRng)
}
