import { CONNECTION_TERMINATION, PROTOCOL_ERROR, REFUSED_STREAM, REMOTE_RESET } from '../../../engine/reset.ts'
import type { Answer, Reply } from '../../../engine/responder.ts'
import { MILLISECOND } from '../../../kernel/time.ts'
import { type JsonField, textOf, unreadable } from '../../json-field.ts'

/** What a scripted server does with an attempt (from 1), and the body it sends with an answer of its own. */
export interface BackEnd {
  answer(attempt: number): Answer
  readonly body: string
}

type Reading = readonly [pattern: RegExp, read: (...numbers: number[]) => BackEnd]

/** Body of an answer in pieces: ten letters each, and a last word. */
const PIECE = 'x'.repeat(10)
/** Size of the pieces when only the whole time is given. */
const PIECE_MS = 80

/** Sentences about servers; numbers are free. A sentence that reads otherwise cannot be played. */
const SENTENCES: readonly Reading[] = [
  [/^never answers$/, () => always(SILENCE)],
  [/^(\d+) after (\d+) ms$/, (status, ms) => always(reply(status, ms))],
  [/^(\d+) at once$/, status => always(reply(status, 0))],
  [/^first attempt hangs, then (\d+)$/, status => by(attempt => (attempt === 1 ? SILENCE : reply(status, 0)))],
  [
    /^first (\d+) attempts hang, then (\d+)$/,
    (count, status) => by(attempt => (attempt <= count ? SILENCE : reply(status, 0))),
  ],
  [/^headers at once, (\d+) pieces? of body (\d+) ms apart, then the end$/, (pieces, ms) => inPieces(pieces, ms)],
  [/^headers at once, body takes (\d+) ms$/, ms => inPieces(Math.max(1, Math.round(ms / PIECE_MS)), 0, ms)],
  [/^headers and one piece of body, then nothing$/, () => always(piecewise(1, 0, 'stall'))],
  [/^headers and (\d+) pieces of body, then nothing$/, pieces => always(piecewise(pieces, 0, 'stall'))],
  [
    /^(\d+), (\d+) ms after the end of the request body$/,
    (status, ms) => always({ ...reply(status, ms), afterRequest: true }),
  ],
  [/^grpc-status (\d+) in headers$/, code => ({ ...always(grpc(code)), body: '' })],
]

export function backEnd(at: JsonField): BackEnd {
  const text = textOf(at)
  if (/^attempt \d+: /.test(text)) return byAttempt(at, text)
  for (const [pattern, read] of SENTENCES) {
    const parts = pattern.exec(text)
    if (parts !== null) return read(...parts.slice(1).map(Number))
  }
  return unreadable(at, 'a known behaviour of a back-end')
}

/** `attempt 1: 200 after 400 ms; attempt 2: 503 after 20 ms`: the last one named is for all that follow. */
function byAttempt(at: JsonField, text: string): BackEnd {
  const each = text.split('; ').map(part => {
    const parts = /^attempt (\d+): (.+)$/.exec(part)
    if (parts === null) return unreadable(at, '`attempt n: ...` in each part')
    return { attempt: Number(parts[1]), does: backEnd({ path: at.path, value: parts[2] }) }
  })
  return by(attempt => {
    const past = each.filter(one => one.attempt <= attempt)
    return (past.at(-1) ?? each[0]).does.answer(attempt)
  })
}

/** Names of failures in the retry matrix. `http2`: what only such a server can do. */
export interface Failure {
  readonly kind: 'answer' | 'timeout per try' | 'timeout' | 'refused' | 'overflow' | 'no host'
  readonly answer: Answer
  readonly http2: boolean
  /** Of an overflow. */
  readonly limit: number
}

export function failureOf(at: JsonField): Failure {
  const text = textOf(at)
  const plain = /^(\d+)((?:\+x-[a-z0-9-]+)*)$/.exec(text)
  if (plain !== null) {
    const names = plain[2].split('+').filter(name => name !== '')
    return does({ ...reply(Number(plain[1]), 0), headers: new Map(names.map(name => [name, '1'])) })
  }
  const grpcStatus = /^grpc-status (\d+) in headers$/.exec(text)
  if (grpcStatus !== null) return does(grpc(Number(grpcStatus[1])))
  // Trailers come too late for a retry, and the answer before them has a body.
  if (/^grpc-status \d+ in trailers$/.test(text)) return does(reply(200, 0))
  const overflow = /^overflow \(max_requests (\d+)\)$/.exec(text)
  if (overflow !== null) return { ...does(SILENCE), kind: 'overflow', limit: Number(overflow[1]) }
  const reset = /^h2 RST_STREAM ([A-Z_]+)$/.exec(text)
  if (reset !== null)
    return { ...does(lost(reset[1] === 'REFUSED_STREAM' ? REFUSED_STREAM : REMOTE_RESET)), http2: true }
  switch (text) {
    case 'tcp reset before headers':
    case 'close before headers':
      return does(lost(CONNECTION_TERMINATION))
    case 'tcp reset after headers':
    case 'close after headers':
      return does(piecewise(0, 0, PROTOCOL_ERROR))
    case 'per-try timeout':
      return { ...does(SILENCE), kind: 'timeout per try' }
    case 'global timeout':
      return { ...does(SILENCE), kind: 'timeout' }
    case 'connect refused':
      return { ...does(SILENCE), kind: 'refused' }
    case 'no healthy host':
      return { ...does(SILENCE), kind: 'no host' }
  }
  return unreadable(at, 'a known failure')
}

const SILENCE: Answer = { kind: 'silence' }

export function reply(status: number, afterMs: number): Reply {
  return { kind: 'reply', status, headers: new Map(), afterNs: afterMs * MILLISECOND, afterRequest: false, body: null }
}

function grpc(code: number): Reply {
  return { ...reply(200, 0), headers: new Map([['grpc-status', String(code)]]), headersOnly: true }
}

function piecewise(pieces: number, gapNs: number, ending: 'end' | 'stall' | number): Reply {
  return { ...reply(200, 0), body: { pieces, gapNs, ending } }
}

/** @param wholeMs of all pieces, instead of a gap */
function inPieces(pieces: number, gapMs: number, wholeMs?: number): BackEnd {
  const gapNs = wholeMs === undefined ? gapMs * MILLISECOND : Math.round((wholeMs * MILLISECOND) / pieces)
  return { ...always(piecewise(pieces, gapNs, 'end')), body: `${PIECE.repeat(pieces)}end` }
}

function lost(reset: number): Answer {
  return { kind: 'loss', reset, afterNs: 0 }
}

function does(answer: Answer): Failure {
  return { kind: 'answer', answer, http2: false, limit: 0 }
}

function always(answer: Answer): BackEnd {
  return by(() => answer)
}

function by(answer: (attempt: number) => Answer): BackEnd {
  return { answer, body: 'ok' }
}
