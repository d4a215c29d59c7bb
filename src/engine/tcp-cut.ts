import { isCut } from './cuts.ts'
import { AT_SERVER } from './event-kinds.ts'
import { CALLING, LOST, NONE, QUEUED, type Row, SERVING, TRAVELLING } from './row.ts'
import { respond } from './server.ts'
import type { TcpConnection } from './tcp-connection.ts'
import { limitDuration, limitPauses, onLostPeer } from './tcp-limits.ts'
import { requestDelayNs } from './upstream-state.ts'
import type { World } from './world.ts'

/** The network is cut: neither end of a TCP connection notices. Bytes stop, and only the limits of the caller's side end it. */
export function cutConnections(world: World): void {
  for (const row of world.rows.all) {
    const { phase, tcp } = row
    const isOpen = phase === SERVING || phase === QUEUED || phase === CALLING
    if (tcp !== null && row.awaited && isOpen && liesAcrossCut(world, row)) cutOff(world, row, tcp)
  }
}

/** Just now, nothing of the connection passes any more. */
export function cutOff(world: World, row: Row, tcp: TcpConnection): void {
  if (tcp.cutNs !== NONE) return
  tcp.cutNs = world.queue.nowNs
  onLostPeer(world, row, tcp)
}

/** A cut is over: what was lost is sent again, the end of a connection as well. The wait of TCP until it does is left out. */
export function joinConnections(world: World): void {
  for (const row of world.rows.all) {
    const { tcp } = row
    if (tcp === null || !row.awaited || tcp.cutNs === NONE || liesAcrossCut(world, row)) continue
    tcp.silentNs += world.queue.nowNs - tcp.cutNs
    tcp.cutNs = NONE
    tcp.limitNs = NONE
    limitDuration(world, row, tcp)
    limitPauses(world, row, tcp)
    if (row.phase === LOST) sendAgain(world, row, tcp)
  }
}

function sendAgain(world: World, row: Row, tcp: TcpConnection): void {
  const { upstream, slot } = row
  if (tcp.isClosing) return respond(world, row, row.status)
  if (upstream === null) return
  row.phase = TRAVELLING
  world.queue.at(world.queue.nowNs + requestDelayNs(world, upstream, slot), AT_SERVER, row.index)
}

function liesAcrossCut(world: World, { upstream, target }: Row): boolean {
  return upstream !== null && target !== null && isCut(world, upstream.proxy.pod, target)
}
