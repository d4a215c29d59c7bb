import { startAttempt } from './client.ts'
import type { Mirror } from './decision.ts'
import { ROUTE_TIMEOUT } from './event-kinds.ts'
import { mirrorHop } from './hop-address.ts'
import type { ProxyState } from './proxy-state.ts'
import { BY_MIRROR } from './row.ts'
import type { SourceState } from './source-state.ts'
import { after } from './timers.ts'
import { upstreamOf } from './upstream-state.ts'
import type { World } from './world.ts'

/** What a copy takes over from the hop that it copies, whose row may be gone by then. */
export interface Original {
  readonly source: SourceState
  readonly requestNumber: number
  readonly hop: number
  readonly worker: number
}

/**
 * Copies of a request, sent and forgotten (Envoy ShadowWriterImpl): they use the mirror cluster's balancer, pools and
 * breakers and the timeout of the route, are never retried, and nobody waits for the answer.
 */
export function mirror(world: World, proxy: ProxyState, mirrors: readonly Mirror[], original: Original): void {
  const { rows, queue } = world
  for (const { number, copy } of mirrors) {
    const upstream = upstreamOf(world, proxy, copy.destinations[0].cluster)
    if (upstream === null) continue
    const row = rows.take(original.source, queue.nowNs)
    row.caller = BY_MIRROR
    row.requestNumber = original.requestNumber
    row.hop = mirrorHop(original.hop, number)
    row.shape = copy.destinations[0].shape
    row.proxy = proxy
    row.worker = original.worker
    row.decision = copy
    row.destination = 0
    row.upstream = upstream
    if (copy.timeoutNs > 0) row.routeDeadlineNs = after(world, ROUTE_TIMEOUT, row, copy.timeoutNs)
    startAttempt(world, row)
  }
}
