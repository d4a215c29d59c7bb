import { startingWith } from '../../../engine/bed/bed.ts'
import { MILLISECOND } from '../../../kernel/time.ts'
import type { OutlierEvent } from '../../../proxy/outlier/outlier-event.ts'
import { field, fieldsOf, isPresent, itemsOf, type JsonField, numberOf, phrase } from '../../json-field.ts'
import type { CaseKind } from '../case-kind.ts'
import { type Fact, within } from '../fact.ts'
import { compareLeaves } from '../leaves.ts'
import { routeAction } from '../retries/route-settings.ts'
import { backEnds, reply } from './back-end.ts'
import { clusterOf } from './cluster.ts'
import { connectionsAs } from './connections.ts'
import { membersAtStart } from './script.ts'
import { Stage } from './stage.ts'
import { bestOf } from './trials.ts'

/** A host is ejected while one of its connections is held and another idle. */
export const EJECTION: CaseKind = {
  recognises: at => isPresent(field(field(at, 'observed'), 'held_requests')),
  factsOf: at => {
    const phases = membersAtStart(field(at, 'config')).map((_, phase) => phase)
    return bestOf(phases, phase => factsFrom(at, phase))
  },
}

/** The requests in turn begin when those that are not held are long answered. */
const TURN_FROM_MS = 50
/** An answer of the recorded servers that is not delayed. */
const ANSWER_MS = 1.5
const LONGEST_MS = 60_000

function factsFrom(at: JsonField, phase: number): Fact[] {
  const config = field(at, 'config')
  const script = field(at, 'script')
  const observed = field(at, 'observed')
  const [, held, count, gap] = phrase(
    field(script, 'offered'),
    /^requests ((?:\d+(?:, | and )?)+) concurrently \(one per host\), then (\d+) sequential ones (\d+) ms apart$/,
  )
  const together = held.split(/, | and /).length
  const servers = backEnds(script, observed)
  const members = membersAtStart(config)
  const stage = new Stage({
    cluster: clusterOf('c', config),
    action: routeAction({ path: at.path, value: {} }, 'c'),
    members,
    hosts: members.length,
    answer: asked => {
      const { status, afterMs } = servers.answer(asked)
      return reply(status, afterMs || ANSWER_MS)
    },
    balanceRng: startingWith([phase], 1),
  })
  const events: OutlierEvent[] = []
  const { outlier } = stage.upstream.balancer
  if (outlier !== undefined) outlier.onEvent = event => events.push(event)
  for (let request = 0; request < together; request++) stage.send(0)
  let lastMs = 0
  const next = (atMs: number, left: number): void =>
    stage.send(atMs, () => {
      lastMs = stage.nowMs
      if (left > 1) next(stage.nowMs + Number(gap), left - 1)
    })
  next(TURN_FROM_MS, Number(count))
  stage.advance(LONGEST_MS)

  const endMs = Math.max(lastMs, ...stage.ended.map(({ atMs }) => atMs)) + ANSWER_MS
  const hostOf = (request: number) => stage.arrivals.find(each => each.request === request)?.host ?? -1
  const tolerance = within(numberOf(field(field(at, 'tolerance'), 'ms')))
  const simulated = {
    events: events
      .filter(({ atNs }) => atNs <= endMs * MILLISECOND)
      .map(event => ({
        t: event.atNs / MILLISECOND,
        action: event.action,
        host: `h${stage.hostOf(event.slot)}`,
        ...(event.action !== 'uneject' && { type: event.detection.toUpperCase() }),
        num_ejections: event.ejections,
        ...(itemsOf(field(observed, 'events')).some(each => 'enforced' in fieldsOf(each)) && {
          enforced: event.action === 'eject',
        }),
      })),
    held_requests: stage.ended.slice(0, together).map(({ status, atMs }, request) => ({
      request,
      host: `h${hostOf(request)}`,
      status,
      completed_at_ms: atMs,
    })),
    host_by_request: stage.ended.slice(together).map((_, index) => hostOf(together + index)),
    connections: connectionsAs(
      field(observed, 'connections'),
      stage.connections.filter(({ atMs }) => atMs <= endMs),
    ),
  }
  return compareLeaves(observed, simulated, path => {
    const isInstant = path.at(-1) === 't' || path.at(-1) === 'completed_at_ms'
    return isInstant || (path[0] === 'connections' && path[2] === 3) ? tolerance : undefined
  })
}
