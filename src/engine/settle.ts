import { SERVE_LATER } from '../proxy/pool/pools.ts'
import { LOST_OVERFLOW, VIA_UPSTREAM } from '../proxy/response-details.ts'
import { callDone } from './calls.ts'
import { send } from './client.ts'
import { openConnections } from './connect.ts'
import { POOL_READY } from './event-kinds.ts'
import { DC, outcomeOf, outcomeOfGrpcReply, SI, TIMEOUT, UC, UMSDR, UO, UT } from './flags.ts'
import { passBack } from './gateway.ts'
import { ownGrpcStatus } from './grpc-reply.ts'
import { endRivals } from './hedge.ts'
import { NO_RESET } from './reset.ts'
import { BY_NOBODY, BY_SOURCE, BY_VISIT, LOST, NONE, PENDING, type Row, SERVING, SLEEPING, TRAVELLING } from './row.ts'
import { breakOff } from './server.ts'
import { requestDone } from './sources.ts'
import { outlivesCaller } from './tcp-cut.ts'
import { releaseConnection } from './tcp-proxy.ts'
import { isTunnelled, lossBehind } from './tunnel.ts'
import type { UpstreamState } from './upstream-state.ts'
import { passCookies } from './user-cookies.ts'
import type { World } from './world.ts'

/** What ends a hop whatever its server was about to say. */
const UNHEARD = UT | DC | SI | UMSDR | UC

/**
 * The hop is over: the caller gets `status` with `flags`, a gRPC client what stands for it. Whatever is still under way
 * for it is given up; a server that works on it does not notice.
 */
export function settle(world: World, row: Row, status: number, flags: number, ending = VIA_UPSTREAM): void {
  row.flags |= flags
  row.ending = ending
  const heard = (flags & UNHEARD) === 0
  const ownGrpc = ownGrpcStatus(row, status, ending)
  const judged = ownGrpc === NONE ? outcomeOf(status, row.flags, row.degraded) : outcomeOfGrpcReply(ownGrpc, row.flags)
  const outcome = (heard && row.verdict) || judged
  const said = ownGrpc === NONE ? status : 200
  if (ownGrpc !== NONE || !heard) row.grpcStatus = ownGrpc
  // Taken down first: the row is free for others once it is detached.
  const { caller, parent, call, callTry, source, user, connection, startNs, grpcStatus } = row
  if (caller !== BY_NOBODY) world.books.hop(world, row, said, outcome)
  world.hops?.ended(row, said, world.queue.nowNs)
  // A TCP connection ends with its hop.
  const isTcp = row.tcp !== null
  if (row.proxy !== null && connection >= 0) row.proxy.connections.giveBack(connection)
  const bringsCookies = row.cookies !== null || (row.decision !== null && row.decision.madeUp !== null)
  if (bringsCookies && heard && ending === VIA_UPSTREAM) passCookies(world, row)
  const isLostTunnel = caller === BY_VISIT && ending !== VIA_UPSTREAM && parent !== null && isTunnelled(parent)
  const losing = row.flags
  const broken = isTcp || row.reset !== NO_RESET || row.phase >= PENDING
  if (row.rivals !== null) endRivals(world, row, row.rivals)
  detach(world, row)
  if (caller === BY_SOURCE) requestDone(world, source, user, startNs, connection, broken)
  else if (caller === BY_VISIT && parent !== null) {
    if (parent.pod.role === 'gateway' && isLostTunnel) breakOff(world, parent, lossBehind(losing))
    else if (parent.pod.role === 'gateway') passBack(world, parent, said, grpcStatus, outcome)
    else callDone(world, parent, call, callTry, outcome)
  }
}

/**
 * Nobody waits for this row any more: it is freed, or lives on as an orphan until its server is done. An application does
 * not notice; a gateway does, and gives up its own call (Envoy resets the upstream stream when the downstream is gone).
 */
export function detach(world: World, row: Row): void {
  const { rows } = world
  if (row.retrying) releaseRetrySlot(row)
  if (row.parent?.onward === row) row.parent.onward = null
  const { phase, tcp } = row
  if (tcp !== null) {
    releaseConnection(row, tcp)
    // Whoever holds the other end sees it close.
    if (phase === PENDING || (phase === SERVING && tcp.isHeld)) return rows.release(row)
  }
  if (phase === SLEEPING) return rows.release(row)
  const upstream = row.upstream
  if (phase === PENDING) upstream?.balancer.pools.cancel(row.index)
  if (phase < TRAVELLING) return rows.release(row)
  if (upstream !== null && tcp === null) closeStream(world, row, upstream, upstream.balancer.http2)
  if (row.script !== null) {
    row.script.responder.abandoned?.(world, row)
    return rows.release(row)
  }
  if (phase === LOST) return rows.release(row)
  const { onward } = row
  const goesOn = onward !== null && outlivesCaller(world, row)
  rows.orphan(row)
  if (onward !== null && !goesOn) leaveOnward(world, onward)
}

/** A gateway has lost its client and gives up the hop that it made for it. A TCP proxy has no flag for that. */
export function leaveOnward(world: World, onward: Row): void {
  if (onward.tcp === null) return settle(world, onward, 0, DC)
  onward.verdict = TIMEOUT
  settle(world, onward, 0, 0)
}

/** The stream of an attempt ends at its pool; a waiting attempt may take over the connection. */
export function closeStream(world: World, row: Row, upstream: UpstreamState, keepAlive: boolean): void {
  const { pools } = upstream.balancer
  const { slot, worker } = row
  const settled = pools.released(row.index, keepAlive, world.queue.nowNs, !upstream.balancer.http2)
  if (pools.connects > 0) openConnections(world, upstream, worker, slot)
  if (settled > 0) admitWaiting(world, upstream)
  else if (settled === SERVE_LATER) {
    const { queue, openings } = world
    queue.at(queue.nowNs, POOL_READY, openings.add({ upstream, worker, slot, failure: NO_RESET }))
  }
}

/** Connections of a pool came free at this instant: those who wait longest get them. */
export function onPoolReady(world: World, index: number): void {
  const { upstream, worker, slot } = world.openings.take(index)
  const { pools } = upstream.balancer
  const settled = pools.serve(worker, slot)
  if (pools.connects > 0) openConnections(world, upstream, worker, slot)
  if (settled > 0) admitWaiting(world, upstream)
}

/** Rows whose wait in a pool has ended: on a connection, or refused by max_requests at that moment. */
export function admitWaiting(world: World, upstream: UpstreamState): void {
  const { rows } = world
  const { pools } = upstream.balancer
  // Copies: settling a refused row may lead back into the same pools.
  const attached = pools.attached.rows.slice(0, pools.attached.count)
  const refused = pools.overflowed.rows.slice(0, pools.overflowed.count)
  for (const index of attached) send(world, rows.all[index])
  for (const index of refused) {
    const row = rows.all[index]
    row.phase = SLEEPING
    row.slot = NONE
    upstream.stats.answered(503)
    settle(world, row, 503, UO, LOST_OVERFLOW)
  }
}

/** The hop gives back the place it holds among the retries that the circuit breaker allows. */
export function releaseRetrySlot(row: Row): void {
  if (!row.retrying) return
  row.retrying = false
  row.upstream?.balancer.limits.releaseRetry()
}
