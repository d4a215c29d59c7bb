import type { Reply } from '../../../engine/responder.ts'
import { MILLISECOND } from '../../../kernel/time.ts'
import { entriesOf, field, itemsOf, type JsonField, numberOf, textOf, unreadable } from '../../json-field.ts'
import type { Asked } from './stage.ts'

/** What the servers of a case do. */
export interface BackEnds {
  /** Status and delay in ms. */
  answer(asked: Asked): { readonly status: number; readonly afterMs: number }
  /** These refuse connections from the start. */
  readonly refusing: readonly number[]
  /** These never complete a handshake. */
  readonly vanished: readonly number[]
  /** This one stops listening once it holds a request. */
  readonly closing?: { readonly host: number; readonly holdMs: number }
}

type Reading = readonly [pattern: RegExp, read: (parts: readonly string[], delaysMs: JsonField) => BackEnds]

const SENTENCES: readonly Reading[] = [
  [/^h(\d+) refuses connections$/, ([host]) => ({ ...always(200, 0), refusing: [Number(host)] })],
  [/^h(\d+) never completes the TCP handshake$/, ([host]) => ({ ...always(200, 0), vanished: [Number(host)] })],
  [/^each request is answered (\d+) after (\d+) ms$/, ([status, ms]) => always(Number(status), Number(ms))],
  [/^(\d+) after (\d+) ms$/, ([status, ms]) => always(Number(status), Number(ms))],
  [/^(?:all )?(\d+)$/, ([status]) => always(Number(status), 0)],
  [
    /^first attempt: (\d+) after (\d+) ms; second attempt: (\d+) after (\d+) ms$/,
    ([firstStatus, firstMs, laterStatus, laterMs]) =>
      by(({ attempt }) =>
        attempt === 1
          ? { status: Number(firstStatus), afterMs: Number(firstMs) }
          : { status: Number(laterStatus), afterMs: Number(laterMs) },
      ),
  ],
  [
    /^(\d+); delay given in backend_delay_ms by request$/,
    ([status], delays) => {
      const delaysMs = itemsOf(delays).map(numberOf)
      return by(({ request }) => ({ status: Number(status), afterMs: delaysMs[request] ?? 0 }))
    },
  ],
  [
    /^h(\d+) accepts one connection, holds its request (\d+) ms; then its port is closed \(the open connection stays\)$/,
    ([host, ms]) => ({ ...always(200, Number(ms)), closing: { host: Number(host), holdMs: Number(ms) } }),
  ],
]

export function backEnds(script: JsonField, observed: JsonField): BackEnds {
  const at = field(script, 'backends')
  if (typeof at.value === 'object') return byHost(at)
  const text = textOf(at)
  for (const [pattern, read] of SENTENCES) {
    const parts = pattern.exec(text)
    if (parts !== null) return read(parts.slice(1), field(observed, 'backend_delay_ms'))
  }
  return text.includes(': ') ? hostSentences(at, text) : unreadable(at, 'a known behaviour of back-ends')
}

/** `{ h1: 503, others: 200 }` */
function byHost(at: JsonField): BackEnds {
  const statuses = new Map(entriesOf(at).map(([name, each]) => [name, numberOf(each)]))
  const others = statuses.get('others') ?? 200
  return by(({ host }) => ({ status: statuses.get(`h${host}`) ?? others, afterMs: 0 }))
}

/** `h0: requests 0 and 1 answer 200 after 1200 ms, others 503; h1: 200`: requests by the client's numbers. */
function hostSentences(at: JsonField, text: string): BackEnds {
  const hosts = new Map(
    text.split('; ').map(part => {
      const parts = /^h(\d+): (.+)$/.exec(part)
      return parts === null ? unreadable(at, '`h0: ...` in each part') : [Number(parts[1]), hostSentence(at, parts[2])]
    }),
  )
  return by(asked => hosts.get(asked.host)?.(asked) ?? unreadable(at, `a word about h${asked.host}`))
}

function hostSentence(at: JsonField, text: string): BackEnds['answer'] {
  const plain = /^(\d+)$/.exec(text)
  if (plain !== null) return () => ({ status: Number(plain[1]), afterMs: 0 })
  const some = /^requests ((?:\d+(?:, | and )?)+) answer (\d+) after (\d+) ms, others (\d+)$/.exec(text)
  if (some === null) return unreadable(at, 'a known behaviour of one host')
  const chosen = some[1].split(/, | and /).map(Number)
  return ({ request }) =>
    chosen.includes(request)
      ? { status: Number(some[2]), afterMs: Number(some[3]) }
      : { status: Number(some[4]), afterMs: 0 }
}

function always(status: number, afterMs: number): BackEnds {
  return by(() => ({ status, afterMs }))
}

function by(answer: BackEnds['answer']): BackEnds {
  return { answer, refusing: [], vanished: [] }
}

/** Recorded servers send a body, so that an answer which is retried leaves its HTTP/1.1 connection unusable. */
export function reply(status: number, afterMs: number): Reply {
  return {
    kind: 'reply',
    status,
    headers: new Map(),
    afterNs: Math.round(afterMs * MILLISECOND),
    afterRequest: false,
    body: { pieces: 1, gapNs: 0, ending: 'end' },
  }
}
