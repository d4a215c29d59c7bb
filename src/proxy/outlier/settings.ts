import type { OutlierPolicy } from '../../dataplane/cluster.ts'
import type { Detection } from './outlier-event.ts'

/** The parts of Envoy's outlier detection that Istio never turns on, beside those it sets. */
export interface OutlierSettings extends OutlierPolicy {
  readonly alwaysEjectOneHost?: boolean
  readonly maxEjectionTimeJitterNs?: number
  /**
   * How long after its sweep a host counts as back: Envoy reads the clock again for it. Whether the sweep one interval
   * later finds the host in for a whole interval, and decays its multiplier, is thus a matter of microseconds (both was
   * recorded). Absent = 0: it does.
   */
  readonly returnLagNs?: number
  readonly successRate?: IntervalDetection & {
    /** Standard deviations below the mean, in thousandths. */ readonly stdevFactor: number
  }
  readonly failurePercentage?: IntervalDetection & { readonly threshold: number }
}

/** A detector that judges the requests of one sweep interval. */
export interface IntervalDetection {
  /** Percent of detections that eject. */
  readonly enforcing: number
  /** Hosts with enough requests that it takes before anyone is judged. */
  readonly minimumHosts: number
  /** Requests in the interval that make enough. */
  readonly requestVolume: number
}

/** Percent of detections of this kind that eject. */
export function enforcing(settings: OutlierSettings, detection: Detection): number {
  switch (detection) {
    case 'consecutive_5xx':
      return settings.enforcingConsecutive5xx
    case 'consecutive_gateway_failure':
      return settings.enforcingConsecutiveGatewayFailure
    case 'consecutive_local_origin_failure':
      return settings.enforcingConsecutiveLocalOriginFailure
    case 'success_rate':
      return settings.successRate?.enforcing ?? 0
    case 'failure_percentage':
      return settings.failurePercentage?.enforcing ?? 0
  }
}
