import { NEVER } from '../kernel/time.ts'
import { HEALTH_UPDATE, SWEEP } from './event-kinds.ts'
import { CONNECT_FAILURE, NO_RESET, TIMED_OUT } from './reset.ts'
import type { UpstreamState } from './upstream-state.ts'
import type { World } from './world.ts'

/** How an attempt ended, for outlier detection; an ejection takes effect at once or with the next health update. */
export function noteResult(world: World, upstream: UpstreamState, slot: number, status: number, reset: number): void {
  const { outlier } = upstream.balancer
  if (outlier === undefined || slot < 0) return
  const { nowNs } = world.queue
  const isLocal = reset !== NO_RESET && reset !== TIMED_OUT
  const ejected = isLocal ? outlier.onLocalOrigin(slot, nowNs) : outlier.onResponse(slot, status, nowNs)
  if (!ejected) return
  const pod = upstream.podOf[slot]
  const { workload, version } = pod
  world.books.recorder.ejection({ workload, version, zone: pod.pod.locality.zone, pod: pod.pod.name }, nowNs)
  world.books.change(nowNs, `${upstream.proxy.pod.pod.name} ejects ${pod.pod.name} from ${upstream.ref.name}`)
  world.journal.ejected(world, upstream.proxy, pod, causeOf(status, reset))
  schedule(world, upstream)
}

function causeOf(status: number, reset: number): string {
  switch (reset) {
    case NO_RESET:
      return `${status}`
    case TIMED_OUT:
      return 'no answer in time'
    case CONNECT_FAILURE:
      return 'no connection'
    default:
      return 'connection lost'
  }
}

export function onSweep(world: World, index: number): void {
  const upstream = world.upstreams[index]
  upstream.sweepNs = -1
  upstream.balancer.outlier?.sweep(world.queue.nowNs)
  schedule(world, upstream)
}

export function onHealthUpdate(world: World, index: number): void {
  const upstream = world.upstreams[index]
  upstream.healthNs = -1
  upstream.balancer.applyHealthUpdate(world.queue.nowNs)
  schedule(world, upstream)
}

/** Sweeps run only while they can change something; they stand at fixed times, so skipping some changes nothing. */
function schedule(world: World, upstream: UpstreamState): void {
  const { queue } = world
  const { outlier, pendingHealthUpdateNs } = upstream.balancer
  if (outlier?.needsSweep && upstream.sweepNs < 0) {
    upstream.sweepNs = outlier.nextSweepNs(queue.nowNs)
    queue.at(upstream.sweepNs, SWEEP, upstream.index)
  }
  if (pendingHealthUpdateNs !== NEVER && upstream.healthNs < 0) {
    upstream.healthNs = pendingHealthUpdateNs
    queue.at(pendingHealthUpdateNs, HEALTH_UPDATE, upstream.index)
  }
}
