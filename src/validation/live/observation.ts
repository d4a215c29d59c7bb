/** What can be seen of one run of a scenario, whether real proxies and servers ran it or the simulator did. */
export interface Observation {
  /** In the order in which they left. */
  readonly requests: readonly SeenRequest[]
  /** Requests that reached each pod, retries and mirrored copies among them. */
  readonly arrivals: ReadonlyMap<string, number>
  readonly ejections: readonly SeenEjection[]
  /** Statistics of the caller's clusters by Envoy's names, `<cluster> <statistic>`; what is absent is 0. */
  readonly counters: ReadonlyMap<string, number>
}

export interface SeenRequest {
  /** 0 = the client got none. */
  readonly status: number
  /** Of a gRPC answer, in its headers or trailers. Absent or 0 = no gRPC error. */
  readonly grpcStatus?: number
  /** Response flags in alphabetical order, `-` without. */
  readonly flags: string
  /** Times it was given to an endpoint. */
  readonly attempts: number
  /** Pod whose answer it was; `''` where the proxy answered by itself. */
  readonly pod: string
  readonly latencyNs: number
  /** User of a closed loop, -1 in an open one. */
  readonly user: number
}

export interface SeenEjection {
  readonly action: 'eject' | 'uneject'
  readonly pod: string
  /** Ejections of the pod so far. */
  readonly ejections: number
  /** Since the first request left. */
  readonly atNs: number
}

export function flagsInOrder(flags: string): string {
  return flags === '' ? '-' : flags.split(',').sort().join(',')
}
