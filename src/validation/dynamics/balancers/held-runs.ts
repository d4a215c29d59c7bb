import { offerAt, offerInTurn } from '../../../engine/bed/offers.ts'
import type { Rng } from '../../../kernel/rng.ts'
import { stream } from '../../../kernel/rng.ts'
import { HOUR, MILLISECOND } from '../../../kernel/time.ts'
import { field, isPresent, itemsOf, type JsonField, numberOf, onlyFields, phrase } from '../../json-field.ts'
import type { CaseKind } from '../case-kind.ts'
import { CLUSTER_FIELDS, clusterOf } from '../cluster-config.ts'
import { evenPickDraws } from '../even-draws.ts'
import { EXACT, type Fact, within } from '../fact.ts'
import { hostNumber, hostsOf } from '../hosts.ts'
import { type Bands, compareLeaves } from '../leaves.ts'
import { statusAnswer } from '../server-script.ts'
import { getRequest, setStage } from '../stage.ts'
import { bestOf } from '../start-search.ts'

/** Some requests are held, then many follow that are answered at once: where the balancer sends them. */
export const HELD_RUNS: CaseKind = {
  recognises: at => isPresent(field(field(at, 'observed'), 'runs')) && isPresent(field(offeredOf(at), 'first')),
  factsOf,
}

function offeredOf(at: JsonField): JsonField {
  const offered = field(field(at, 'script'), 'offered')
  return typeof offered.value === 'object' ? offered : { path: offered.path, value: {} }
}

interface RunPlan {
  readonly config: JsonField
  readonly held: number
  readonly following: number
  /** Of those that are not held. */
  readonly status: number
}

interface PlayedRun {
  readonly held_requests_went_to: readonly number[]
  readonly active_by_host_during_test: readonly number[]
  readonly count_by_host: readonly number[]
  readonly share_pct: readonly number[]
  readonly picks: readonly number[]
}

function factsOf(at: JsonField): Fact[] {
  const config = field(at, 'config')
  onlyFields(config, [...CLUSTER_FIELDS, 'concurrency', 'hosts'])
  const script = field(at, 'script')
  onlyFields(script, ['backends', 'offered'])
  const status = Number(
    phrase(field(script, 'backends'), /^held requests do not answer until the end; others (\d{3}) at once$/)[1],
  )
  onlyFields(offeredOf(at), ['first', 'then'])
  const held = Number(phrase(field(offeredOf(at), 'first'), /^(\d+) held requests? one after another$/)[1])
  const following = Number(phrase(field(offeredOf(at), 'then'), /^(\d+) sequential requests?$/)[1])
  const plan: RunPlan = { config, held, following, status }
  const observed = field(at, 'observed')
  const bands = bandsOf(field(at, 'tolerance'), following)
  return itemsOf(field(observed, 'runs')).flatMap((run, index) => {
    const facts = bestOf(startsThatFit(plan, run), chance => {
      const { picks, ...played } = play(plan, chance)
      const shown = field(run, 'picks')
      const count = isPresent(shown) ? itemsOf(shown).length : 0
      return compareLeaves(run, { ...played, ...(count > 0 && { picks: picks.slice(0, count) }) }, bands)
    })
    return facts.map(fact => ({ ...fact, quantity: `runs[${index}].${fact.quantity}` }))
  })
}

/** Phase of the schedule, and seed of the draws while requests are held. */
interface Chance {
  readonly start: number
  readonly seed: number
}

const STARTS = 600
const SEEDS = 2000

/** Fits that are played out in full, at most. */
const MOST_FITS = 60

