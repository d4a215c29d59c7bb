import { CONNECTION_TERMINATION } from '../../engine/reset.ts'
import type { Answer, Responder } from '../../engine/responder.ts'
import { MILLISECOND } from '../../kernel/time.ts'
import {
  entriesOf,
  field,
  isPresent,
  itemsOf,
  type JsonField,
  numberOf,
  onlyFields,
  unreadable,
} from '../json-field.ts'

/** How a recorded server behaves. */
export interface ServerScript {
  /** The process is not there: connections are refused. */
  readonly refuses: boolean
  readonly responder: Responder
}

/** From the request's arrival to the answer of a server that answers at once: a millisecond, as in the recordings. */
const AT_ONCE_NS = MILLISECOND

/**
 * `backends` by host name, `others` standing for all that are not named.
 * @param clockNs added to the instants of a `time`
 */
export function serverScripts(at: JsonField, hosts: readonly string[], clockNs = 0): ReadonlyMap<string, ServerScript> {
  for (const [name, each] of entriesOf(at))
    if (name !== 'others' && !hosts.includes(name)) unreadable(each, `one of the hosts ${hosts.join(', ')}`)
  const others = field(at, 'others')
  return new Map(
    hosts.map(name => {
      const own = field(at, name)
      return [name, serverScript(isPresent(own) ? own : others, others, clockNs)]
    }),
  )
}

/**
 * A status, an ending by name, `{ seq, then }` by the host's own request number, or `{ time: [[ms, x], ...] }`.
 * @param before what the host does before the first instant of a `time`
 */
export function serverScript(at: JsonField, before: JsonField = at, clockNs = 0): ServerScript {
  if (at.value === 'refuses connections') return { refuses: true, responder: always(statusAnswer(503)) }
  if (typeof at.value !== 'object') return { refuses: false, responder: always(answerOf(at)) }
  return { refuses: false, responder: isPresent(field(at, 'time')) ? byTime(at, before, clockNs) : bySequence(at) }
}

function bySequence(at: JsonField): Responder {
  onlyFields(at, ['seq', 'then'])
  const sequence = itemsOf(field(at, 'seq')).map(answerOf)
  const then = answerOf(field(at, 'then'))
  let number = 0
  return { answer: () => sequence[number++] ?? then }
}

function byTime(at: JsonField, before: JsonField, clockNs: number): Responder {
  onlyFields(at, ['time'])
  const stages = itemsOf(field(at, 'time')).map(stage => {
    const [ms, what] = itemsOf(stage)
    return { fromNs: numberOf(ms) * MILLISECOND + clockNs, answer: answerOf(what) }
  })
  return {
    answer: world => {
      const { nowNs } = world.queue
      const stage = stages.findLast(({ fromNs }) => fromNs <= nowNs)
      return stage === undefined ? answerOf(before) : stage.answer
    },
  }
}

function answerOf(at: JsonField): Answer {
  if (typeof at.value === 'number') return statusAnswer(at.value)
  switch (at.value) {
    // A FIN and an RST before the first byte of an answer are the same to the proxy: the connection is gone.
    case 'close':
    case 'reset':
      return { kind: 'loss', reset: CONNECTION_TERMINATION, afterNs: AT_ONCE_NS }
    case 'hang':
      return { kind: 'silence' }
  }
  return unreadable(at, 'a status, `close`, `reset` or `hang`')
}

export function statusAnswer(status: number, afterNs = AT_ONCE_NS): Answer {
  return { kind: 'reply', status, headers: new Map(), afterNs, afterRequest: false, body: null }
}

export function always(answer: Answer): Responder {
  return { answer: () => answer }
}
