import { startAttempt } from './client.ts'
import type { Decision } from './decision.ts'
import type { ProxyState } from './proxy-state.ts'
import { MIRROR } from './rows.ts'
import { upstreamOf } from './upstream-state.ts'
import type { World } from './world.ts'

/**
 * Copies of a request, sent and forgotten (Envoy ShadowWriterImpl): they use the mirror cluster's balancer, pools and
 * breakers, are never retried, and nobody waits for the answer. The percentage is drawn by the request's proxy.
 */
export function mirror(world: World, proxy: ProxyState, decision: Decision, source: number, worker: number): void {
  const { rows, queue } = world
  for (const { percent, copy } of decision.mirrors) {
    if (percent < 100 && proxy.routeRng.next() * 100 >= percent) continue
    const upstream = upstreamOf(world, proxy, copy.destinations[0].cluster)
    if (upstream === null) continue
    const row = rows.take(queue.nowNs)
    rows.parent[row] = MIRROR
    rows.source[row] = source
    rows.shape[row] = copy.destinations[0].shape
    rows.proxy[row] = proxy.index
    rows.worker[row] = worker
    rows.decision[row] = copy
    rows.destination[row] = 0
    rows.upstream[row] = upstream
    startAttempt(world, row)
  }
}
