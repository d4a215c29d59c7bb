import { assert, fault } from '../kernel/assert.ts'
import { CLIENT_GONE } from '../proxy/response-details.ts'
import { type PlannedCall, shapeOfCall } from './call-plan.ts'
import { beginHop } from './client.ts'
import { connectToProxy } from './connections.ts'
import { CALL_TIMEOUT } from './event-kinds.ts'
import { DC, DEGRADED, OK } from './flags.ts'
import { childHop } from './hop-address.ts'
import { servedShape } from './inbound.ts'
import { BY_VISIT, CALLING, NONE, type Row } from './row.ts'
import { finishVisit } from './server.ts'
import { settle } from './settle.ts'
import { after } from './timers.ts'
import type { World } from './world.ts'

/** The next step of the visit's call graph: its calls start together; after the last step the visit is answered. */
export function startStep(world: World, row: Row, step: number): void {
  const { plan } = row.pod.service
  if (step === plan.steps.length) return finishVisit(world, row, 200)
  const calls = plan.steps[step]
  row.phase = CALLING
  row.step = step
  row.callsOut = calls.length
  for (const call of calls) startCall(world, row, call, 1)
}

function startCall(world: World, visit: Row, call: PlannedCall, callTry: number): void {
  const { rows, queue } = world
  const pod = visit.pod
  const shape = shapeOfCall(world.shapes, pod.service.plan, call, servedShape(world, visit))
  const row = rows.take(visit.source, queue.nowNs)
  row.caller = BY_VISIT
  row.parent = visit
  row.requestNumber = visit.requestNumber
  row.hop = childHop(visit.hop, call.index, callTry)
  row.call = call.index
  row.callTry = callTry
  row.shape = shape
  if (call.timeoutNs > 0) row.callDeadlineNs = after(world, CALL_TIMEOUT, row, call.timeoutNs)
  assert(pod.proxy !== null, 'a pod that calls has a proxy, or a plain stand-in for one')
  row.tcp = pod.service.tcp[call.index]?.draw() ?? null
  connectToProxy(row, pod.proxy)
  beginHop(world, row)
}

/** One call of a visit ended: the application tries again, shrugs it off or fails; the last one of a step leads on. */
export function callDone(world: World, visit: Row, index: number, callTry: number, outcome: number): void {
  const pod = visit.pod
  const call = pod.service.plan.calls[index]
  const good = outcome === OK || outcome === DEGRADED
  if (!good && callTry < call.tries) return startCall(world, visit, call, callTry + 1)
  if (outcome === DEGRADED || (!good && call.degrades)) visit.degraded = true
  if (!good && !call.degrades) visit.failed = true
  if (visit.callsOut <= 0) fault(`visit ${visit.index} has no call out`)
  if (--visit.callsOut > 0) return
  if (visit.failed) failVisit(world, visit)
  else startStep(world, visit, visit.step + 1)
}

/** What the application says when a call failed that it needs: 500, in gRPC the status UNKNOWN. */
function failVisit(world: World, visit: Row): void {
  if (visit.decision?.grpc) finishVisit(world, visit, 200, GRPC_UNKNOWN)
  else finishVisit(world, visit, 500)
}

const GRPC_UNKNOWN = 2

/** The application, or the client outside, stops waiting. Its proxy sees the connection close (flag DC). */
export function onCallTimeout(world: World, row: Row): void {
  if (row.callDeadlineNs !== world.queue.nowNs) return
  row.callDeadlineNs = NONE
  settle(world, row, 0, DC, CLIENT_GONE)
}
