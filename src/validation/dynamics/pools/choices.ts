import { field, isPresent, itemsOf, type JsonField, numberOf } from '../../json-field.ts'
import { membersAtStart, offeredOf, reachedAtMs, updateSlackMs, updatesOf } from './script.ts'
import type { Member } from './stage.ts'

/** What a recording leaves open. */
export interface Choice {
  /** Where the proxy's rounds and schedules began: its balancer's seed. */
  readonly phase: number
  /** Picks before the first request: a round has moved on by them, a schedule that starts over has not. */
  readonly picksBefore: number
  /** When each update reached the proxy. */
  readonly updatesAtMs: readonly number[]
  /** 0 = the recording machine was as late as usual, else a seed of how late it was. */
  readonly lateness: number
}

/** Ways of being late that are tried where nothing else is open. */
const LATENESSES = 200
/** Of all phases of rounds over up to eight hosts. */
const MOST_PHASES = 840

export function choicesOf(at: JsonField): readonly Choice[] {
  const start = membersAtStart(field(at, 'config'))
  const updates = updatesOf(field(at, 'script'), start)
  const lists = [start, ...updates.map(({ members }) => members)]
  const starts = startsOf(at, lists)
  if (updates.length === 0 && starts.length === 1) {
    return Array.from({ length: LATENESSES }, (_, late) => ({ ...starts[0], updatesAtMs: [], lateness: late }))
  }
  const offered = offeredOf(at)
  const sentMs = offered.kind === 'at' ? offered.ms : []
  const slackMs = updateSlackMs(field(at, 'tolerance'))
  const instants = product(updates.map(update => reachedAtMs(update, slackMs, sentMs)))
  return instants.flatMap(updatesAtMs => starts.map(each => ({ ...each, updatesAtMs, lateness: 0 })))
}

type Start = Pick<Choice, 'phase' | 'picksBefore'>

/** Starts of round and schedule that the first recorded host allows. */
function startsOf(at: JsonField, lists: readonly (readonly Member[])[]): readonly Start[] {
  const hosts = field(field(at, 'observed'), 'host_by_request')
  const [start] = lists
  if (!isPresent(hosts) || start.length === 1) return [{ phase: 0, picksBefore: 0 }]
  const first = numberOf(itemsOf(hosts)[0])
  const canEject = isPresent(field(field(at, 'config'), 'outlier_detection'))
  const isScheduled = lists.some(isUneven)
  const starts: Start[] = []
  for (let phase = 0; phase < phases(lists, canEject); phase++) {
    for (let picksBefore = 0; picksBefore < (isScheduled ? start.length : 1); picksBefore++) {
      const fits = isUneven(start) || start[(phase + picksBefore) % start.length].host === first
      if (fits) starts.push({ phase, picksBefore })
    }
  }
  return starts
}

/** After this many phases everything repeats. */
function phases(lists: readonly (readonly Member[])[], canEject: boolean): number {
  const lengths = lists.flatMap(list => {
    const count = list.filter(({ health }) => health === 'HEALTHY').length
    const weight = list.reduce((sum, each) => sum + each.weight, 0)
    const ejected = canEject ? list.map((_, index) => list.length - index) : []
    return [list.length, Math.max(1, count), Math.max(1, weight), ...ejected]
  })
  return Math.min(MOST_PHASES, lengths.reduce(leastCommonMultiple))
}

function isUneven(list: readonly Member[]): boolean {
  return list.some(({ weight }) => weight !== list[0].weight)
}

function leastCommonMultiple(a: number, b: number): number {
  return (a / greatestCommonDivisor(a, b)) * b
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b)
}

function product(lists: readonly (readonly number[])[]): readonly (readonly number[])[] {
  return lists.reduce<readonly (readonly number[])[]>(
    (rows, list) => rows.flatMap(row => list.map(each => [...row, each])),
    [[]],
  )
}
