import { fault } from '../kernel/assert.ts'
import { OUTSIDE } from '../service/network.ts'
import { REJECTED as FULL, STARTED, QUEUED as WAITS } from '../service/station.ts'
import { startStep } from './calls.ts'
import { isCut } from './cuts.ts'
import { RESPONSE, SERVED } from './event-kinds.ts'
import { outcomeOfGrpc, REJECTED } from './flags.ts'
import { passOn } from './gateway.ts'
import { isRefused } from './inbound.ts'
import { DOWN, FAILING, type PodState, UP } from './pod-state.ts'
import { CONNECTION_TERMINATION } from './reset.ts'
import { LOST, NONE, QUEUED, RETURNING, type Row, SERVING } from './row.ts'
import { beginScript } from './server-part.ts'
import { arriveShared } from './shared-service.ts'
import { onSilence } from './tcp-limits.ts'
import type { World } from './world.ts'

/** A request reaches its pod. A gateway passes it on; an application takes it, lets it wait, or turns it away. */
export function onAtServer(world: World, row: Row): void {
  const { rows, stations, queue } = world
  const pod = row.pod
  if (pod.condition !== UP) {
    if (pod.condition === DOWN) return breakOff(world, row)
    if (pod.condition === FAILING) return failAtOnce(world, row, pod)
    if (!row.awaited) return rows.release(row)
    row.phase = LOST
    if (row.tcp !== null) onSilence(world, row, row.tcp)
    return
  }
  if (pod.role === 'gateway') return passOn(world, row, pod)
  if (world.control.isGuarded && isRefused(world, row)) return
  if (pod.responder !== null) return beginScript(world, row, pod.responder)
  world.visits?.arrived(pod, row.index, queue.nowNs)
  if (row.tcp?.isHeld) return hold(world, row, row.tcp.durationNs)
  if (pod.shared !== null) return arriveShared(world, row, pod)
  const place = stations.arrive(pod.index, row.index, queue.nowNs)
  if (place === STARTED) return serve(world, row, pod)
  if (place === WAITS) {
    row.phase = QUEUED
    return
  }
  if (place !== FULL) fault(`station answered ${place}`)
  turnAway(world, row, pod)
}

/** A TCP connection that lasts by itself takes no worker. */
function hold(world: World, row: Row, durationNs: number): void {
  const { rows, queue } = world
  if (!row.awaited) return rows.release(row)
  row.phase = SERVING
  row.servedNs = queue.nowNs + durationNs
  queue.at(row.servedNs, SERVED, row.index)
}

/** All waiting places are taken: 503 at once. */
export function turnAway(world: World, row: Row, pod: PodState): void {
  world.journal.queueFull(pod, world.queue.nowNs)
  row.verdict = REJECTED
  world.visits?.answered(row.index, 503)
  respond(world, row, 503)
}

/** The application is there but fails whatever it is asked. */
function failAtOnce(world: World, row: Row, pod: PodState): void {
  world.visits?.arrived(pod, row.index, world.queue.nowNs)
  world.visits?.answered(row.index, 503)
  respond(world, row, 503)
}

/** A worker takes the request: its own part of the work, drawn from the workload's distribution. */
function serve(world: World, row: Row, pod: PodState): void {
  const { queue } = world
  const timeNs = workNs(world, pod)
  row.phase = SERVING
  row.servedNs = queue.nowNs + timeNs
  world.visits?.began(row.index, queue.nowNs, timeNs)
  queue.at(queue.nowNs + timeNs, SERVED, row.index)
}

/** The work of one request, slower while the pod is cold or slowed down. */
export function workNs(world: World, pod: PodState): number {
  const { service, slowFactor } = pod
  let timeNs = service.times.next()
  if (slowFactor !== 1) timeNs = Math.round(timeNs * slowFactor)
  if (world.queue.nowNs < pod.coldUntilNs) timeNs = Math.round(timeNs * service.coldFactor)
  return timeNs
}

/** A worker is done with its own part, or a connection has lasted its time. */
export function onServed(world: World, row: Row): void {
  const { queue } = world
  if (row.servedNs !== queue.nowNs) return
  row.servedNs = NONE
  if (row.tcp?.isHeld) respond(world, row, 200)
  else afterWork(world, row)
}

/** The worker's own part is done: fail by itself, or make the calls of the call graph, its worker held. */
export function afterWork(world: World, row: Row): void {
  const { service } = row.pod
  if (service.errors.length > 0) {
    const draw = service.errorRng.next()
    for (const { status, grpcStatus = NONE, upTo } of service.errors)
      if (draw < upTo) return finishVisit(world, row, status, grpcStatus)
  }
  startStep(world, row, 0)
}

/** The application has its answer: the worker is free for the next request. */
export function finishVisit(world: World, row: Row, status: number, grpcStatus = NONE): void {
  const { rows, stations, queue } = world
  if (grpcStatus !== NONE) {
    row.grpcStatus = grpcStatus
    row.verdict = outcomeOfGrpc(grpcStatus)
  }
  const pod = row.pod
  world.visits?.answered(row.index, status)
  respond(world, row, status)
  if (pod.shared !== null) return
  const next = stations.leave(pod.index, queue.nowNs)
  if (next >= 0) serve(world, rows.all[next], pod)
}

/** The answer leaves, or is lost where the network is cut; when nobody waits for it, it is dropped here. */
export function respond(world: World, row: Row, status: number): void {
  const { rows, queue } = world
  if (!row.awaited) return rows.release(row)
  row.status = status
  row.phase = RETURNING
  if (row.tcp !== null) row.tcp.isClosing = true
  const upstream = row.upstream
  const pod = row.pod
  if (world.cuts.length > 0 && upstream !== null && isCut(world, upstream.proxy.pod, pod)) {
    row.phase = LOST
    return
  }
  const lane = upstream === null ? -1 : upstream.hosts[row.slot].responseLane
  if (lane >= 0) return queue.inLane(lane, row.index)
  const caller = upstream === null ? OUTSIDE : upstream.proxy.pod.place
  queue.at(queue.nowNs + world.network.delayNs(pod.place, caller), RESPONSE, row.index)
}

/** The connection is cut at the server's end: the caller's proxy learns of it one message later. */
export function breakOff(world: World, row: Row, reset = CONNECTION_TERMINATION): void {
  row.reset = reset
  row.servedNs = NONE
  respond(world, row, 0)
}
