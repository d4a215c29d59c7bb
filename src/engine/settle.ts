import { callDone } from './calls.ts'
import { send } from './client.ts'
import { openConnections } from './connect.ts'
import { DC, outcomeOf, UO, UT } from './flags.ts'
import { passBack } from './gateway.ts'
import { CALLING, GONE, LOST, MIRROR, NONE, PENDING, SLEEPING, TRAVELLING } from './rows.ts'
import { requestDone } from './sources.ts'
import type { UpstreamState } from './upstream-state.ts'
import type { World } from './world.ts'

/**
 * The hop is over: the caller gets `status` with `flags`. Whatever is still under way for it is given up; a server that
 * works on it does not notice.
 */
export function settle(world: World, row: number, status: number, flags: number): void {
  const { rows } = world
  rows.flags[row] |= flags
  // An answer that was on its way when the caller gave up was not heard.
  const heard = (flags & (UT | DC)) === 0
  const outcome = (heard && rows.verdict[row]) || outcomeOf(status, rows.flags[row], rows.degraded[row] === 1)
  const parent = rows.parent[row]
  if (parent !== GONE) world.books.hop(world, row, status, outcome)
  const proxy = rows.proxy[row]
  if (proxy >= 0 && parent !== MIRROR) world.proxies[proxy].connections.giveBack(rows.worker[row])
  const call = rows.call[row]
  const callTry = rows.callTry[row]
  const source = rows.source[row]
  const user = rows.user[row]
  const connection = rows.connection[row]
  const broken = rows.reset[row] !== 0 || rows.phase[row] >= PENDING
  detach(world, row)
  if (parent === GONE || parent === MIRROR) return
  if (parent === NONE) requestDone(world, source, user, connection, broken)
  else if (world.pods[rows.pod[parent]].role === 'gateway') passBack(world, parent, status, outcome)
  else callDone(world, parent, call, callTry, outcome)
}

/**
 * Nobody waits for this row any more: it is freed, or lives on as an orphan until its server is done. An application does
 * not notice; a gateway does, and gives up its own call (Envoy resets the upstream stream when the downstream is gone).
 */
export function detach(world: World, row: number): void {
  const { rows } = world
  if (rows.retrying[row] === 1) releaseRetrySlot(world, row)
  forgetCall(world, row)
  const phase = rows.phase[row]
  if (phase === SLEEPING) return rows.free(row)
  const upstream = rows.upstream[row]
  if (phase === PENDING) upstream?.balancer.pools.cancel(row)
  if (phase < TRAVELLING) return rows.free(row)
  if (upstream !== null) closeStream(world, row, upstream, false)
  if (phase === LOST) return rows.free(row)
  rows.orphan(row)
  const atGateway = phase === CALLING && world.pods[rows.pod[row]].role === 'gateway'
  if (atGateway && rows.step[row] !== NONE) settle(world, rows.step[row], 0, DC)
}

/** The gateway that this row calls for has no call of that row any more. */
function forgetCall({ rows }: World, row: number): void {
  const parent = rows.parent[row]
  if (parent >= 0 && rows.call[row] === NONE && rows.step[parent] === row) rows.step[parent] = NONE
}

/** The stream of an attempt ends at its pool; a waiting attempt may take over the connection. */
export function closeStream(world: World, row: number, upstream: UpstreamState, keepAlive: boolean): void {
  const { pools } = upstream.balancer
  const slot = world.rows.slot[row]
  const worker = world.rows.worker[row]
  const settled = pools.released(row, keepAlive, world.queue.nowNs)
  if (pools.connects > 0) openConnections(world, upstream, worker, slot)
  if (settled > 0) admitWaiting(world, upstream)
}

/** Rows whose wait in a pool has ended: on a connection, or refused by max_requests at that moment. */
export function admitWaiting(world: World, upstream: UpstreamState): void {
  const { pools } = upstream.balancer
  // Copies: settling a refused row may lead back into the same pools.
  const attached = pools.attached.rows.slice(0, pools.attached.count)
  const refused = pools.overflowed.rows.slice(0, pools.overflowed.count)
  for (const row of attached) send(world, row)
  for (const row of refused) {
    world.rows.phase[row] = SLEEPING
    world.rows.slot[row] = NONE
    settle(world, row, 503, UO)
  }
}

/** The hop gives back the place it holds among the retries that the circuit breaker allows. */
export function releaseRetrySlot(world: World, row: number): void {
  const { rows } = world
  if (rows.retrying[row] === 0) return
  rows.retrying[row] = 0
  rows.upstream[row]?.balancer.limits.releaseRetry()
}
