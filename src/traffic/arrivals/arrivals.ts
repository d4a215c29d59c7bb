import { stream } from '../../kernel/rng.ts'
import { BurstArrivals } from './burst.ts'
import { EvenArrivals } from './even.ts'
import { PoissonArrivals } from './poisson.ts'
import { type Ramp, RateCurve } from './rate-curve.ts'
import { ReplayArrivals } from './replay.ts'

/** When the requests of one source are born. */
export interface Arrivals {
  /** The next instant: a whole number of ns from the start of the run, never before the last one; NEVER when over. */
  nextNs(): number
}

/** What is offered: an open loop with its rate, or instants recorded elsewhere. */
export type ArrivalSpec =
  | {
      readonly kind: 'open'
      readonly ratePerSecond: number
      readonly arrivals: 'poisson' | 'even' | { readonly burst: { readonly size: number } }
      readonly ramp: readonly Ramp[]
    }
  | { readonly kind: 'replay'; readonly requests: readonly { readonly atNs: number }[] }

export interface ArrivalContext {
  readonly seed: number
  /** Name of the source: keys its random stream, so that another source shifts nothing. */
  readonly source: string
  /** Requests are born before this instant. */
  readonly durationNs: number
}

export function arrivals(spec: ArrivalSpec, { seed, source, durationNs }: ArrivalContext): Arrivals {
  if (spec.kind === 'replay') return new ReplayArrivals(spec.requests, durationNs)
  const curve = new RateCurve(spec.ratePerSecond, spec.ramp)
  if (spec.arrivals === 'even') return new EvenArrivals(curve, durationNs)
  const rng = stream(seed, 'traffic', source, 'arrivals')
  if (spec.arrivals === 'poisson') return new PoissonArrivals(curve, rng, durationNs)
  return new BurstArrivals(curve, rng, durationNs, spec.arrivals.burst.size)
}
