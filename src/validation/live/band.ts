/** Both sides are samples, so the band is that of the difference of two shares, at this many standard errors. */
const SIGMAS = 4

/** Below this many requests a share is not compared. */
export const FEWEST = 2000

/** Counts of one thing among the requests of each side. */
export interface Sampled {
  readonly count: number
  readonly of: number
}

/**
 * How far two shares of the same true value may be apart: 4 sqrt(p (1 - p) (1/n + 1/m)), p pooled (the two-proportion z
 * test). 0 where neither side saw it, or both saw nothing else.
 */
export function shareBand(a: Sampled, b: Sampled): number {
  const pooled = (a.count + b.count) / (a.of + b.of)
  return SIGMAS * Math.sqrt(pooled * (1 - pooled) * (1 / a.of + 1 / b.of))
}
