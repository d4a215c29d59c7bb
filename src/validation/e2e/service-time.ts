import { assert } from '../../kernel/assert.ts'
import { exp, ln } from '../../kernel/fdlibm.ts'
import { normalQuantile } from '../../kernel/normal-quantile.ts'
import type { Rng } from '../../kernel/rng.ts'
import type { Sampler } from '../../kernel/sampler.ts'
import { MILLISECOND } from '../../kernel/time.ts'
import type { ServiceTime } from './recording.ts'

/** Service time of an application that can be slowed down while it runs. */
export interface RecordedSampler extends Sampler {
  factor: number
}

/** Draws become midpoints of the generator's steps, so neither 0 nor 1 is ever met. */
const HALF_STEP = 2 ** -33

/**
 * Service times as the recorded applications waited: a timer of whole milliseconds, rounded up or down by chance so that
 * the mean is kept. @param lateNs how much later than asked such a timer fired on the recording's machine, on average
 */
export function recordedSampler(time: ServiceTime, lateNs: number): RecordedSampler {
  const meanMs = meanOf(time)
  const state: RecordedSampler = {
    factor: 1,
    meanNs: meanMs * MILLISECOND,
    constantNs: -1,
    sample: rng => {
      const drawnMs = draw(time, rng) * state.factor
      return Math.max(0, Math.floor(drawnMs + rng.next()) * MILLISECOND + lateNs)
    },
  }
  return state
}

function draw(time: ServiceTime, rng: Rng): number {
  switch (time.kind) {
    case 'constant':
      return time.ms
    case 'exponential':
      return -time.meanMs * ln(1 - HALF_STEP - rng.next())
    case 'lognormal':
      return time.p50Ms * exp(time.sigma * normalQuantile(rng.next() + HALF_STEP))
  }
}

function meanOf(time: ServiceTime): number {
  if (time.kind === 'lognormal') {
    assert(time.sigma >= 0, 'a spread is not negative')
    return time.p50Ms * exp((time.sigma * time.sigma) / 2)
  }
  return time.kind === 'constant' ? time.ms : time.meanMs
}
