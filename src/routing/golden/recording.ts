/** One line of a case's `expected.jsonl`. */
export interface RecordedCall {
  readonly id: string
  readonly from: RecordedCaller
  readonly request: RecordedRequest
  /** Sent so many times; `got.observed` has counts. */
  readonly times?: number
  readonly got: Facts
}

export interface RecordedCaller {
  readonly workload?: string
  /** Name of a gateway's Service, and the Service port that the client dials. */
  readonly gateway?: string
  readonly namespace: string
  /** Default: the first cluster. */
  readonly cluster?: string
  readonly port?: number
  readonly tls?: { readonly sni: string }
  /** False = the application calls by itself. */
  readonly sidecar?: boolean
  /** Source address of a gateway's client. */
  readonly ip?: string
}

export interface RecordedRequest {
  readonly method: string
  readonly url: string
  readonly headers?: Readonly<Record<string, string | readonly string[]>>
  readonly authority?: string
}

/** `got` of a call, or what meshsim has to say about it: plain values by key. */
export type Facts = Readonly<Record<string, unknown>>

/** Texts of one case folder. */
export interface CaseFiles {
  readonly name: string
  readonly mesh: string
  /** Instead of `mesh`, for several clusters: the first is the config cluster. */
  readonly clusters?: readonly { readonly cluster: string; readonly mesh: string }[]
  readonly meshConfig?: string
  readonly meshNetworks?: string
  readonly caseJson?: string
  readonly validation?: string
  readonly expected: string
}
