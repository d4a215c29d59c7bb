import { assert } from '../kernel/assert.ts'
import { serverSideOf } from './access.ts'
import { beginHop } from './client.ts'
import { clientAddress } from './downstream-address.ts'
import { childHop } from './hop-address.ts'
import type { PodState } from './pod-state.ts'
import type { ProxyState } from './proxy-state.ts'
import { BY_VISIT, CALLING, type Row } from './row.ts'
import { respond } from './server.ts'
import { SPIFFE } from './shapes.ts'
import { isTunnelled, tunnelShape } from './tunnel.ts'
import type { World } from './world.ts'

/** A gateway's proxy takes the request in and calls on with it: a hop of its own, with the gateway as the caller. */
export function passOn(world: World, visit: Row, pod: PodState): void {
  const { rows, queue } = world
  const proxy = pod.proxy
  assert(proxy !== null, 'a gateway pod has a proxy')
  visit.phase = CALLING
  const row = rows.take(visit.source, queue.nowNs)
  visit.onward = row
  row.caller = BY_VISIT
  row.parent = visit
  row.requestNumber = visit.requestNumber
  row.hop = childHop(visit.hop, 0, 1)
  const arriving = arrivingShape(visit)
  const shape = world.control.asksWhoCalls ? calledBy(world, visit, arriving) : arriving
  row.shape = isTunnelled(visit) ? tunnelShape(world, proxy, visit, shape) : shape
  row.proxy = proxy
  row.tcp = visit.tcp?.onward() ?? null
  row.worker = workerFor(visit, proxy)
  beginHop(world, row)
}

/** The gateway answers with what it got, and what that meant is what it means to its caller. */
export function passBack(world: World, visit: Row, status: number, grpcStatus: number, outcome: number): void {
  visit.grpcStatus = grpcStatus
  visit.verdict = outcome
  respond(world, visit, status)
}

/** The request as it comes in: as the client sent it, or as the caller's proxy changed it. */
function arrivingShape(visit: Row): number {
  const { decision } = visit
  return decision === null ? visit.shape : decision.destinations[visit.destination].shape
}

/** Policies of a gateway, or of servers behind one that passes TLS on, may ask who in the mesh calls. */
function calledBy(world: World, visit: Row, shape: number): number {
  const { upstream, slot } = visit
  if (upstream === null) return world.control.asksOwnAddress ? calledFromOutside(world, visit, shape) : shape
  const { proxy, hosts } = upstream
  const principal = hosts[slot].encrypted ? SPIFFE + serverSideOf(world, proxy).identity : undefined
  return world.shapes.calledBy(shape, { ip: proxy.pod.pod.ip, principal })
}

function calledFromOutside(world: World, visit: Row, shape: number): number {
  const ip = clientAddress(visit)
  return ip === undefined ? shape : world.shapes.calledBy(shape, { ip })
}

/**
 * Worker thread of the gateway that the connection belongs to. Clients outside have connections of their own; a proxy is
 * taken to have one per worker thread and gateway pod, as HTTP/2 between proxies does.
 */
function workerFor(visit: Row, gateway: ProxyState): number {
  if (gateway.workers === 1) return 0
  const upstream = visit.upstream
  if (upstream === null) {
    const { entry } = visit.source
    return entry.kind === 'gateway' ? entry.connections.workerOf(visit.connection) : 0
  }
  const { workers } = upstream.hosts[visit.slot]
  workers[visit.worker] ??= gateway.connectionRng.uint32() % gateway.workers
  return workers[visit.worker]
}
