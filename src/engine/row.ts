import { fault } from '../kernel/assert.ts'
import type { SetCookie } from '../traffic/cookie-jar.ts'
import type { Decision } from './decision.ts'
import type { Rivals } from './hedge.ts'
import type { PodState } from './pod-state.ts'
import type { ProxyState } from './proxy-state.ts'
import { NO_RESET } from './reset.ts'
import type { ServerPart } from './responder.ts'
import type { SourceState } from './source-state.ts'
import type { StreamState } from './stream-state.ts'
import type { TcpConnection } from './tcp-connection.ts'
import type { UpstreamState } from './upstream-state.ts'

/** Where an attempt is at the moment. */
export const FREE = 0
/** At the caller's proxy: just born, or an injected delay or a back-off runs. */
export const SLEEPING = 1
/** At the caller's proxy: waits for a connection. */
export const PENDING = 2
export const TRAVELLING = 3
export const QUEUED = 4
export const SERVING = 5
/** The server waits for its own calls, its worker held. */
export const CALLING = 6
export const RETURNING = 7
/** Sent into nowhere (a dead node, a cut): only a timer ends it. */
export const LOST = 8

/** Who waits for the answer. */
export const BY_SOURCE = 0
/** Another visit, see `parent`. */
export const BY_VISIT = 1
/** Nobody any more: the caller died or gave up. */
export const BY_NOBODY = 2
/** Nobody ever: a mirrored copy, measured all the same. */
export const BY_MIRROR = 3

/** "No slot", "no timer", "no user". */
export const NONE = -1

/**
 * One attempt in flight, client side and server side of it together. Rows are made once and used again (see `Rows`), so a
 * request in flight allocates nothing; events name them by `index`. Every field is there from the start and keeps its kind
 * of value: instants are doubles from birth, since a field that turns from small integer to double costs every reader.
 */
export class Row {
  readonly index: number
  phase = FREE
  /** Next in the list of free rows. */
  nextFree: Row | null = null
  /** Somebody waits for the answer. When a caller gives up, the row lives on as an orphan until its server is done. */
  awaited = false
  caller = BY_SOURCE
  /** The visit that made this call, when `caller` is BY_VISIT. */
  parent: Row | null = null
  source: SourceState
  /** User of a closed loop, NONE otherwise. */
  user = NONE
  shape = 0
  /** Calling proxy; null for a client outside the mesh. */
  proxy: ProxyState | null = null
  worker = 0
  /** Downstream connection, for clients outside, which keep them apart; NONE otherwise. */
  connection = NONE
  decision: Decision | null = null
  /** The request's one random number (Envoy's stream id): for splits, mirrors, runtime fractions; NONE = not drawn yet. */
  random = 0.5
  /** Index of the chosen entry of the route's clusters. */
  destination = 0
  upstream: UpstreamState | null = null
  slot = NONE
  /** Pod that serves, or is to serve, the attempt. */
  target: PodState | null = null
  attempt = 0
  /** The hop holds a retry slot of the circuit breaker. */
  retrying = false
  /** Slots already tried, only for hops that retry. */
  tried: number[] | null = null
  /** An attempt before this one got as far as the server; only for hops that retry. */
  sentBefore = false
  status = 0
  /** Of a gRPC answer that is an error; NONE = all is well, or no gRPC. */
  grpcStatus = NONE
  /** How the answer came to be, see proxy/response-details; set when the hop ends. */
  ending = 0
  /** Bits of response flags, see engine/flags. */
  flags = 0
  degraded = false
  /** Why the attempt ended without an answer, see engine/reset. */
  reset = NO_RESET
  /** Outcome found by a proxy further down (gateways pass it on) or by the station; 0 = judge by status and flags. */
  verdict = 0
  /** Server side: step of the call graph, calls of the step still out, whether one failed. */
  step = 0
  callsOut = 0
  failed = false
  /** Server side of a gateway: the row of its own call. */
  onward: Row | null = null
  /** Client side, when an application calls: which of its calls, and which try of it; NONE for a gateway's. */
  call = NONE
  callTry = 0
  /** Null for nearly all hops: slow requests and answers, limits of pauses and durations. */
  stream: StreamState | null = null
  /** The hop is a TCP connection. */
  tcp: TcpConnection | null = null
  /** Server side, when a script stands in for the pod. */
  script: ServerPart | null = null
  /** The attempts of the hop when several run side by side. */
  rivals: Rivals | null = null
  /** What an answer that came through gateways sets. */
  cookies: readonly SetCookie[] | null = null

  requestNumber = 0
  /** Address of the hop in the request's call tree, see `childHop`. */
  hop = 0.5
  /** Start of the hop (for a source's request the intended start) and of the attempt. */
  startNs = 0.5
  attemptNs = 0.5
  /** Instants that timers wait for, NONE = not armed; a timer event at any other instant is stale. */
  wakeNs = 0.5
  servedNs = 0.5
  tryDeadlineNs = 0.5
  routeDeadlineNs = 0.5
  callDeadlineNs = 0.5

  constructor(index: number, source: SourceState) {
    this.index = index
    this.source = source
    this.disarm()
  }

  /** No timer waits for this row any more. */
  disarm(): void {
    this.wakeNs = NONE
    this.servedNs = NONE
    this.tryDeadlineNs = NONE
    this.routeDeadlineNs = NONE
    this.callDeadlineNs = NONE
  }

  /** The pod of an attempt that has one. */
  get pod(): PodState {
    if (this.target === null) fault(`attempt in row ${this.index} has no pod`)
    return this.target
  }
}
