import { CALL_TIMEOUT, ROUTE_TIMEOUT } from './event-kinds.ts'
import type { World } from './world.ts'

/** Arms a timer after a constant delay and returns its instant. */
export function after(world: World, kind: number, row: number, delayNs: number): number {
  const { queue } = world
  const lane = queue.laneFor(kind, delayNs)
  if (lane >= 0) queue.inLane(lane, row)
  else queue.at(queue.nowNs + delayNs, kind, row)
  return queue.nowNs + delayNs
}

/** The timers of a hop that goes on in another row: events name rows, so they are armed again. */
export function carryTimers(world: World, from: number, to: number): void {
  const { rows, queue } = world
  if (rows.routeDeadlineNs[from] >= 0) {
    rows.routeDeadlineNs[to] = rows.routeDeadlineNs[from]
    queue.at(rows.routeDeadlineNs[to], ROUTE_TIMEOUT, to)
  }
  if (rows.callDeadlineNs[from] >= 0) {
    rows.callDeadlineNs[to] = rows.callDeadlineNs[from]
    queue.at(rows.callDeadlineNs[to], CALL_TIMEOUT, to)
  }
}
