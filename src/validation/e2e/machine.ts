import { MILLISECOND } from '../../kernel/time.ts'
import { field, isPresent, itemsOf, numberOf } from '../json-field.ts'
import { type Comparison, proxiedHops } from './agreement.ts'

/** What the machine of the recordings adds to a request, which no model of a mesh has. */
export interface Machine {
  /** Transport, proxy and event loops at both ends: request and answer together, per proxied hop. */
  readonly perHopNs: number
  /** Mean lateness of the applications' timers in the run. */
  readonly timerLateNs: number
}

/**
 * The one constant that latencies are compared with, for all scenarios. Calibrated by `npm run e2e -- --calibrate` over
 * the five recorded scenarios: the slope, through 0, of (recorded minus simulated mean latency without it) over proxied
 * hops, for all hops of all windows before the first event of a scenario, the cold start left out.
 */
export const PER_HOP_NS = 1.06 * MILLISECOND

/** Lateness of the timers by run, as measured beside the recording (`sanity.service_time_minus_drawn_ms`). */
export function timerLateness(runs: unknown): ReadonlyMap<number, number> {
  const at = { path: 'runs', value: runs }
  return new Map(
    itemsOf(field(at, 'runs')).map(run => {
      const sanity = field(run, 'sanity')
      const late = isPresent(sanity) ? field(sanity, 'service_time_minus_drawn_ms') : sanity
      const meanMs = isPresent(late) ? numberOf(field(late, 'mean')) : 0
      return [numberOf(field(run, 'run')), Math.round(meanMs * MILLISECOND)]
    }),
  )
}

/** Sums of a least-squares line through 0: add up those of all scenarios, then divide. */
export interface Slope {
  readonly xy: number
  readonly xx: number
}

/** @param comparisons of runs simulated without a cost per hop; those of windows up to `untilNs` count */
export function hopCostSlope(comparisons: readonly Comparison[], untilNs: number): Slope {
  let xy = 0
  let xx = 0
  for (const { name, window, recorded, simulated } of comparisons) {
    if (window.fromNs === 0 || window.toNs > untilNs) continue
    const subject = /^(hop\[.+\])\.latency_ms\.mean$/.exec(name)?.[1]
    if (subject === undefined || Number.isNaN(simulated)) continue
    const ofWindow = comparisons.filter(each => each.window === window).map(each => [each.name, each.recorded] as const)
    const hops = proxiedHops(subject, new Map(ofWindow))
    xy += hops * (recorded - simulated)
    xx += hops * hops
  }
  return { xy, xx }
}
