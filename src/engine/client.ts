import { assert } from '../kernel/assert.ts'
import { NO_HOST } from '../proxy/balance/balancer.ts'
import { faultAbort, faultDelayNs } from '../proxy/fault.ts'
import type { HashValue } from '../proxy/hash.ts'
import { ATTACHED, CONNECT, WAITING } from '../proxy/pool/pools.ts'
import {
  ACCESS_DENIED,
  CLUSTER_NOT_FOUND,
  DIRECT_RESPONSE,
  FAULT_ABORT,
  LOCAL_RATE_LIMITED,
  LOST_OVERFLOW,
  NO_HEALTHY_UPSTREAM,
  ROUTE_NOT_FOUND,
} from '../proxy/response-details.ts'
import type { Upstream } from '../proxy/upstream.ts'
import { weightedPick } from '../proxy/weighted-pick.ts'
import { openConnections } from './connect.ts'
import { isCut } from './cuts.ts'
import { type Decision, decisionFor, type LocalAnswer } from './decision.ts'
import { AT_SERVER, ROUTE_TIMEOUT, TRY_TIMEOUT, WAKE } from './event-kinds.ts'
import { DI, ERROR, FI, NC, NR, OK, outcomeOf, RL, UH, UO } from './flags.ts'
import { hashByConnection } from './hashing.ts'
import { mirror } from './mirror.ts'
import type { ProxyState } from './proxy-state.ts'
import { isAdmitted } from './rate-limit.ts'
import { isAmong, requestDraw } from './request-draw.ts'
import { LOST, NONE, PENDING, type Row, SLEEPING, TRAVELLING } from './row.ts'
import { settle } from './settle.ts'
import { isUploading, openAttempt, openStream } from './stream-timers.ts'
import { cutOff } from './tcp-cut.ts'
import { beginConnection } from './tcp-proxy.ts'
import { after } from './timers.ts'
import { targetOf } from './tunnel.ts'
import { requestDelayNs, upstreamOf } from './upstream-state.ts'
import type { World } from './world.ts'

/**
 * A request reaches the proxy of its caller: fault filter, then the router (Envoy's filter order); or a connection its TCP
 * proxy. The row has parent, source, shape, proxy and worker.
 */
export function beginHop(world: World, row: Row): void {
  const { proxy } = row
  assert(proxy !== null, 'a hop begins at a proxy')
  let decision = decisionFor(world, proxy, row.shape)
  while (decision.gate !== null && !isAmong(decision.gate.fraction, row, proxy)) decision = decision.gate.otherwise
  row.decision = decision
  if (row.tcp !== null) return beginConnection(world, row, row.tcp, decision)
  if (!isAdmitted(world, proxy, decision)) return settle(world, row, 429, RL, LOCAL_RATE_LIMITED)
  if (decision.stream !== null) openStream(world, row, decision)
  const { fault } = decision
  if (fault === null) return route(world, row, proxy, decision)
  const delayNs = faultDelayNs(fault, proxy.routeRng)
  if (delayNs === 0) return afterDelay(world, row, proxy, decision)
  row.flags |= DI
  sleep(world, row, delayNs)
}

/** The injected delay is over, or there is none: abort, or go on to the router. */
function afterDelay(world: World, row: Row, proxy: ProxyState, decision: Decision): void {
  const abort = decision.fault === null ? undefined : faultAbort(decision.fault, proxy.routeRng)
  if (abort !== undefined) settle(world, row, abort.status, FI, FAULT_ABORT)
  else route(world, row, proxy, decision)
}

function route(world: World, row: Row, proxy: ProxyState, decision: Decision): void {
  if (decision.local !== null) {
    const { status, flags, outcome } = decision.local
    // A 4xx is only fine when an application said it.
    if (outcome !== undefined) row.verdict = outcome
    else if (status >= 400 && outcomeOf(status, flags, false) === OK) row.verdict = ERROR
    return settle(world, row, status, flags, endingOf(decision.local))
  }
  const { weights } = decision
  const destination = weights.length === 1 ? 0 : weightedPick(weights, requestDraw(row, proxy))
  row.destination = destination
  world.books.split(row, decision, destination)
  const upstream = upstreamOf(world, proxy, decision.destinations[destination].cluster)
  if (upstream === null) return settle(world, row, decision.notFoundStatus, NC, CLUSTER_NOT_FOUND)
  row.upstream = upstream
  if (decision.timeoutNs > 0 && !isUploading(world, row)) {
    row.routeDeadlineNs = after(world, ROUTE_TIMEOUT, row, decision.timeoutNs)
  }
  if (decision.mirrors.length === 0) {
    startAttempt(world, row)
    return
  }
  const copies = decision.mirrors.filter(({ fraction }) => isAmong(fraction, row, proxy))
  // Taken down first, since the row may be gone after the attempt has begun.
  const { source, requestNumber, hop, worker } = row
  // Without a host for the request itself nothing is mirrored (Envoy router.cc).
  if (startAttempt(world, row)) mirror(world, proxy, copies, { source, requestNumber, hop, worker })
}

