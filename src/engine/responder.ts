import type { ResponseHeaders } from '../proxy/retry/policy.ts'
import type { Row } from './row.ts'
import type { World } from './world.ts'

/** Stands in for a pod's station: what the server does with each request is written down beforehand. */
export interface Responder {
  /** A request has reached the server: its headers, perhaps not yet its body. */
  answer(world: World, row: Row): Answer
  /** The caller's proxy gave the request up before its answer was complete. */
  abandoned?(world: World, row: Row): void
}

export type Answer = Reply | Loss | Silence

/** Headers and, unless `body` says more, the whole answer with them. */
export interface Reply {
  readonly kind: 'reply'
  readonly status: number
  readonly headers: ResponseHeaders
  /** After the request's headers, or with `afterRequest` its last byte, in ns. */
  readonly afterNs: number
  /** Waits for the end of the request. */
  readonly afterRequest: boolean
  readonly body: PiecewiseBody | null
  /** Nothing follows the headers, as in a gRPC answer of trailers alone. */
  readonly headersOnly?: boolean
}

/** A body in pieces, the first one `gapNs` after the headers. */
export interface PiecewiseBody {
  readonly pieces: number
  readonly gapNs: number
  /** After the last piece: the end, nothing any more, or the stream is lost with this reset (engine/reset). */
  readonly ending: 'end' | 'stall' | number
}

/** The stream is lost before any answer, with this reset. */
export interface Loss {
  readonly kind: 'loss'
  readonly reset: number
  readonly afterNs: number
}

/** No answer, ever. */
export interface Silence {
  readonly kind: 'silence'
}

/** Where the server is in its answer. */
export class ServerPart {
  readonly responder: Responder
  readonly answer: Answer
  /** Headers have been sent, and this many pieces of the body. */
  begun = false
  sent = 0

  constructor(responder: Responder, answer: Answer) {
    this.responder = responder
    this.answer = answer
  }

  get reply(): Reply | null {
    return this.answer.kind === 'reply' ? this.answer : null
  }
}
