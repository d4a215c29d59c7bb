import type { FaultPolicy } from '../dataplane/route.ts'
import type { Rng } from '../kernel/rng.ts'

/** Istio sends percentages with this denominator. */
const MILLION = 1_000_000

/**
 * Whether this request is delayed: fixed delay in ns, 0 = no (Envoy FaultFilter). The draws for delay and abort are
 * fresh and independent of each other and of the route's random number.
 * Known differences from Envoy: no faults by header, no limit of the response rate and no max_active_faults.
 */
export function faultDelayNs({ delay }: FaultPolicy, rng: Pick<Rng, 'uint32'>): number {
  return delay && happens(delay.percent, rng) ? delay.durationNs : 0
}

/** The abort of this request, asked after the delay has passed; undefined = none. */
export function faultAbort({ abort }: FaultPolicy, rng: Pick<Rng, 'uint32'>): FaultPolicy['abort'] {
  return abort && happens(abort.percent, rng) ? abort : undefined
}

/** Envoy's random % denominator < numerator; no draw is needed where the answer is certain. */
function happens(percent: number, rng: Pick<Rng, 'uint32'>): boolean {
  const numerator = Math.trunc(percent * (MILLION / 100))
  if (numerator <= 0) return false
  return numerator >= MILLION || rng.uint32() % MILLION < numerator
}
