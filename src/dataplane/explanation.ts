import type { Origin } from './origin.ts'

/** Why one request goes where it goes, proxy by proxy. */
export interface Explanation {
  readonly from: ExplainedCaller
  readonly request: ExplainedRequest
  /** What the files lack and was assumed, one sentence each. */
  readonly assumed: readonly string[]
  /** The caller's proxy first, then each gateway that the request can pass, in the order in which it meets them. */
  readonly hops: readonly HopExplanation[]
}

export interface ExplainedCaller {
  readonly kind: 'workload' | 'gateway'
  readonly namespace: string
  readonly name: string
  /** Port that the client dials, at a gateway. */
  readonly port?: number
  /** Why this one, in one phrase. */
  readonly why: string
}

export interface ExplainedRequest {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string | readonly string[]>>
}

/** One proxy's way from a connection to an endpoint. */
export interface HopExplanation {
  /** `sidecar of default/productpage-v1`. */
  readonly at: string
  /** The pod whose proxy is asked: its labels and place count. */
  readonly pod: string
  /** Share of the requests before it that come here, 1 for the first proxy. */
  readonly share: number
  readonly trail: readonly Step[]
  /** What the client can get, most likely first. */
  readonly endings: readonly Ending[]
  /** The same as plain values, in the keys of Envoy's and istiod's recordings (test/golden). */
  readonly got: Readonly<Record<string, unknown>>
}

/** One line of a trail, and what belongs to it. */
export interface Step {
  /** One or two words: `listener`, `retries`. */
  readonly title: string
  readonly text: string
  /** For rules: whether it took the request, was passed over by the proxy, or was never given to it. */
  readonly mark?: 'taken' | 'passed' | 'absent'
  readonly origin?: Origin
  readonly inner: readonly Step[]
}

/** One way a request can end. */
export interface Ending {
  readonly probability: number
  readonly text: string
  /** The proxy answers with an error, or not at all. */
  readonly isFailure: boolean
  /** Of what a gRPC client is told by grpc-status: the HTTP status that others get. */
  readonly httpStatus?: number
}
