import { assert } from '../kernel/assert.ts'
import { NO_HOST } from '../proxy/balance/balancer.ts'
import { faultAbort, faultDelayNs } from '../proxy/fault.ts'
import { ATTACHED, CONNECT, WAITING } from '../proxy/pool/pools.ts'
import type { Upstream } from '../proxy/upstream.ts'
import { weightedPick } from '../proxy/weighted-pick.ts'
import { openConnections } from './connect.ts'
import { isCut } from './cuts.ts'
import { type Decision, decisionFor } from './decision.ts'
import { AT_SERVER, ROUTE_TIMEOUT, TRY_TIMEOUT, WAKE } from './event-kinds.ts'
import { DI, ERROR, FI, NC, OK, outcomeOf, UH, UO } from './flags.ts'
import { mirror } from './mirror.ts'
import type { ProxyState } from './proxy-state.ts'
import { LOST, NONE, PENDING, SLEEPING, TRAVELLING } from './rows.ts'
import { settle } from './settle.ts'
import { after } from './timers.ts'
import { requestDelayNs, upstreamOf } from './upstream-state.ts'
import type { World } from './world.ts'

/**
 * A request reaches the proxy of its caller: fault filter, then the router (Envoy's filter order). The row has parent,
 * source, shape, proxy and worker.
 */
export function beginHop(world: World, row: number): void {
  const { rows } = world
  const proxy = world.proxies[rows.proxy[row]]
  const decision = decisionFor(world, proxy, rows.shape[row])
  rows.decision[row] = decision
  const { fault } = decision
  if (fault === null) return route(world, row, proxy, decision)
  const delayNs = faultDelayNs(fault, proxy.routeRng)
  if (delayNs === 0) return afterDelay(world, row, proxy, decision)
  rows.flags[row] |= DI
  sleep(world, row, delayNs)
}

/** The injected delay is over, or there is none: abort, or go on to the router. */
function afterDelay(world: World, row: number, proxy: ProxyState, decision: Decision): void {
  const abort = decision.fault === null ? undefined : faultAbort(decision.fault, proxy.routeRng)
  if (abort !== undefined) settle(world, row, abort.status, FI)
  else route(world, row, proxy, decision)
}

function route(world: World, row: number, proxy: ProxyState, decision: Decision): void {
  const { rows } = world
  if (decision.local !== null) {
    const { status, flags } = decision.local
    // A 4xx is only fine when an application said it.
    if (status >= 400 && outcomeOf(status, flags, false) === OK) rows.verdict[row] = ERROR
    return settle(world, row, status, flags)
  }
  const { weights } = decision
  const destination = weights.length === 1 ? 0 : weightedPick(weights, proxy.routeRng.uint32())
  rows.destination[row] = destination
  world.books.split(world, row, decision, destination)
  const upstream = upstreamOf(world, proxy, decision.destinations[destination].cluster)
  if (upstream === null) return settle(world, row, 503, NC)
  rows.upstream[row] = upstream
  if (decision.timeoutNs > 0) {
    rows.routeDeadlineNs[row] = after(world, ROUTE_TIMEOUT, row, decision.timeoutNs)
  }
  if (decision.mirrors.length === 0) {
    startAttempt(world, row)
    return
  }
  // Taken down first, since the row may be gone after the attempt has begun.
  const original = {
    source: rows.source[row],
    requestNumber: rows.requestNumber[row],
    hop: rows.hop[row],
    worker: rows.worker[row],
  }
  // Without a host for the request itself nothing is mirrored (Envoy router.cc).
  if (startAttempt(world, row)) mirror(world, proxy, decision, original)
}

/** A first or further attempt: choose a host, ask its pool for a connection. False: there is no host (UH). */
export function startAttempt(world: World, row: number): boolean {
  const { rows, queue } = world
  const upstream = rows.upstream[row]
  const decision = rows.decision[row]
  assert(upstream !== null && decision !== null, 'an attempt needs a route')
  const worker = rows.worker[row]
  const attempt = ++rows.attempt[row]
  rows.attemptNs[row] = queue.nowNs
  const { balancer } = upstream
  const hash = decision.hash
  const slot =
    attempt > 1
      ? chooseAgain(world, row, balancer, decision)
      : hash === null
        ? balancer.choose(worker, queue.nowNs)
        : balancer.chooseHashed(worker, hash, queue.nowNs)
  rows.slot[row] = slot
  if (slot === NO_HOST) {
    settle(world, row, 503, UH)
    return false
  }
  rows.pod[row] = upstream.podOf[slot]
  const admission = balancer.pools.request(worker, slot, row, queue.nowNs)
  if (admission === ATTACHED) send(world, row)
  else if (admission === CONNECT || admission === WAITING) {
    rows.phase[row] = PENDING
    if (admission === CONNECT) openConnections(world, upstream, worker, slot)
  } else {
    rows.slot[row] = NONE
    settle(world, row, 503, UO)
  }
  return true
}

function chooseAgain(world: World, row: number, balancer: Upstream, decision: Decision): number {
  const { rows, queue } = world
  const tried = rows.tried[row] ?? []
  assert(decision.retry !== null, 'only a retry policy makes a second attempt')
  const hash = decision.hash ?? undefined
  return balancer.chooseRetry(rows.worker[row], tried, tried.length, decision.retry, queue.nowNs, hash)
}

/** The attempt has a connection: the request leaves. The per-try timeout starts here (Envoy setupPerTryTimeout). */
export function send(world: World, row: number): void {
  const { rows, queue } = world
  const upstream = rows.upstream[row]
  const decision = rows.decision[row]
  assert(upstream !== null && decision !== null, 'only a routed attempt is sent')
  rows.phase[row] = TRAVELLING
  upstream.balancer.outlier?.onConnectSuccess(rows.slot[row])
  if (decision.tryTimeoutNs > 0) {
    rows.tryDeadlineNs[row] = after(world, TRY_TIMEOUT, row, decision.tryTimeoutNs)
  }
  if (world.cuts.length > 0 && isCut(world, upstream.proxy.pod, world.pods[rows.pod[row]])) {
    rows.phase[row] = LOST
    return
  }
  const slot = rows.slot[row]
  const lane = upstream.requestLane[slot]
  if (lane >= 0) queue.inLane(lane, row)
  else queue.at(queue.nowNs + requestDelayNs(world, upstream, slot), AT_SERVER, row)
}

/** An injected delay or a back-off is over. */
export function onWake(world: World, row: number): void {
  const { rows } = world
  if (rows.wakeNs[row] !== world.queue.nowNs) return
  rows.wakeNs[row] = NONE
  const decision = rows.decision[row]
  assert(decision !== null, 'a sleeping hop has a decision')
  if (rows.attempt[row] > 0) startAttempt(world, row)
  else afterDelay(world, row, world.proxies[rows.proxy[row]], decision)
}

export function sleep(world: World, row: number, delayNs: number): void {
  const { rows, queue } = world
  rows.phase[row] = SLEEPING
  rows.wakeNs[row] = queue.nowNs + delayNs
  queue.at(queue.nowNs + delayNs, WAKE, row)
}
