import { assert } from '../kernel/assert.ts'
import { onHeaders, onWholeAnswer } from './attempt-end.ts'
import { SERVER_PART } from './event-kinds.ts'
import { brokenBy } from './reset.ts'
import { type Responder, ServerPart } from './responder.ts'
import { NONE, type Row, SERVING } from './row.ts'
import { settle } from './settle.ts'
import { isUploading, touchStream } from './stream-timers.ts'
import { messageDelayNs } from './upstream-state.ts'
import type { World } from './world.ts'

/** A request reaches a pod whose answers are scripted. */
export function beginScript(world: World, row: Row, responder: Responder): void {
  if (!row.awaited) return world.rows.release(row)
  const answer = responder.answer(world, row)
  row.phase = SERVING
  row.script = new ServerPart(responder, answer)
  if (answer.kind === 'silence') return
  if (answer.kind === 'reply' && answer.afterRequest && isUploading(world, row)) return
  sendPart(world, row, answer.afterNs)
}

/** The request is complete: a server that waited for it goes on. */
export function onWholeRequest(world: World, row: Row): void {
  const answer = row.script?.answer
  if (answer?.kind === 'reply' && answer.afterRequest && row.servedNs === NONE) sendPart(world, row, answer.afterNs)
}

function sendPart(world: World, row: Row, afterNs: number): void {
  const { queue } = world
  const { upstream } = row
  assert(upstream !== null, 'scripts answer proxies')
  row.servedNs = queue.nowNs + afterNs + messageDelayNs(world, row.pod, upstream.proxy.pod)
  queue.at(row.servedNs, SERVER_PART, row.index)
}

/** The next part of the answer, or the loss of the stream, is at the caller's proxy. */
export function onServerPart(world: World, row: Row): void {
  if (row.servedNs !== world.queue.nowNs) return
  row.servedNs = NONE
  const { script, upstream } = row
  assert(script !== null && upstream !== null, 'only scripts answer in parts')
  const { answer } = script
  if (answer.kind === 'loss') {
    row.reset = answer.reset
    return onWholeAnswer(world, row, upstream)
  }
  assert(answer.kind === 'reply', 'silence has no parts')
  if (!script.begun) {
    script.begun = true
    row.status = answer.status
    if (answer.body === null) return onWholeAnswer(world, row, upstream)
    if (onHeaders(world, row, upstream)) sendPart(world, row, answer.body.pieces > 0 ? 0 : answer.body.gapNs)
    return
  }
  const { body } = answer
  assert(body !== null, 'an answer without a body has one part')
  if (script.sent < body.pieces) {
    script.sent++
    touchStream(world, row)
    if (script.sent < body.pieces || body.ending !== 'stall') sendPart(world, row, body.gapNs)
    return
  }
  if (body.ending === 'end') onWholeAnswer(world, row, upstream)
  else if (body.ending !== 'stall')
    settle(world, row, row.status, brokenBy(body.ending).flags, brokenBy(body.ending).ending)
}
