/** One leaf of a recording beside what the simulation gives. */
export interface Fact {
  readonly quantity: string
  readonly recorded: string
  readonly simulated: string
  /** What difference is allowed, `exact` or `±...`. */
  readonly band: string
  readonly agrees: boolean
}

export function exact(quantity: string, recorded: unknown, simulated: unknown): Fact {
  const [left, right] = [JSON.stringify(recorded) ?? 'absent', JSON.stringify(simulated) ?? 'absent']
  return { quantity, recorded: left, simulated: right, band: 'exact', agrees: left === right }
}

export function within(quantity: string, recorded: number, simulated: number, tolerance: number): Fact {
  return {
    quantity,
    recorded: String(recorded),
    simulated: String(rounded(simulated)),
    band: `±${rounded(tolerance)}`,
    agrees: Math.abs(recorded - simulated) <= tolerance,
  }
}

/** Recorded values between two bounds that follow from the configuration. */
export function between(quantity: string, recorded: number, from: number, to: number): Fact {
  const range = `${rounded(from)}..${rounded(to)}`
  return {
    quantity,
    recorded: String(recorded),
    simulated: range,
    band: range,
    agrees: recorded >= from && recorded <= to,
  }
}

/** Flags and the like: `URX,UF` is `UF,URX`. */
export function sameSet(quantity: string, recorded: string, simulated: string): Fact {
  return exact(quantity, recorded.split(',').sort().join(','), simulated.split(',').sort().join(','))
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000
}
