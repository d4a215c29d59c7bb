import { NEVER } from '../kernel/time.ts'
import { HEALTH_UPDATE, SWEEP } from './event-kinds.ts'
import { CONNECT_FAILURE, CONNECT_TIMEOUT, NO_RESET, TIMED_OUT } from './reset.ts'
import type { UpstreamState } from './upstream-state.ts'
import type { World } from './world.ts'

/** How an attempt ended, for outlier detection; an ejection takes effect at once or with the next health update. */
export function noteResult(world: World, upstream: UpstreamState, slot: number, status: number, reset: number): void {
  const { outlier } = upstream.balancer
  if (outlier === undefined || slot < 0) return
  const { nowNs } = world.queue
  const ejected =
    reset === NO_RESET
      ? outlier.onResponse(slot, status, nowNs)
      : outlier.onLocalOrigin(slot, nowNs, reset === TIMED_OUT ? status : undefined)
  if (!ejected) return
  tellEjection(world, upstream, slot, causeOf(status, reset))
  scheduleHealth(world, upstream)
}

/** Lets everybody hear of ejections who wants to. */
export function watchOutliers({ causes, journal, outliers }: World, upstream: UpstreamState): void {
  const { outlier } = upstream.balancer
  if (outlier === undefined) return
  outlier.onEvent = event => {
    causes.ejections.hear(upstream, event)
    outliers?.(upstream, event)
  }
  outlier.onRefusal = (slot, atNs) => journal.refused(upstream, slot, atNs)
}

function tellEjection(world: World, upstream: UpstreamState, slot: number, cause: string): void {
  const { books, journal, queue } = world
  const { proxy, ref } = upstream
  const pod = upstream.hosts[slot].pod
  const { workload, version } = pod
  const { locality, name } = pod.pod
  books.recorder.ejection({ workload, version, zone: locality.zone, pod: name }, queue.nowNs)
  books.change(queue.nowNs, `${proxy.pod.pod.name} ejects ${name} from ${ref.name}`)
  journal.ejected(world, proxy, pod, cause)
  world.causes.ejections.tipped(upstream, slot, cause)
}

function causeOf(status: number, reset: number): string {
  switch (reset) {
    case NO_RESET:
      return `${status}`
    case TIMED_OUT:
      return 'no answer in time'
    case CONNECT_FAILURE:
    case CONNECT_TIMEOUT:
      return 'no connection'
    default:
      return 'connection lost'
  }
}

export function onSweep(world: World, index: number): void {
  const upstream = world.upstreams[index]
  upstream.sweepNs = -1
  const ejected = upstream.balancer.outlier?.sweep(world.queue.nowNs) ?? []
  for (const slot of ejected) tellEjection(world, upstream, slot, 'low success rate')
  scheduleHealth(world, upstream)
}

export function onHealthUpdate(world: World, index: number): void {
  const upstream = world.upstreams[index]
  upstream.healthNs = -1
  upstream.balancer.applyHealthUpdate(world.queue.nowNs)
  scheduleHealth(world, upstream)
}

/** Sweeps run only while they can change something; they stand at fixed times, so skipping some changes nothing. */
export function scheduleHealth(world: World, upstream: UpstreamState): void {
  const { queue } = world
  const { outlier, pendingHealthUpdateNs } = upstream.balancer
  world.causes.healthChanged(upstream, queue.nowNs)
  if (outlier?.needsSweep && upstream.sweepNs < 0) {
    upstream.sweepNs = outlier.nextSweepNs(queue.nowNs)
    queue.at(upstream.sweepNs, SWEEP, upstream.index)
  }
  if (pendingHealthUpdateNs !== NEVER && upstream.healthNs < 0) {
    upstream.healthNs = pendingHealthUpdateNs
    queue.at(pendingHealthUpdateNs, HEALTH_UPDATE, upstream.index)
  }
}
