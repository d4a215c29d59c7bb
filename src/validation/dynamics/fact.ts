/** One leaf of a recording beside what the simulation gives. */
export interface Fact {
  /** Path under `observed`: `events[2].t`. */
  readonly quantity: string
  readonly recorded: string
  readonly simulated: string
  /** What difference is allowed, `exact` or `±...`, and where that comes from. */
  readonly band: string
  readonly agrees: boolean
}

/** How a recorded value and a simulated one are compared. */
export interface Band {
  readonly text: string
  holds(recorded: unknown, simulated: unknown): boolean
}

export const EXACT: Band = { text: 'exact', holds: (recorded, simulated) => recorded === simulated }

/** Both are numbers and lie no further apart. */
export function within(tolerance: number, why = ''): Band {
  return {
    text: `±${short(tolerance)}${why === '' ? '' : ` (${why})`}`,
    holds: (recorded, simulated) =>
      typeof recorded === 'number' && typeof simulated === 'number' && Math.abs(recorded - simulated) <= tolerance,
  }
}

/** The same flags in any order. */
export const SAME_SET: Band = {
  text: 'same set',
  holds: (recorded, simulated) =>
    typeof recorded === 'string' && typeof simulated === 'string' && sorted(recorded) === sorted(simulated),
}

/**
 * A number that a rule expects, drawn `trials` times with probability `share`: so many standard deviations of a binomial,
 * for the difference between the recorded count and the rule's. A share of 0 or 1 allows nothing.
 */
export function withinSigmas(sigmas: number, trials: number, share: number): Band {
  return within(sigmas * Math.sqrt(trials * share * (1 - share)), `${sigmas} sigma`)
}

export function factOf(quantity: string, recorded: unknown, simulated: unknown, band: Band = EXACT): Fact {
  return {
    quantity,
    recorded: shown(recorded),
    simulated: shown(simulated),
    band: band.text,
    agrees: band.holds(recorded, simulated),
  }
}

function shown(value: unknown): string {
  if (value === undefined) return 'nothing'
  return typeof value === 'number' ? String(short(value)) : JSON.stringify(value)
}

function short(value: number): number {
  return Math.round(value * 1000) / 1000
}

function sorted(flags: string): string {
  return flags.split(',').sort().join(',')
}
