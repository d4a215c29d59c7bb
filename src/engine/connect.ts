import { endAttempt } from './attempt-end.ts'
import { isCut } from './cuts.ts'
import { CONNECTED } from './event-kinds.ts'
import { connectionFate } from './inbound.ts'
import { DOWN, UNREACHABLE } from './pod-state.ts'
import { CONNECT_FAILURE, CONNECT_TIMEOUT, CONNECTION_TERMINATION, NO_RESET } from './reset.ts'
import { SLEEPING } from './row.ts'
import { admitWaiting } from './settle.ts'
import { messageDelayNs, type UpstreamState } from './upstream-state.ts'
import type { World } from './world.ts'

/**
 * Opens as many connections as the pool asked for (`pools.connects`). A handshake takes a round trip for TCP and, with
 * TLS, one more (TLS 1.3); a refusal takes the TCP round trip; no answer at all takes the cluster's connect timeout.
 */
export function openConnections(world: World, upstream: UpstreamState, worker: number, slot: number): void {
  for (let i = upstream.balancer.pools.connects; i > 0; i--) {
    const { queue, openings } = world
    const { tookNs, failure } = handshakeOf(world, upstream, slot)
    queue.at(queue.nowNs + tookNs, CONNECTED, openings.add({ upstream, worker, slot, failure }))
  }
}

/** How long it takes until it is known whether a connection is up, and how it fails (engine/reset). */
export function handshakeOf(
  world: World,
  upstream: UpstreamState,
  slot: number,
): { readonly tookNs: number; readonly failure: number } {
  const pod = upstream.hosts[slot].pod
  const caller = upstream.proxy.pod
  const unreachable = pod.condition === UNREACHABLE || isCut(world, caller, pod)
  const refused = pod.condition === DOWN
  const fate = handshakeFate(world, upstream, slot)
  const roundTripNs = messageDelayNs(world, caller, pod) + messageDelayNs(world, pod, caller)
  const timeoutNs = upstream.cluster.connectTimeoutNs
  const handshakeNs = refused || !upstream.hosts[slot].encrypted ? roundTripNs : 2 * roundTripNs
  const tookNs = unreachable ? timeoutNs : Math.min(handshakeNs, timeoutNs)
  return { tookNs, failure: unreachable || tookNs === timeoutNs ? CONNECT_TIMEOUT : refused ? CONNECT_FAILURE : fate }
}

/** What the server's policies make of the connection. One that it closes later comes about first. */
function handshakeFate(world: World, upstream: UpstreamState, slot: number): number {
  if (!world.control.isGuarded) return NO_RESET
  const fate = connectionFate(world, upstream, slot)
  return fate === CONNECTION_TERMINATION ? NO_RESET : fate
}

/** The handshake is over, one way or the other. */
export function onConnected(world: World, index: number): void {
  const { upstream, worker, slot, failure } = world.openings.take(index)
  const { pools } = upstream.balancer
  const pod = upstream.hosts[slot].pod
  if (failure === NO_RESET && pod.condition !== DOWN && pod.condition !== UNREACHABLE) {
    const settled = pools.connected(worker, slot, world.queue.nowNs, pod.maxStreams)
    if (pools.connects > 0) openConnections(world, upstream, worker, slot)
    if (settled > 0) admitWaiting(world, upstream)
    return
  }
  const timedOut = failure === CONNECT_TIMEOUT
  const count = pools.connectFailed(worker, slot, timedOut)
  const failed = pools.failed.rows.slice(0, count)
  for (const index of failed) {
    const row = world.rows.all[index]
    row.phase = SLEEPING
    endAttempt(world, row, upstream, failure === NO_RESET ? CONNECT_FAILURE : failure)
  }
}
