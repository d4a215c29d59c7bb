import { assert } from '../kernel/assert.ts'
import { beginHop } from './client.ts'
import { childHop } from './hop-address.ts'
import type { PodState } from './pod-state.ts'
import type { ProxyState } from './proxy-state.ts'
import { CALLING } from './rows.ts'
import { respond } from './server.ts'
import type { World } from './world.ts'

/** A gateway's proxy takes the request in and calls on with it: a hop of its own, with the gateway as the caller. */
export function passOn(world: World, visit: number, pod: PodState): void {
  const { rows, queue } = world
  const proxy = pod.proxy
  assert(proxy !== null, 'a gateway pod has a proxy')
  rows.phase[visit] = CALLING
  const row = rows.take(queue.nowNs)
  rows.step[visit] = row
  rows.parent[row] = visit
  rows.source[row] = rows.source[visit]
  rows.requestNumber[row] = rows.requestNumber[visit]
  rows.hop[row] = childHop(rows.hop[visit], 0, 1)
  rows.shape[row] = arrivingShape(world, visit)
  rows.proxy[row] = proxy.index
  rows.worker[row] = workerFor(world, visit, proxy)
  beginHop(world, row)
}

/** The gateway answers with what it got, and what that meant is what it means to its caller. */
export function passBack(world: World, visit: number, status: number, outcome: number): void {
  world.rows.verdict[visit] = outcome
  respond(world, visit, status)
}

/** The request as it comes in: as the client sent it, or as the caller's proxy changed it. */
function arrivingShape({ rows }: World, visit: number): number {
  const decision = rows.decision[visit]
  return decision === null ? rows.shape[visit] : decision.destinations[rows.destination[visit]].shape
}

/**
 * Worker thread of the gateway that the connection belongs to. Clients outside have connections of their own; a proxy is
 * taken to have one per worker thread and gateway pod, as HTTP/2 between proxies does.
 */
function workerFor({ rows, sources }: World, visit: number, gateway: ProxyState): number {
  if (gateway.workers === 1) return 0
  const upstream = rows.upstream[visit]
  if (upstream === null) {
    const { entry } = sources[rows.source[visit]]
    return entry.kind === 'gateway' ? entry.connections.workerOf(rows.connection[visit]) : 0
  }
  const bySlot = upstream.serverWorkers
  bySlot[rows.slot[visit]] ??= []
  const workers = bySlot[rows.slot[visit]]
  workers[rows.worker[visit]] ??= gateway.connectionRng.uint32() % gateway.workers
  return workers[rows.worker[visit]]
}
