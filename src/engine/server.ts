import { fault } from '../kernel/assert.ts'
import { OUTSIDE } from '../service/network.ts'
import { REJECTED as FULL, STARTED, QUEUED as WAITS } from '../service/station.ts'
import { startStep } from './calls.ts'
import { isCut } from './cuts.ts'
import { RESPONSE, SERVED } from './event-kinds.ts'
import { REJECTED } from './flags.ts'
import { passOn } from './gateway.ts'
import { DOWN, type PodState, UP } from './pod-state.ts'
import { CONNECTION_TERMINATION } from './reset.ts'
import { LOST, NONE, QUEUED, RETURNING, SERVING } from './rows.ts'
import { arriveShared } from './shared-service.ts'
import type { World } from './world.ts'

/** A request reaches its pod. A gateway passes it on; an application takes it, lets it wait, or turns it away. */
export function onAtServer(world: World, row: number): void {
  const { rows, stations, queue } = world
  const pod = world.pods[rows.pod[row]]
  if (pod.condition !== UP) {
    if (pod.condition === DOWN) return breakOff(world, row)
    if (rows.awaited[row] === 0) return rows.free(row)
    rows.phase[row] = LOST
    return
  }
  if (pod.role === 'gateway') return passOn(world, row, pod)
  if (pod.shared !== null) return arriveShared(world, row, pod)
  const place = stations.arrive(pod.index, row, queue.nowNs)
  if (place === STARTED) return serve(world, row, pod)
  if (place === WAITS) {
    rows.phase[row] = QUEUED
    return
  }
  if (place !== FULL) fault(`station answered ${place}`)
  turnAway(world, row, pod)
}

/** All waiting places are taken: 503 at once. */
export function turnAway(world: World, row: number, pod: PodState): void {
  world.journal.queueFull(pod, world.queue.nowNs)
  world.rows.verdict[row] = REJECTED
  respond(world, row, 503)
}

/** A worker takes the request: its own part of the work, drawn from the workload's distribution. */
function serve(world: World, row: number, pod: PodState): void {
  const { rows, queue } = world
  const timeNs = workNs(world, pod)
  rows.phase[row] = SERVING
  rows.servedNs[row] = queue.nowNs + timeNs
  queue.at(queue.nowNs + timeNs, SERVED, row)
}

/** The work of one request, slower while the pod is cold or slowed down. */
export function workNs(world: World, pod: PodState): number {
  const { service, slowFactor } = pod
  let timeNs = service.time.sample(service.timeRng)
  if (slowFactor !== 1) timeNs = Math.round(timeNs * slowFactor)
  if (world.queue.nowNs < pod.coldUntilNs) timeNs = Math.round(timeNs * service.coldFactor)
  return timeNs
}

/** A worker is done with its own part. */
export function onServed(world: World, row: number): void {
  const { rows, queue } = world
  if (rows.servedNs[row] !== queue.nowNs) return
  rows.servedNs[row] = NONE
  afterWork(world, row)
}

/** The worker's own part is done: fail by itself, or make the calls of the call graph, its worker held. */
export function afterWork(world: World, row: number): void {
  const { rows } = world
  const { service } = world.pods[rows.pod[row]]
  if (service.errors.length > 0) {
    const draw = service.errorRng.next()
    for (const { status, upTo } of service.errors) if (draw < upTo) return finishVisit(world, row, status)
  }
  startStep(world, row, 0)
}

/** The application has its answer: the worker is free for the next request. */
export function finishVisit(world: World, row: number, status: number): void {
  const { rows, stations, queue } = world
  const pod = world.pods[rows.pod[row]]
  respond(world, row, status)
  if (pod.shared !== null) return
  const next = stations.leave(pod.index, queue.nowNs)
  if (next >= 0) serve(world, next, pod)
}

/** The answer leaves, or is lost where the network is cut; when nobody waits for it, it is dropped here. */
export function respond(world: World, row: number, status: number): void {
  const { rows, queue } = world
  if (rows.awaited[row] === 0) return rows.free(row)
  rows.status[row] = status
  rows.phase[row] = RETURNING
  const upstream = rows.upstream[row]
  const pod = world.pods[rows.pod[row]]
  if (world.cuts.length > 0 && upstream !== null && isCut(world, upstream.proxy.pod, pod)) {
    rows.phase[row] = LOST
    return
  }
  const lane = upstream === null ? -1 : upstream.responseLane[rows.slot[row]]
  if (lane >= 0) return queue.inLane(lane, row)
  const caller = upstream === null ? OUTSIDE : upstream.proxy.pod.place
  queue.at(queue.nowNs + world.network.delayNs(pod.place, caller), RESPONSE, row)
}

/** The connection is cut at the server's end: the caller's proxy learns of it one message later. */
export function breakOff(world: World, row: number): void {
  world.rows.reset[row] = CONNECTION_TERMINATION
  world.rows.servedNs[row] = NONE
  respond(world, row, 0)
}
