import { assert } from '../../kernel/assert.ts'
import { NEVER, SECOND } from '../../kernel/time.ts'

/** Linear change of the rate: from its value at `atNs` (or `from`) to `to` (or the base rate) over `overNs`. */
export interface Ramp {
  readonly atNs: number
  readonly overNs: number
  readonly fromPerSecond?: number
  readonly toPerSecond?: number
}

/** A stretch of time on which the rate is linear; `expected` requests are due before `startNs`. */
interface Piece {
  readonly startNs: number
  readonly endNs: number
  readonly startPerNs: number
  readonly slopePerNs2: number
  readonly expected: number
}

/**
 * The arrival rate of one source over time, and its integral: the number of requests expected before an instant. Ramps
 * count from their `atNs`; between ramps the rate stays where the last one left it; a ramp that starts while another
 * is under way takes over from there.
 */
export class RateCurve {
  readonly #pieces: readonly Piece[]
  /** Where the last inversion ended: an arrival process only moves forward. */
  #cursor = 0

  constructor(basePerSecond: number, ramps: readonly Ramp[]) {
    this.#pieces = piecesOf(basePerSecond / SECOND, ramps)
  }

  /** Requests due in [0, ns), a real number: the closed form that a long run's count scatters around. */
  expectedBefore(ns: number): number {
    let piece = this.#pieces[0]
    for (const next of this.#pieces) if (next.startNs <= ns) piece = next
    const elapsedNs = ns - piece.startNs
    return piece.expected + elapsedNs * (piece.startPerNs + (piece.slopePerNs2 * elapsedNs) / 2)
  }

  /**
   * The instant (real, in ns) from which more than `expected` requests are due; NEVER if they never are. `expected` must
   * not decrease from call to call.
   */
  instantOf(expected: number): number {
    const pieces = this.#pieces
    while (this.#cursor + 1 < pieces.length && pieces[this.#cursor + 1].expected <= expected) this.#cursor++
    const { startNs, endNs, startPerNs, slopePerNs2, expected: before } = pieces[this.#cursor]
    if (startPerNs === 0 && slopePerNs2 === 0) return NEVER
    const missing = expected - before
    if (missing === 0) return startNs
    if (slopePerNs2 === 0) return Math.min(startNs + missing / startPerNs, endNs)
    // The smaller root of a quadratic, in the form that does not cancel when the slope is nearly zero.
    const root = Math.sqrt(Math.max(0, startPerNs * startPerNs + 2 * slopePerNs2 * missing))
    return Math.min(startNs + (2 * missing) / (startPerNs + root), endNs)
  }
}

/** Pieces from 0 to infinity without gaps; the last one is flat. */
function piecesOf(basePerNs: number, ramps: readonly Ramp[]): Piece[] {
  const sorted = ramps.slice().sort((a, b) => a.atNs - b.atNs)
  const pieces: Piece[] = []
  let rate = basePerNs
  let nowNs = 0
  let expected = 0
  const extend = (endNs: number, endRate: number): void => {
    if (endNs > nowNs) {
      const lengthNs = endNs - nowNs
      const slopePerNs2 = endRate === rate ? 0 : (endRate - rate) / lengthNs
      pieces.push({ startNs: nowNs, endNs, startPerNs: rate, slopePerNs2, expected })
      if (endNs !== NEVER) expected += ((rate + endRate) / 2) * lengthNs
      nowNs = endNs
    }
    rate = endRate
  }
  sorted.forEach((ramp, i) => {
    assert(ramp.atNs >= 0 && ramp.overNs >= 0, 'a ramp must lie in the future and last at least 0 ns')
    extend(ramp.atNs, rate)
    if (ramp.fromPerSecond !== undefined) rate = ramp.fromPerSecond / SECOND
    const target = ramp.toPerSecond === undefined ? basePerNs : ramp.toPerSecond / SECOND
    const nextAtNs = i + 1 < sorted.length ? sorted[i + 1].atNs : NEVER
    const finishNs = ramp.atNs + ramp.overNs
    if (finishNs <= nextAtNs) extend(finishNs, target)
    else extend(nextAtNs, rate + ((target - rate) * (nextAtNs - ramp.atNs)) / ramp.overNs)
  })
  extend(NEVER, rate)
  return pieces
}
