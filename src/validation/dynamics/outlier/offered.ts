import { stream } from '../../../kernel/rng.ts'
import { MILLISECOND } from '../../../kernel/time.ts'
import { field, isPresent, itemsOf, type JsonField, numberOf, onlyFields, phrase } from '../../json-field.ts'

/** When the requests of a case leave: after the answer to the one before, or at given instants. */
export type Offered =
  | { readonly kind: 'in turn'; readonly count: number; readonly gapNs: (number: number) => number }
  | { readonly kind: 'at'; readonly atNs: readonly number[] }

/** A request's part of the distance to the next one: its way and the server. */
export const SERVING_NS = MILLISECOND
/** Sends of the recording's client were up to so late (README, measured noise); the first one, too, from which all count. */
const LATE_NS = 2 * MILLISECOND
const EARLY_NS = MILLISECOND
/** Instants are written in whole milliseconds. */
const ROUNDING_NS = MILLISECOND / 2
/** Sends so near to a sweep keep their distance from it. */
const NEAR_SWEEP_NS = 10 * MILLISECOND

/** Where the sweeps of a simulation lie: at `phaseNs` and whole intervals after it. */
export interface Sweeps {
  readonly phaseNs: number
  readonly intervalNs: number
}

/**
 * `offered`, with what the recording says about its client's real instants: all of them, or those of the requests whose
 * answers did something, or the mean distance of two. Where a schedule is known and the instants are not, `noise` above 0
 * draws how late each request left. A recorded sweep that came late moves the sends around it along.
 */
export function offeredIn(offered: JsonField, observed: JsonField, noise: number, sweeps: Sweeps): Offered {
  onlyFields(offered, ['pattern', 'count', 'gap_ms_after_response', 'every_ms', 'for_ms'])
  phrase(field(offered, 'pattern'), /^sequential(, sent at sent_at_ms)?$/)
  const near = besideSweeps(observed, sweeps)
  const sentAt = field(observed, 'sent_at_ms')
  if (isPresent(sentAt)) return { kind: 'at', atNs: near(itemsOf(sentAt).map(each => numberOf(each) * MILLISECOND)) }
  const known = knownSends(observed)
  const every = field(offered, 'every_ms')
  if (isPresent(every)) return { kind: 'at', atNs: near(scheduled(every, field(offered, 'for_ms'), known, noise)) }
  const count = numberOf(field(offered, 'count'))
  const spacing = field(observed, 'mean_request_spacing_ms')
  const gapNs = numberOf(field(offered, 'gap_ms_after_response')) * MILLISECOND
  const meanNs = isPresent(spacing) ? numberOf(spacing) * MILLISECOND : gapNs + SERVING_NS
  return { kind: 'in turn', count, gapNs: number => distanceNs(number, known, meanNs) - SERVING_NS }
}

function scheduled(every: JsonField, during: JsonField, known: ReadonlyMap<number, number>, noise: number): number[] {
  const everyNs = numberOf(every) * MILLISECOND
  const count = Math.floor((numberOf(during) * MILLISECOND) / everyNs) + 1
  const rng = stream(noise, 'recorded', 'sends')
  const between = (fromNs: number, toNs: number) =>
    noise === 0 ? 0 : Math.round(fromNs + rng.next() * (toNs - fromNs))
  return Array.from({ length: count }, (_, index) => {
    const toldNs = known.get(index)
    if (toldNs !== undefined) return Math.max(0, toldNs + between(-ROUNDING_NS, ROUNDING_NS))
    return Math.max(0, index * everyNs + between(-EARLY_NS, LATE_NS))
  })
}

/** Hosts came back at the recorded sweeps, which were late by a little: sends before one stay before it, and after it. */
function besideSweeps(observed: JsonField, { phaseNs, intervalNs }: Sweeps): (sendsNs: readonly number[]) => number[] {
  const sweeps = itemsOf(field(observed, 'events'))
    .filter(event => field(event, 'action').value === 'uneject')
    .map(event => numberOf(field(event, 't')) * MILLISECOND)
  return sendsNs =>
    sendsNs.map(sendNs => {
      const sweepNs = sweeps.find(each => Math.abs(each - sendNs) <= NEAR_SWEEP_NS)
      if (sweepNs === undefined) return sendNs
      const simulatedNs = phaseNs + Math.round((sweepNs - phaseNs) / intervalNs) * intervalNs
      return Math.max(0, sendNs + simulatedNs - sweepNs)
    })
}

/** By number of the request, where an event tells it: the answer came a moment before. */
function knownSends(observed: JsonField): ReadonlyMap<number, number> {
  const sends = new Map<number, number>()
  for (const event of itemsOf(field(observed, 'events'))) {
    const request = field(event, 'after_request')
    if (!isPresent(request) || sends.has(numberOf(request))) continue
    sends.set(numberOf(request), Math.max(0, numberOf(field(event, 't')) * MILLISECOND - SERVING_NS))
  }
  return sends
}

/** From request `number` to the next: even steps between the known sends, the mean distance after the last one. */
function distanceNs(number: number, known: ReadonlyMap<number, number>, meanNs: number): number {
  let before = { number: 0, atNs: 0 }
  for (const [later, atNs] of known) {
    if (later > number) return Math.max(SERVING_NS, (atNs - before.atNs) / (later - before.number))
    before = { number: later, atNs }
  }
  return meanNs
}
