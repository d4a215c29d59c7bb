import { FEWEST, shareBand } from './band.ts'
import type { Observation } from './observation.ts'
import { countsOf, type Pods, sequenceOf } from './quantities.ts'

/** What a case compares: quantities by name (see quantities.ts). */
export interface Comparisons {
  /** Counts and sequences that are the same on both sides. */
  readonly exact: readonly string[]
  /** Of so many requests: by chance on both sides. */
  readonly shares: readonly string[]
  /** Time from the first request to each ejection and return, to within this. */
  readonly ejectionsWithinNs?: number
}

export interface LiveFact {
  readonly quantity: string
  readonly envoy: string
  readonly meshsim: string
  readonly band: string
  readonly agrees: boolean
}

/**
 * @param simulated for shares, several runs with different seeds; exact quantities are those of the first
 * @throws Error for a quantity that nobody knows
 */
export function compareLive(
  { exact, shares, ejectionsWithinNs }: Comparisons,
  real: Observation,
  simulated: readonly Observation[],
  pods: Pods,
): readonly LiveFact[] {
  const [first] = simulated
  return [
    ...exact.flatMap(quantity => exactFacts(quantity, real, first, pods)),
    ...shares.flatMap(quantity => shareFacts(quantity, real, simulated, pods)),
    ...(ejectionsWithinNs === undefined ? [] : ejectionTimes(real, first, ejectionsWithinNs)),
  ]
}

function exactFacts(quantity: string, real: Observation, simulated: Observation, pods: Pods): readonly LiveFact[] {
  const sequence = sequenceOf(quantity, real)
  if (sequence !== undefined) return [sequenceFact(quantity, sequence, sequenceOf(quantity, simulated) ?? [])]
  const ours = known(quantity, countsOf(quantity, simulated, pods))
  const theirs = known(quantity, countsOf(quantity, real, pods))
  return keysOf([theirs, ours]).map(key => {
    const [envoy, meshsim] = [theirs.get(key) ?? 0, ours.get(key) ?? 0]
    return {
      quantity: nameOf(quantity, key),
      envoy: String(envoy),
      meshsim: String(meshsim),
      band: 'exact',
      agrees: envoy === meshsim,
    }
  })
}

/** One line for a whole sequence: how many places there are, and the first in which the two differ. */
function sequenceFact(quantity: string, envoy: readonly string[], meshsim: readonly string[]): LiveFact {
  const length = Math.max(envoy.length, meshsim.length)
  const differing = Array.from({ length }, (_, i) => i).filter(i => envoy[i] !== meshsim[i])
  const at = differing[0] ?? 0
  return {
    quantity: `${quantity} (${length})`,
    envoy: differing.length === 0 ? `${envoy.slice(0, 3).join(', ')}, ...` : `#${at} ${envoy[at]}`,
    meshsim: differing.length === 0 ? 'the same' : `#${at} ${meshsim[at]}; ${differing.length} differ`,
    band: 'exact',
    agrees: differing.length === 0 && length > 0,
  }
}

function shareFacts(
  quantity: string,
  real: Observation,
  simulated: readonly Observation[],
  pods: Pods,
): readonly LiveFact[] {
  const theirs = known(quantity, countsOf(quantity, real, pods))
  const ours = simulated.map(each => known(quantity, countsOf(quantity, each, pods)))
  const of = real.requests.length
  const oursOf = simulated.reduce((sum, { requests }) => sum + requests.length, 0)
  return keysOf([theirs, ...ours]).map(key => {
    const count = theirs.get(key) ?? 0
    const oursCount = ours.reduce((sum, counts) => sum + (counts.get(key) ?? 0), 0)
    const band = shareBand({ count, of }, { count: oursCount, of: oursOf })
    return {
      quantity: nameOf(quantity, key),
      envoy: `${percent(count / of)} of ${of}`,
      meshsim: `${percent(oursCount / oursOf)} of ${oursOf}`,
      band: `±${percent(band)}`,
      agrees: of >= FEWEST && Math.abs(count / of - oursCount / oursOf) <= band,
    }
  })
}

function ejectionTimes(real: Observation, simulated: Observation, withinNs: number): readonly LiveFact[] {
  const length = Math.max(real.ejections.length, simulated.ejections.length)
  return Array.from({ length }, (_, i) => {
    const [envoy, meshsim] = [real.ejections[i], simulated.ejections[i]]
    return {
      quantity: `${envoy?.action ?? meshsim.action} ${envoy?.pod ?? meshsim.pod} (${i + 1})`,
      envoy: envoy ? milliseconds(envoy.atNs) : 'none',
      meshsim: meshsim ? milliseconds(meshsim.atNs) : 'none',
      band: `±${milliseconds(withinNs)}`,
      agrees: envoy !== undefined && meshsim !== undefined && Math.abs(envoy.atNs - meshsim.atNs) <= withinNs,
    }
  })
}

function known<T>(quantity: string, counts: T | undefined): T {
  if (counts === undefined) throw new Error(`nobody knows the quantity "${quantity}"`)
  return counts
}

function keysOf(counts: readonly ReadonlyMap<string, number>[]): readonly string[] {
  return [...new Set(counts.flatMap(each => [...each.keys()]))].sort()
}

function nameOf(quantity: string, key: string): string {
  return quantity === `counter ${key}` ? key : `${quantity}: ${key}`
}

function percent(share: number): string {
  return `${(share * 100).toFixed(2)} %`
}

function milliseconds(ns: number): string {
  return `${(ns / 1e6).toFixed(0)} ms`
}
