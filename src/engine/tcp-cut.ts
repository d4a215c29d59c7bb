import { liesAcrossCut } from './cuts.ts'
import { CALLING, NONE, QUEUED, type Row, SERVING } from './row.ts'
import type { TcpConnection } from './tcp-connection.ts'
import { limitDuration, limitPauses, onLostPeer } from './tcp-limits.ts'
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

/** Bytes flow again: limits count from now on. */
export function resume(world: World, row: Row, tcp: TcpConnection): void {
  if (tcp.cutNs === NONE) return
  tcp.silentNs += world.queue.nowNs - tcp.cutNs
  tcp.cutNs = NONE
  tcp.limitNs = NONE
  limitDuration(world, row, tcp)
  limitPauses(world, row, tcp)
}
