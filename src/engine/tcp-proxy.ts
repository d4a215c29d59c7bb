import { assert } from '../kernel/assert.ts'
import { NO_HOST } from '../proxy/balance/balancer.ts'
import { weightedPick } from '../proxy/weighted-pick.ts'
import { send } from './client.ts'
import { handshakeOf } from './connect.ts'
import type { Decision } from './decision.ts'
import { TCP_TIMER } from './event-kinds.ts'
import { DPE, ERROR, NC, OK, UC, UF, UH, UO, URX } from './flags.ts'
import { noteResult } from './health.ts'
import { DOWN, UNREACHABLE } from './pod-state.ts'
import { requestDraw } from './request-draw.ts'
import { CONNECT_FAILURE, CONNECT_TIMEOUT, NO_RESET } from './reset.ts'
import { NONE, PENDING, type Row, SLEEPING } from './row.ts'
import { settle } from './settle.ts'
import { CONNECTING, IDLE, OPEN, type TcpConnection } from './tcp-connection.ts'
import { limitDuration, limitPauses } from './tcp-limits.ts'
import { isTunnelled, targetOf } from './tunnel.ts'
import { type UpstreamState, upstreamOf } from './upstream-state.ts'
import type { World } from './world.ts'

/**
 * A connection reaches the TCP proxy of its caller: cluster by weight, limit, host, and a connection of its own to that host
 * (Envoy TcpProxy::Filter, max_connect_attempts 1 as Istio leaves it). There is no status: 0 stands for it in results.
 */
export function beginConnection(world: World, row: Row, tcp: TcpConnection, decision: Decision): void {
  const { proxy } = row
  assert(proxy !== null, 'a hop begins at a proxy')
  if (decision.local !== null) return refuse(world, row, decision.local.flags)
  // An HTTP connection manager gets bytes that are no request.
  if (!decision.tcp && (row.parent === null || !isTunnelled(row.parent))) return refuse(world, row, DPE)
  const { weights } = decision
  row.destination = weights.length === 1 ? 0 : weightedPick(weights, requestDraw(row, proxy))
  const upstream = upstreamOf(world, proxy, decision.destinations[row.destination].cluster)
  if (upstream === null) return refuse(world, row, NC)
  row.upstream = upstream
  if (!upstream.balancer.tcp.admit()) return refuse(world, row, UO)
  open(world, row, tcp, upstream, decision)
}

function open(world: World, row: Row, tcp: TcpConnection, upstream: UpstreamState, decision: Decision): void {
  const { queue } = world
  const { balancer } = upstream
  const slot =
    decision.hash === null
      ? balancer.choose(row.worker, queue.nowNs)
      : balancer.chooseHashed(row.worker, decision.hash, queue.nowNs)
  if (slot === NO_HOST) return refuse(world, row, UH)
  // The pool gives up by itself, which is no failure of the host: only the attempt is used up.
  if (!balancer.tcp.open()) return refuse(world, row, URX)
  row.attempt = 1
  row.attemptNs = queue.nowNs
  row.slot = slot
  row.target = targetOf(world, upstream, slot)
  row.phase = PENDING
  const { tookNs, failure } = handshakeOf(world, upstream, slot)
  tcp.stage = CONNECTING
  // The first byte of the client, which its policies wait for, is here: the connection to the host is given up as it begins.
  if (decision.denial !== null) {
    row.verdict = decision.denial.outcome ?? 0
    return settle(world, row, 0, decision.denial.flags)
  }
  tcp.failure = failure
  tcp.dueNs = wakeAt(world, row, queue.nowNs + tookNs)
  limitDuration(world, row, tcp)
}

/** Word of the connection, or a limit of the proxy. */
export function onTcpTimer(world: World, row: Row): void {
  const { tcp, upstream } = row
  const { nowNs } = world.queue
  if (tcp === null || upstream === null) return
  if (tcp.dueNs === nowNs) {
    tcp.dueNs = NONE
    onConnectEnd(world, row, tcp, upstream)
  } else if (tcp.limitNs === nowNs) {
    row.verdict = tcp.limitVerdict
    settle(world, row, 0, tcp.limitFlag)
  }
}

function onConnectEnd(world: World, row: Row, tcp: TcpConnection, upstream: UpstreamState): void {
  const { condition } = row.pod
  const isUp = tcp.failure === NO_RESET && condition !== DOWN && condition !== UNREACHABLE
  if (isUp) return onUp(world, row, tcp, upstream)
  tcp.stage = IDLE
  upstream.balancer.tcp.failed(tcp.failure === CONNECT_TIMEOUT)
  noteResult(world, upstream, row.slot, 503, tcp.failure === NO_RESET ? CONNECT_FAILURE : tcp.failure)
  // One attempt is all there are; without a proxy nobody counts them.
  refuse(world, row, upstream.proxy.plain ? UF : UF | URX)
}

/** Success is a response to outlier detection: the only one that a TCP connection gives (LocalOriginConnectSuccessFinal). */
function onUp(world: World, row: Row, tcp: TcpConnection, upstream: UpstreamState): void {
  const { nowNs } = world.queue
  const { balancer, cluster } = upstream
  tcp.stage = OPEN
  tcp.upNs = nowNs
  balancer.tcp.up(row.slot)
  if (!cluster.outlier?.splitExternalLocalOriginErrors) noteResult(world, upstream, row.slot, 200, NO_RESET)
  // The client waited for the connection, which it has.
  if (tcp.isHeld) row.callDeadlineNs = NONE
  limitPauses(world, row, tcp)
  send(world, row)
}

/** The server, or the gateway on the way to it, closed the connection or was lost. */
export function onClosed(world: World, row: Row): void {
  row.phase = SLEEPING
  if (row.reset !== NO_RESET) {
    row.verdict ||= ERROR
    return settle(world, row, 0, row.upstream === null ? UC : 0)
  }
  // A status is what an application would have said that speaks HTTP.
  if (row.status >= 500) row.verdict ||= ERROR
  row.verdict ||= OK
  settle(world, row, 0, 0)
}

/** The hop is over: what it holds at its proxy's pool is given back. */
export function releaseConnection(row: Row, tcp: TcpConnection): void {
  const { upstream, slot } = row
  const { stage } = tcp
  tcp.stage = IDLE
  if (upstream === null) return
  if (stage === OPEN) upstream.balancer.tcp.closed(slot)
  else if (stage === CONNECTING) upstream.balancer.tcp.abandoned()
}

function refuse(world: World, row: Row, flags: number): void {
  row.phase = SLEEPING
  settle(world, row, 0, flags)
}

function wakeAt({ queue }: World, row: Row, atNs: number): number {
  queue.at(atNs, TCP_TIMER, row.index)
  return atNs
}
