import { CALL_TIMEOUT, ROUTE_TIMEOUT } from './event-kinds.ts'
import type { Row } from './row.ts'
import { carryStream } from './stream-timers.ts'
import type { World } from './world.ts'

/** Arms a timer after a constant delay and returns its instant. */
export function after({ queue }: World, kind: number, row: Row, delayNs: number): number {
  const lane = queue.laneFor(kind, delayNs)
  if (lane >= 0) queue.inLane(lane, row.index)
  else queue.at(queue.nowNs + delayNs, kind, row.index)
  return queue.nowNs + delayNs
}

/** The timers of a hop that goes on in another row: events name rows, so they are armed again. */
export function carryTimers(world: World, from: Row, to: Row): void {
  const { queue } = world
  if (from.routeDeadlineNs >= 0) {
    to.routeDeadlineNs = from.routeDeadlineNs
    queue.at(to.routeDeadlineNs, ROUTE_TIMEOUT, to.index)
  }
  if (from.callDeadlineNs >= 0) {
    to.callDeadlineNs = from.callDeadlineNs
    queue.at(to.callDeadlineNs, CALL_TIMEOUT, to.index)
  }
  carryStream(world, to)
}
