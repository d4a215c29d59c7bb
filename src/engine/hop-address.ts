const HOP_FAN_OUT = 256
/** Largest prime below 2^44: times the fan-out it still fits a double exactly. */
const HOP_MODULUS = 17_592_186_044_399

/**
 * Address of a call in the call tree of its request, as a path in base 256 written as one number: the same call of the
 * same request has the same address in every run, whatever else is in flight. Paths deeper than 5 are folded.
 * @param index position among the calls of the caller @param callTry which try of the application's, from 1
 */
export function childHop(parent: number, index: number, callTry: number): number {
  const hop = parent * HOP_FAN_OUT + 1 + ((index * 4 + Math.min(callTry, 4) - 1) % (HOP_FAN_OUT - 1))
  return hop < HOP_MODULUS ? hop : hop % HOP_MODULUS
}

/** Position that no workload's calls reach. */
const LAST_CALL = 63

/** Address of a mirrored copy of a hop: behind all calls, so that no call of the server shares it. @param index from 0 */
export function mirrorHop(original: number, index: number): number {
  return childHop(original, LAST_CALL, index + 1)
}
