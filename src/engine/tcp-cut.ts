import { isCut, liesAcrossCut } from './cuts.ts'
import { BY_VISIT, CALLING, NONE, QUEUED, type Row, SERVING } from './row.ts'
import { leaveOnward } from './settle.ts'
import type { TcpConnection } from './tcp-connection.ts'
import { limitDuration, limitPauses, onLostClient, onLostServer, onSilentServer } from './tcp-limits.ts'
import type { World } from './world.ts'

/** The network is cut: neither end of a TCP connection notices. Bytes stop, and only the limits of proxies and kernels end it. */
export function cutConnections(world: World): void {
  for (const row of world.rows.all) {
    const { phase, tcp } = row
    const isOpen = phase === SERVING || phase === QUEUED || phase === CALLING
    if (tcp !== null && row.awaited && isOpen && liesAcrossCut(world, row)) cutOff(world, row, tcp)
  }
}

/**
 * Just now, nothing of the connection passes any more. Gateways on its way have a half on each side, and notice as little.
 * What still fills their buffers is left out.
 */
export function cutOff(world: World, row: Row, tcp: TcpConnection): void {
  stop(world, row, tcp, onLostServer)
  for (let each = halfBefore(row); each !== null; each = halfBefore(each)) stop(world, each, each.tcp, onSilentServer)
  for (let each = row.onward; each !== null; each = each.onward) stop(world, each, each.tcp, onLostClient)
}

function stop(world: World, row: Row, tcp: TcpConnection | null, limitHalf: typeof onLostServer): void {
  if (tcp === null || tcp.cutNs !== NONE) return
  tcp.cutNs = world.queue.nowNs
  limitHalf(world, row, tcp)
}

/** The half on the client's side of the gateway that opened this one. */
function halfBefore({ caller, parent }: Row): Row | null {
  return caller === BY_VISIT && parent?.pod.role === 'gateway' ? parent : null
}

/** Whether a cut lies on the way from client to server, on whatever half of it. */
function isCutOff(world: World, row: Row): boolean {
  for (let each: Row | null = row; each !== null; each = halfBefore(each)) if (liesAcrossCut(world, each)) return true
  for (let each = row.onward; each !== null; each = each.onward) if (liesAcrossCut(world, each)) return true
  return false
}

/** Bytes flow again: limits count from now on. */
export function resume(world: World, row: Row, tcp: TcpConnection): void {
  if (tcp.cutNs === NONE || isCutOff(world, row)) return
  tcp.silentNs += world.queue.nowNs - tcp.cutNs
  tcp.cutNs = NONE
  tcp.limitNs = NONE
  limitDuration(world, row, tcp)
  limitPauses(world, row, tcp)
}

/**
 * The caller's half is over, and the gateway behind it does not hear of that before the cut is: its own half goes on until then,
 * or until a limit of its own.
 */
export function outlivesCaller(world: World, row: Row): boolean {
  return row.tcp !== null && liesAcrossCut(world, row)
}

/** The gateway hears at last that the caller of its visit is gone. */
export function endAbandoned(world: World, { proxy, target, onward }: Row): void {
  if (onward === null || proxy === null || target === null || isCut(world, proxy.pod, target)) return
  leaveOnward(world, onward)
}