function endingOf({ flags, outcome }: LocalAnswer): number {
  if (outcome !== undefined) return ACCESS_DENIED
  return flags & NR ? ROUTE_NOT_FOUND : DIRECT_RESPONSE
}

/** A first or further attempt: choose a host, ask its pool for a connection. False: there is no host (UH). */
export function startAttempt(world: World, row: Row): boolean {
  const { queue } = world
  const upstream = row.upstream
  const decision = row.decision
  assert(upstream !== null && decision !== null, 'an attempt needs a route')
  const worker = row.worker
  const attempt = ++row.attempt
  if (attempt > 1) upstream.stats.retries++
  row.attemptNs = queue.nowNs
  const { balancer } = upstream
  const hash = decision.madeUp === null ? decision.hash : hashByConnection(world, row, decision.madeUp)
  const slot =
    attempt > 1
      ? chooseAgain(world, row, balancer, decision, hash)
      : hash === null
        ? balancer.choose(worker, queue.nowNs)
        : balancer.chooseHashed(worker, hash, queue.nowNs)
  row.slot = slot
  if (slot === NO_HOST) {
    upstream.stats.answered(503)
    settle(world, row, 503, UH, NO_HEALTHY_UPSTREAM)
    return false
  }
  row.target = targetOf(world, upstream, slot)
  const admission = balancer.pools.request(worker, slot, row.index, queue.nowNs)
  if (admission === ATTACHED) send(world, row)
  else if (admission === CONNECT || admission === WAITING) {
    row.phase = PENDING
    if (admission === CONNECT) openConnections(world, upstream, worker, slot)
  } else {
    row.slot = NONE
    upstream.stats.answered(503)
    settle(world, row, 503, UO, LOST_OVERFLOW)
  }
  return true
}

function chooseAgain(world: World, row: Row, balancer: Upstream, decision: Decision, hash: HashValue | null): number {
  const { queue } = world
  const tried = row.tried ?? []
  assert(decision.retry !== null, 'only a retry policy makes a second attempt')
  return balancer.chooseRetry(row.worker, tried, tried.length, decision.retry, queue.nowNs, hash ?? undefined)
}

/** The attempt has a connection: the request leaves. The per-try timeout starts here (Envoy setupPerTryTimeout). */
export function send(world: World, row: Row): void {
  const { queue } = world
  const upstream = row.upstream
  const decision = row.decision
  assert(upstream !== null && decision !== null, 'only a routed attempt is sent')
  row.phase = TRAVELLING
  upstream.balancer.outlier?.onConnectSuccess(row.slot)
  if (upstream.stats.statuses !== null) upstream.stats.total++
  if (decision.tryTimeoutNs > 0 && !isUploading(world, row)) {
    row.tryDeadlineNs = after(world, TRY_TIMEOUT, row, decision.tryTimeoutNs)
  }
  if (decision.stream !== null || upstream.cluster.maxStreamDurationNs !== undefined) {
    openAttempt(world, row, upstream, decision)
  }
  if (world.cuts.length > 0 && isCut(world, upstream.proxy.pod, row.pod)) {
    row.phase = LOST
    if (row.tcp !== null) cutOff(world, row, row.tcp)
    return
  }
  const slot = row.slot
  const lane = upstream.hosts[slot].requestLane
  if (lane >= 0) queue.inLane(lane, row.index)
  else queue.at(queue.nowNs + requestDelayNs(world, upstream, slot), AT_SERVER, row.index)
}

/** An injected delay or a back-off is over. */
export function onWake(world: World, row: Row): void {
  if (row.wakeNs !== world.queue.nowNs) return
  row.wakeNs = NONE
  const decision = row.decision
  assert(decision !== null, 'a sleeping hop has a decision')
  if (row.attempt > 0) startAttempt(world, row)
  else if (row.proxy !== null) afterDelay(world, row, row.proxy, decision)
}

export function sleep(world: World, row: Row, delayNs: number): void {
  const { queue } = world
  row.phase = SLEEPING
  row.wakeNs = queue.nowNs + delayNs
  queue.at(queue.nowNs + delayNs, WAKE, row.index)
}
