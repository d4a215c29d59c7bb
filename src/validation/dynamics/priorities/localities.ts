import { field, type JsonField, phrase } from '../../json-field.ts'
import { evenDraws } from '../even-draws.ts'
import { type Band, EXACT, within, withinSigmas } from '../fact.ts'
import type { Bands } from '../leaves.ts'
import { type PlayedRow, playRow, type RowOffer } from './play.ts'
import type { TableRow } from './rows.ts'

/** Results of a row by locality, as recordings have them. */
export interface LocalityResults {
  readonly requests: number
  readonly no_host_503: number
  readonly count_by_locality: readonly number[]
  readonly share_pct: readonly number[]
  readonly count_by_host: readonly number[]
  readonly first_60_localities: readonly number[]
}

/**
 * Phases of the schedules that are tried. A phase moves the pattern of a schedule along; so many come near to every
 * position that the sixty recorded picks can tell apart.
 */
const PHASES = 400

/**
 * Plays a row with the phases of its schedules (one per priority) that fit the recorded first picks best, the choice
 * between priorities being the recorded one for those picks and even for all others.
 */
export function playLocalities(
  config: JsonField,
  row: TableRow,
  offer: RowOffer,
  recorded: readonly number[],
): PlayedRow {
  const priorities = Math.max(...row.hosts.map(({ priority }) => priority)) + 1
  const forced = recordedPriorities(config, row, offer, recorded)
  const playWith = (phases: readonly number[], requests: number): PlayedRow => {
    let number = 0
    const rng = evenDraws([0, ...phases], () => forced[number])
    return playRow(config, row, { ...offer, requests }, rng, each => {
      number = each
    })
  }
  const phases = Array.from({ length: priorities }, () => 0)
  for (let priority = 0; priority < priorities; priority++) {
    if (localitiesOf(row, priority) < 2) continue
    let most = -1
    let best = 0
    for (let phase = 0; phase < PHASES && most < recorded.length; phase++) {
      phases[priority] = phase
      const agreeing = agreement(row, playWith(phases, recorded.length), recorded)
      if (agreeing > most) {
        most = agreeing
        best = phase
      }
    }
    phases[priority] = best
  }
  return playWith(phases, offer.requests)
}

function localitiesOf({ hosts, groupOf }: TableRow, priority: number): number {
  return new Set(hosts.filter(each => each.priority === priority).map(({ name }) => groupOf.get(name))).size
}

function agreement({ groupOf }: TableRow, { picks }: PlayedRow, recorded: readonly number[]): number {
  return recorded.filter((group, index) => groupOf.get(picks[index] ?? '') === group).length
}

/**
 * Draws that lead to the recorded priorities. Which percentage leads to which priority is found by playing all hundred;
 * a priority that no percentage leads to has no draw, and its picks will differ.
 */
function recordedPriorities(
  config: JsonField,
  row: TableRow,
  offer: RowOffer,
  recorded: readonly number[],
): readonly (number | undefined)[] {
  const priorityOfHost = new Map(row.hosts.map(({ name, priority }) => [name, priority]))
  const priorityOfGroup = new Map(row.hosts.map(({ name, priority }) => [row.groupOf.get(name), priority]))
  const drawOf = new Map<number | undefined, number>()
  let drawn = 0
  const starts = Array.from({ length: 1 + new Set(priorityOfGroup.values()).size }, () => 0)
  const rng = evenDraws(starts, () => drawn)
  const { picks } = playRow(config, row, { ...offer, concurrency: 1, requests: 100 }, rng, number => {
    drawn = number
  })
  picks.forEach((name, percentage) => {
    if (name !== undefined) drawOf.set(priorityOfHost.get(name), percentage)
  })
  return recorded.map(group => drawOf.get(priorityOfGroup.get(group)))
}

export function localityResults(
  { hosts, groupOf, groups }: TableRow,
  { picks }: PlayedRow,
  shown: number,
): LocalityResults {
  const byLocality = Array.from({ length: groups }, () => 0)
  const byHost = new Map(hosts.map(({ name }) => [name, 0]))
  for (const name of picks) {
    if (name === undefined) continue
    byLocality[groupOf.get(name) ?? 0]++
    byHost.set(name, (byHost.get(name) ?? 0) + 1)
  }
  return {
    requests: picks.length,
    no_host_503: picks.filter(name => name === undefined).length,
    count_by_locality: byLocality,
    share_pct: byLocality.map(count => (100 * count) / picks.length),
    count_by_host: [...byHost.values()],
    first_60_localities: picks.slice(0, shown).map(name => groupOf.get(name ?? '') ?? -1),
  }
}

interface LocalityTolerance {
  /** Requests around the proportion that a schedule of the same weights keeps. */
  readonly schedule: number
  /** Standard deviations where chance decides. */
  readonly sigmas: number
  /** Requests by which hosts of a locality may differ in round robin. */
  readonly turn: number
}

export function localityTolerance(at: JsonField): LocalityTolerance {
  const [, schedule, sigmas] = phrase(
    field(at, 'count_by_locality'),
    /^single priority: within \+-(\d+) .*; several priorities: binomial ([\d.]+) sigma/,
  )
  const [, turn] = phrase(
    field(at, 'count_by_host'),
    /^ROUND_ROBIN .* within \+-(\d+) .*; LEAST_REQUEST: uniform random$/,
  )
  return { schedule: Number(schedule), sigmas: Number(sigmas), turn: Number(turn) }
}

/**
 * Within one priority the localities are scheduled, between priorities chance decides. Round robin shares out evenly,
 * least request among idle hosts by chance.
 */
export function localityBands(
  { hosts, groupOf, kind }: TableRow,
  results: LocalityResults,
  { schedule, sigmas, turn }: LocalityTolerance,
): Bands {
  const { requests, count_by_locality, count_by_host } = results
  const isDrawn = new Set(hosts.map(({ priority }) => priority)).size > 1
  const slack = (count: number) =>
    isCertain(count, requests) ? 0 : isDrawn ? sigmas * deviationOf(requests, count) : schedule
  const why = isDrawn ? `${sigmas} sigma` : 'schedule'
  const hostBand = (index: number): Band => {
    const count = count_by_host[index]
    const locality = count_by_locality[groupOf.get(hosts[index].name) ?? 0]
    if (count === 0 || count === requests) return EXACT
    if (kind !== 'ROUND_ROBIN') return withinSigmas(sigmas, locality, count / locality)
    // Its part of the locality's slack, and where the turn stands.
    return within((slack(locality) * count) / locality + turn, `round robin, ${why}`)
  }
  return ([name, index]) => {
    const count = count_by_locality[Number(index)]
    switch (name) {
      case 'count_by_locality':
        return within(slack(count), why)
      case 'share_pct':
        return within((100 * slack(count)) / requests + (isCertain(count, requests) ? 0 : ROUNDING_POINTS), why)
      case 'count_by_host':
        return hostBand(Number(index))
    }
    return EXACT
  }
}

/** Half a unit of the last decimal. */
const ROUNDING_POINTS = 0.0051

function isCertain(count: number, requests: number): boolean {
  return count === 0 || count === requests
}

function deviationOf(requests: number, count: number): number {
  const share = count / requests
  return Math.sqrt(requests * share * (1 - share))
}
