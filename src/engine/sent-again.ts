import { liesAcrossCut } from './cuts.ts'
import { AT_SERVER } from './event-kinds.ts'
import { UNREACHABLE } from './pod-state.ts'
import { NO_RESET } from './reset.ts'
import { LOST, type Row, TRAVELLING } from './row.ts'
import { respond } from './server.ts'
import { endAbandoned, resume } from './tcp-cut.ts'
import { requestDelayNs, type UpstreamState } from './upstream-state.ts'
import type { World } from './world.ts'

/**
 * A cut is over: TCP sends again what was lost, a request, an answer or the end of a connection, for all who still wait. How
 * long it takes to notice is left out.
 */
export function sendLostAgain(world: World): void {
  for (const row of world.rows.all) {
    const { tcp, upstream } = row
    if (!row.awaited && row.onward !== null) endAbandoned(world, row)
    if (!row.awaited || upstream === null || liesAcrossCut(world, row)) continue
    if (tcp !== null) resume(world, row, tcp)
    // A server that is not there has nothing to send, and takes nothing; a black hole swallows what comes once more.
    if (row.phase === LOST && row.pod.condition !== UNREACHABLE) sendAgain(world, row, upstream)
  }
}

function sendAgain(world: World, row: Row, upstream: UpstreamState): void {
  const isAnswered = row.tcp?.isClosing || row.status !== 0 || row.reset !== NO_RESET
  if (isAnswered) return respond(world, row, row.status)
  row.phase = TRAVELLING
  world.queue.at(world.queue.nowNs + requestDelayNs(world, upstream, row.slot), AT_SERVER, row.index)
}
