import type { Observation, SeenEjection } from './observation.ts'

/**
 * Whether a run's ejections say anything: a request that comes next to a sweep falls before or after it by single milliseconds,
 * which the real run draws anew each time, and a whole turn of the balancer follows from that. So the same run is simulated with
 * its sweeps a little earlier and a little later; it is sharp if nothing but these shifts shows. What Envoy did plays no part.
 * @param at simulates the run with its sweeps so much later
 * @param jitterNs how far sends and sweeps of a real run stray
 */
export function isSharp(at: (shiftNs: number) => Observation, jitterNs: number): boolean {
  const { ejections } = at(0)
  return [-jitterNs, jitterNs].every(shiftNs => {
    const shifted = at(shiftNs).ejections
    return shifted.length === ejections.length && ejections.every((event, i) => isNear(event, shifted[i], jitterNs))
  })
}

/** An instant that follows from a sweep moves with it, any other one stays. */
function isNear(event: SeenEjection, other: SeenEjection, withinNs: number): boolean {
  const isSame = event.action === other.action && event.pod === other.pod && event.ejections === other.ejections
  return isSame && Math.abs(event.atNs - other.atNs) <= withinNs
}
