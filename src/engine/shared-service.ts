import { REJECTED as FULL } from '../service/station.ts'
import { SHARED_DONE } from './event-kinds.ts'
import type { PodState } from './pod-state.ts'
import { type Row, SERVING } from './row.ts'
import { afterWork, turnAway, workNs } from './server.ts'
import type { World } from './world.ts'

/** `sharing: processor`: every request is worked on at once, the more there are the slower each. */
export function arriveShared(world: World, row: Row, pod: PodState): void {
  const { queue, stations } = world
  const { shared } = pod
  if (shared === null) return
  if (stations.admit(pod.index, shared.count) === FULL) return turnAway(world, row, pod)
  row.phase = SERVING
  shared.add(row.index, workNs(world, pod), queue.nowNs)
  reschedule(world, pod)
}

/** The request with the least work left is done; it frees the processor before it makes its own calls. */
export function onSharedDone(world: World, index: number): void {
  const pod = world.pods[index]
  const { shared } = pod
  if (shared === null || pod.sharedDoneNs !== world.queue.nowNs || shared.count === 0) return
  const row = world.rows.all[shared.takeDone(world.queue.nowNs)]
  reschedule(world, pod)
  afterWork(world, row)
}

function reschedule(world: World, pod: PodState): void {
  const { queue, stations } = world
  const { shared } = pod
  if (shared === null) return
  stations.share(pod.index, shared.count, queue.nowNs)
  pod.sharedDoneNs = shared.nextDoneNs(queue.nowNs)
  if (pod.sharedDoneNs !== Number.POSITIVE_INFINITY) queue.at(pod.sharedDoneNs, SHARED_DONE, pod.index)
}
