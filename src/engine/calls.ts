import { assert, fault } from '../kernel/assert.ts'
import { type PlannedCall, shapeOfCall } from './call-plan.ts'
import { beginHop } from './client.ts'
import { CALL_TIMEOUT } from './event-kinds.ts'
import { DC, DEGRADED, OK } from './flags.ts'
import { childHop } from './hop-address.ts'
import { CALLING, NONE } from './rows.ts'
import { finishVisit } from './server.ts'
import { settle } from './settle.ts'
import { after } from './timers.ts'
import type { World } from './world.ts'

/** The next step of the visit's call graph: its calls start together; after the last step the visit is answered. */
export function startStep(world: World, row: number, step: number): void {
  const { rows } = world
  const { plan } = world.pods[rows.pod[row]].service
  if (step === plan.steps.length) return finishVisit(world, row, 200)
  const calls = plan.steps[step]
  rows.phase[row] = CALLING
  rows.step[row] = step
  rows.callsOut[row] = calls.length
  for (const call of calls) startCall(world, row, call, 1)
}

function startCall(world: World, visit: number, call: PlannedCall, callTry: number): void {
  const { rows, queue } = world
  const pod = world.pods[rows.pod[visit]]
  const shape = shapeOfCall(world.shapes, pod.service.plan, call, rows.shape[visit])
  const row = rows.take(queue.nowNs)
  rows.parent[row] = visit
  rows.source[row] = rows.source[visit]
  rows.requestNumber[row] = rows.requestNumber[visit]
  rows.hop[row] = childHop(rows.hop[visit], call.index, callTry)
  rows.call[row] = call.index
  rows.callTry[row] = callTry
  rows.shape[row] = shape
  if (call.timeoutNs > 0) rows.callDeadlineNs[row] = after(world, CALL_TIMEOUT, row, call.timeoutNs)
  assert(pod.proxy !== null, 'a pod that calls has a proxy, or a plain stand-in for one')
  rows.proxy[row] = pod.proxy.index
  rows.worker[row] = pod.proxy.connections.take()
  beginHop(world, row)
}

/** One call of a visit ended: the application tries again, shrugs it off or fails; the last one of a step leads on. */
export function callDone(world: World, visit: number, index: number, callTry: number, outcome: number): void {
  const { rows } = world
  const pod = world.pods[rows.pod[visit]]
  const call = pod.service.plan.calls[index]
  const good = outcome === OK || outcome === DEGRADED
  if (!good && callTry < call.tries) return startCall(world, visit, call, callTry + 1)
  if (outcome === DEGRADED || (!good && call.degrades)) rows.degraded[visit] = 1
  if (!good && !call.degrades) rows.failed[visit] = 1
  if (rows.callsOut[visit] <= 0) fault(`visit ${visit} has no call out`)
  if (--rows.callsOut[visit] > 0) return
  if (rows.failed[visit] === 1) finishVisit(world, visit, 500)
  else startStep(world, visit, rows.step[visit] + 1)
}

/** The application, or the client outside, stops waiting. Its proxy sees the connection close (flag DC). */
export function onCallTimeout(world: World, row: number): void {
  const { rows } = world
  if (rows.callDeadlineNs[row] !== world.queue.nowNs) return
  rows.callDeadlineNs[row] = NONE
  settle(world, row, 0, DC)
}