/** Where the held requests went was the recording's chance: what leads there, else the first start of all. */
function* startsThatFit(plan: RunPlan, run: JsonField): Generator<Chance> {
  const wanted = JSON.stringify(itemsOf(field(run, 'held_requests_went_to')).map(numberOf))
  const weights = new Set(hostsOf(field(plan.config, 'hosts')).map(({ weight }) => weight))
  // Equal weights know no phase, and what follows without chance is the same for every seed.
  const [tries, most] = weights.size > 1 ? [STARTS, MOST_FITS] : [SEEDS, 2]
  let found = 0
  for (let tried = 0; tried < tries && found < most; tried++) {
    const chance = { start: tried, seed: tried }
    if (JSON.stringify(play({ ...plan, following: 0 }, chance).held_requests_went_to) !== wanted) continue
    found++
    yield chance
  }
  if (found === 0) yield { start: 0, seed: 0 }
}

/** Far more than a request needs to reach its server. */
const APART_NS = 10 * MILLISECOND

function play({ config, held, following, status }: RunPlan, { start, seed }: Chance): PlayedRun {
  const hosts = hostsOf(field(config, 'hosts'))
  const heldAt: number[] = []
  const { rng, nextPick } = drawsOf(start, seed, () => heldAt.length < held)
  const responder = {
    answer: (_: unknown, { target }: { target: { pod: { name: string } } | null }) => {
      if (heldAt.length >= held) return statusAnswer(status)
      heldAt.push(hostNumber(target?.pod.name))
      return { kind: 'silence' as const }
    },
  }
  const { bed } = setStage({
    cluster: clusterOf(config),
    hosts,
    scripts: new Map(hosts.map(({ name }) => [name, { refuses: false, responder }])),
    balanceRng: rng,
    durationNs: HOUR,
  })
  const picks: number[] = []
  const heldNs = Array.from({ length: held }, (_, index) => index * APART_NS)
  offerAt(bed, heldNs, { request: () => getRequest() })
  if (following > 0) {
    offerInTurn(bed, held * APART_NS, 0, {
      count: following,
      request: () => {
        nextPick()
        return getRequest()
      },
      ended: (_, { slot, target }) => picks.push(slot < 0 ? -1 : hostNumber(target?.pod.name)),
    })
  }
  bed.advance(HOUR)
  const counts = hosts.map(({ name }) => picks.filter(host => host === hostNumber(name)).length)
  return {
    held_requests_went_to: heldAt,
    active_by_host_during_test: hosts.map(({ name }) => heldAt.filter(host => host === hostNumber(name)).length),
    count_by_host: counts,
    share_pct: counts.map(count => (following === 0 ? 0 : (100 * count) / following)),
    picks,
  }
}

/** By chance while requests are held, without it afterwards. */
function drawsOf(start: number, seed: number, isHolding: () => boolean): { rng: Rng; nextPick: () => void } {
  const chance = stream(seed, 'recorded', 'held')
  const even = evenPickDraws([])
  let first = true
  const next = () => (isHolding() ? chance.next() : even.rng.next())
  const rng = {
    next,
    next53: next,
    uint32: () => {
      if (!first) return isHolding() ? chance.uint32() : even.rng.uint32()
      first = false
      return start
    },
  }
  return { rng, nextPick: even.nextPick }
}

/** Half a unit of the last decimal of a percentage. */
const ROUNDING_POINTS = 0.051

/** `share_pct` in points, or `count_by_host` in requests; each follows from the other. */
function bandsOf(tolerance: JsonField, requests: number): Bands {
  const points = field(tolerance, 'share_pct')
  const counts = field(tolerance, 'count_by_host')
  const shareBand = isPresent(points) ? Number(phrase(points, /^([\d.]+) points/)[1]) : undefined
  const countBand = isPresent(counts) ? Number(phrase(counts, /^\+-([\d.]+)$/)[1]) : undefined
  const requestsOff = countBand ?? ((shareBand ?? 0) * requests) / 100
  const pointsOff = shareBand ?? (100 * (countBand ?? 0)) / requests + ROUNDING_POINTS
  return ([name]) => {
    if (name === 'share_pct') return within(pointsOff)
    return name === 'count_by_host' ? within(requestsOff) : EXACT
  }
}
