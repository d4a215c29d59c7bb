import { field, isPresent, itemsOf, type JsonField, numberOf, onlyFields, phrase } from '../../json-field.ts'
import type { CaseKind } from '../case-kind.ts'
import { compareLeaves } from '../leaves.ts'
import { routeAction } from '../retries/route-settings.ts'
import { reply } from './back-end.ts'
import { clusterOf } from './cluster.ts'
import { membersAtStart } from './script.ts'
import { Stage } from './stage.ts'

/** Which idle connection is taken: requests side by side, in turn, and side by side again. */
export const REUSE_ORDER: CaseKind = {
  recognises: at => isPresent(field(field(at, 'script'), 'phase1')),
  factsOf: at => {
    const phases = phasesOf(field(at, 'script'))
    const stage = new Stage({
      cluster: clusterOf('c', field(at, 'config')),
      action: routeAction({ path: at.path, value: {} }, 'c'),
      members: membersAtStart(field(at, 'config')),
      hosts: 1,
      answer: ({ request }) => reply(200, phases.delayMs(request)),
    })
    const { first, inTurn, last, spacingMs, lastSpacingMs } = phases
    for (let request = 0; request < first; request++) stage.send(request * spacingMs)
    stage.advance(PHASE_MS)
    const next = (left: number): void => {
      if (left > 0) stage.send(stage.nowMs + PAUSE_MS, () => next(left - 1))
    }
    next(inTurn)
    stage.advance(2 * PHASE_MS)
    for (let request = 0; request < last; request++) stage.send(stage.nowMs + request * lastSpacingMs)
    stage.advance(3 * PHASE_MS)
    const connections = stage.arrivals.map(({ connection }) => connection)
    const order = stage.ended
      .slice(0, first)
      .map(({ atMs }, request) => ({ atMs, request }))
      .sort((a, b) => a.atMs - b.atMs)
    return compareLeaves(field(at, 'observed'), {
      order_of_completion_phase1: order.map(({ request }) => request),
      connection_by_request_phase1: connections.slice(0, first),
      connection_phase2: connections.slice(first, first + inTurn),
      connection_phase3: connections.slice(first + inTurn),
    })
  },
}

/** Each phase is long over by then. */
const PHASE_MS = 30_000
const PAUSE_MS = 1

interface Phases {
  readonly first: number
  readonly spacingMs: number
  readonly inTurn: number
  readonly last: number
  readonly lastSpacingMs: number
  delayMs(request: number): number
}

function phasesOf(script: JsonField): Phases {
  const side = field(script, 'phase1')
  onlyFields(side, ['requests', 'sent_every_ms', 'backend_delay_ms'])
  const delays = itemsOf(field(side, 'backend_delay_ms')).map(numberOf)
  const [, inTurn] = phrase(field(script, 'phase2'), /^(\d+) sequential requests$/)
  const [, last, lastSpacing, lastDelay] = phrase(
    field(script, 'phase3'),
    /^(\d+) concurrent requests (\d+) ms apart, back-end delay (\d+) ms$/,
  )
  const first = numberOf(field(side, 'requests'))
  return {
    first,
    spacingMs: numberOf(field(side, 'sent_every_ms')),
    inTurn: Number(inTurn),
    last: Number(last),
    lastSpacingMs: Number(lastSpacing),
    delayMs: request => delays[request] ?? (request < first + Number(inTurn) ? 0 : Number(lastDelay)),
  }
}
