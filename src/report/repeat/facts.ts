import type { Estimate } from '../../measure/estimate.ts'
import type { ReachedPrecision, RepeatResult, WarmUp } from '../../measure/repeat.ts'
import { countText, durationText, percentText } from '../figure.ts'
import { estimateText } from '../view/estimate.ts'

/** What was run: `10 seeds, 1 to 10`, how long, by whose defaults. */
export function factsOf({ runs, durationNs, istio }: RepeatResult): readonly string[] {
  return [
    seedsText(runs.map(({ seed }) => seed)),
    `${durationText(durationNs)} simulated each`,
    `istio ${istio} defaults`,
  ]
}

function seedsText(seeds: readonly number[]): string {
  if (seeds.length === 0) return 'no run was finished'
  if (seeds.length === 1) return `one run (seed ${seeds[0]}): no intervals`
  return `${countText(seeds.length)} seeds, ${seeds[0]} to ${seeds[seeds.length - 1]}`
}

export const INTERRUPTED = 'interrupted: the figures cover the runs that were finished'

/** Whether what `until:` asks for was reached. */
export function precisionText({ metric, unit, figure, within, halfWidth, reached, atMost }: ReachedPrecision): string {
  const known = `${metric} ${estimateText(figure, unit)}`
  if (isAlwaysZero(figure)) return `${known}: ${ruleOfThree(figure.n)}`
  if (halfWidth === undefined)
    return `${known}: its interval is no part of the mean, so within ${percentText(within)} can't be reached`
  const how = `known to ±${percentText(halfWidth)} after ${figure.n} runs`
  return reached ? `${known}: ${how}` : `${known}: ${how}, not within ${percentText(within)} (at-most: ${atMost})`
}

function isAlwaysZero({ mean, low, high }: Estimate): boolean {
  return mean === 0 && low === 0 && high === 0
}

/** A. Jovanovic, P. S. Levy, "A look at the rule of three", The American Statistician 51, 1997: 95 % upper bound of a share. */
function ruleOfThree(runs: number): string {
  const others = Math.min(1, 3 / runs)
  return `0 in all ${runs} runs, which says only that less than ${percentText(others)} of all runs have another (rule of three, 95%)`
}

/** Which cut the start needs, and that the scenario makes it. */
export function warmUpText({ settlesNs, configuredNs }: WarmUp): string {
  const warmup = configuredNs > 0 ? ` after warmup: ${durationText(configuredNs)}` : ''
  if (settlesNs === undefined)
    return `the median latency does not settle${warmup} before the first event (MSER-5): it may grow with the load or without end`
  if (settlesNs === configuredNs) return `nothing of the start shows in the median latency${warmup} (MSER-5)`
  const longer = durationText(settlesNs)
  return `the start shows in the median latency until ${longer} (MSER-5): set warmup: ${longer} to leave it out`
}

/** `9 of 10 runs passed, 9 needed`. */
export function verdictText({ runs, needed, assertions }: RepeatResult): string {
  if (assertions.length === 0) return 'no assertions to check'
  const good = runs.filter(({ passed }) => passed).length
  return `${countText(good)} of ${countText(runs.length)} runs passed, ${countText(needed)} needed`
}

export function assertionText({ selector, window }: { readonly selector: string; readonly window?: string }): string {
  return window === undefined ? selector : `${selector} during ${window}`
}
