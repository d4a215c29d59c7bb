import { BUCKET_END } from './event-kinds.ts'
import { DOWN, UNREACHABLE } from './pod-state.ts'
import type { World } from './world.ts'

/** A bucket of the time series is over: what every station did in it goes to the recorder. */
export function endBucket(world: World): void {
  const { queue, scenario } = world
  sampleStations(world, queue.nowNs - scenario.bucketNs)
  world.books.flush()
  world.books.recorder.advance(queue.nowNs)
  const next = queue.nowNs + scenario.bucketNs
  if (next <= world.durationNs) queue.at(next, BUCKET_END, 0)
}

/** @param fromNs start of the bucket, or of the part of it that was simulated */
export function sampleStations(world: World, fromNs: number): void {
  const { stations, pods, queue, books } = world
  const toNs = queue.nowNs
  for (const { index, bornNs, condition } of pods) {
    const sinceNs = Math.max(fromNs, bornNs)
    // A dead pod is no idle pod: it has no share in the utilisation of its workload.
    if (sinceNs >= toNs || condition === DOWN || condition === UNREACHABLE) continue
    stations.integrate(index, toNs)
    books.recorder.sampleStation(
      index,
      sinceNs,
      toNs,
      stations.busyNs[index],
      stations.waitingNs[index],
      stations.longest[index],
    )
    stations.resetIntegrals(index)
  }
}
