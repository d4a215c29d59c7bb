/** Kinds of detection, as in the names of Envoy's counters. */
export type Detection =
  | 'consecutive_5xx'
  | 'consecutive_gateway_failure'
  | 'consecutive_local_origin_failure'
  | 'success_rate'
  | 'failure_percentage'

export type OutlierEvent = Ejection | Return

/** A host was detected: ejected, or spared by the enforcing percentage. */
export interface Ejection {
  readonly action: 'eject' | 'detected_not_enforced'
  readonly slot: number
  readonly atNs: number
  readonly detection: Detection
  /** Ejections of the host so far, this one included. */
  readonly ejections: number
  /** What a judge of an interval saw, in percent. */
  readonly judged?: Judgement
}

export interface Return {
  readonly action: 'uneject'
  readonly slot: number
  readonly atNs: number
  readonly ejections: number
  readonly ejectedForNs: number
}

/** Success rates in percent. */
export interface Judgement {
  readonly hostRate: number
  /** Mean of all judged hosts, and what the host had to reach; only for success rates. */
  readonly meanRate?: number
  readonly threshold?: number
}
