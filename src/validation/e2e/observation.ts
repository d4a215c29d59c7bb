/** What one simulated run showed, in the words of the recording: the logs of client, proxies and applications. */
export interface Observation {
  readonly pages: readonly Page[]
  readonly requests: readonly HopRequest[]
  readonly attempts: readonly HopAttempt[]
  readonly visits: readonly Visit[]
  /** Instants at which a proxy took a host out, or back. */
  readonly ejectsNs: readonly number[]
  readonly unejectsNs: readonly number[]
}

/** A page as the client sees it. */
export interface Page {
  readonly sentNs: number
  readonly tookNs: number
  /** `200`, `503 UH`, `200 without reviews`. */
  readonly outcome: string
  readonly kind: 'ok' | 'degraded' | 'error'
  /** Service that gave the split part of the page; `none` when the page has no such part. */
  readonly version: string
  /** Pod that made the page; empty when none did. */
  readonly pod: string
}

/** A request through a proxy with all its attempts. */
export interface HopRequest {
  /** `productpage>reviews-v1`. */
  readonly hop: string
  readonly startNs: number
  readonly tookNs: number
  /** Attempts that the proxy counts: one also when no host could be chosen. */
  readonly attempts: number
  /** `200 -`, `504 URX,UT`. */
  readonly outcome: string
}

export interface HopAttempt {
  readonly hop: string
  readonly startNs: number
  /** `200 -`, `0 UT`: 0 when no response headers came. */
  readonly outcome: string
  readonly sameZone: boolean
}

/** A request as an application answered it. */
export interface Visit {
  readonly service: string
  readonly pod: string
  readonly arrivedNs: number
  /** Turned away at once: neither wait nor work. */
  readonly rejected: boolean
  readonly waitNs: number
  readonly workNs: number
}
