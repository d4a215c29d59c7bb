import type { Outcome } from '../dataplane/outcome.ts'

/**
 * One attempt of one hop, as `requests.csv` tells it (`--records`): the observable facts that also make the digest.
 * `request` numbers the requests of one source from 0; `hop` numbers the proxied calls of one request from 0 (0 is the
 * client's own); `attempt` counts from 1. Strings are empty where the caller's proxy answered by itself.
 */
export interface AttemptRecord {
  readonly source: string
  readonly request: number
  readonly hop: number
  readonly attempt: number
  /** The calling proxy: its pod's name, or `client`. */
  readonly proxy: string
  /** What was called: the Service's `namespace/name`, or an external host. */
  readonly to: string
  readonly workload: string
  readonly version: string
  readonly zone: string
  readonly pod: string
  readonly startNs: number
  readonly endNs: number
  readonly outcome: Outcome
  /** HTTP status seen by the caller; 0 = none. */
  readonly status: number
  /** Envoy response flags, comma-separated. */
  readonly flags: string
  /** Of a gRPC answer that is an error, whose HTTP status is 200. Absent = all is well, or no gRPC. */
  readonly grpcStatus?: number
  /** Of a TCP connection: what its caller sent and received. Absent = HTTP. */
  readonly sentBytes?: number
  readonly receivedBytes?: number
}
