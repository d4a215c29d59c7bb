import { parseGoDuration } from '../../../config/go-duration.ts'
import { MILLISECOND, SECOND } from '../../../kernel/time.ts'
import {
  entriesOf,
  field,
  isPresent,
  itemsOf,
  type JsonField,
  numberOf,
  onlyFields,
  phrase,
  textOf,
  unreadable,
} from '../../json-field.ts'
import type { CaseKind } from '../case-kind.ts'
import { CLUSTER_FIELDS } from '../cluster-config.ts'
import { type Band, EXACT, type Fact, SAME_SET, within } from '../fact.ts'
import { hostsOf } from '../hosts.ts'
import { compareLeaves, type Path } from '../leaves.ts'
import { bestOf, startsOf } from '../start-search.ts'
import { type EventLine, inSettledOrder } from './events.ts'
import type { Sweeps } from './offered.ts'
import { type Chance, type Played, play } from './play.ts'

/** A cluster with outlier detection: its event log, its counters, and where every request went. */
export const OUTLIER_KINDS: readonly CaseKind[] = [
  {
    recognises: at => {
      const observed = field(at, 'observed')
      const detection = field(field(at, 'config'), 'outlier_detection')
      return isPresent(detection) && isPresent(field(observed, 'counters')) && isPresent(field(observed, 'events'))
    },
    factsOf,
  },
]

function factsOf(at: JsonField): Fact[] {
  const config = field(at, 'config')
  onlyFields(config, [...CLUSTER_FIELDS, 'concurrency', 'hosts', 'retry_policy'])
  onlyFields(field(at, 'script'), ['backends', 'offered'])
  const observed = field(at, 'observed')
  const events = itemsOf(field(observed, 'events')).map(each =>
    Object.fromEntries(entriesOf(each).map(([name, { value }]) => [name, value])),
  )
  const settled = { path: observed.path, value: { ...asObject(observed), events: inSettledOrder(events) } }
  const bands = bandsOf(field(at, 'tolerance'))
  const sweeps = sweepsOf(config, events)
  return bestOf(chances(at), chance =>
    compareLeaves(settled, simulated(asObject(observed), play(at, chance, sweeps)), bands),
  )
}

/** Lateness drawn so often where the instants of the sends are not recorded. */
const NOISES = 24

/** The servers' clock beside the client's: up to a late send apart. */
const CLOCKS_NS = [0, -2 * MILLISECOND, 2 * MILLISECOND]

/** All starts without noise first, those of the first recorded host before the others. */
function* chances(at: JsonField): Generator<Chance> {
  const observed = field(at, 'observed')
  const hosts = hostsOf(field(field(at, 'config'), 'hosts')).length
  const picks = field(observed, 'host_by_request')
  const first = isPresent(picks) ? itemsOf(picks)[0]?.value : undefined
  const starts = startsOf(hosts).sort((a, b) => Number(b % hosts === first) - Number(a % hosts === first) || a - b)
  const isScheduled = isPresent(field(field(field(at, 'script'), 'offered'), 'every_ms'))
  const noises = isScheduled && !isPresent(field(observed, 'sent_at_ms')) ? NOISES : 0
  const returns = itemsOf(field(observed, 'events')).some(each => field(each, 'action').value === 'uneject')
  const isTimed = entriesOf(field(field(at, 'script'), 'backends')).some(
    ([, each]) => typeof each.value === 'object' && isPresent(field(each, 'time')),
  )
  for (let noise = 0; noise <= noises; noise++)
    for (const clockNs of isTimed ? CLOCKS_NS : [0])
      for (const returnLagNs of returns ? [0, 1] : [0])
        for (const start of starts) yield { start, noise, returnLagNs, clockNs }
}

/** The fields that the recording has, from the simulation. */
function simulated(observed: Readonly<Record<string, unknown>>, played: Played): Readonly<Record<string, unknown>> {
  const { events, counters, hosts, statuses, flags } = played
  const listed = Object.keys((observed.counters ?? {}) as object)
  const names = new Set([...listed, ...counters.keys()])
  const made: Readonly<Record<string, unknown>> = {
    events: inSettledOrder(events),
    counters: Object.fromEntries([...names].map(name => [name, counters.get(name) ?? 0])),
    host_by_request: hosts,
    status_by_request: statuses,
    flags_by_request: flags,
    requests_sent: statuses.length,
    requests_by_host: countsOf(hosts.filter(host => host >= 0).map(host => `h${host}`)),
    status_counts: countsOf(statuses.map(String)),
  }
  return Object.fromEntries(Object.entries(made).filter(([name]) => name in observed))
}

function countsOf(values: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1
  return counts
}

/** Sweeps are where hosts came back and where a sweep's own detectors ejected; without either they did nothing. */
function sweepsOf(config: JsonField, events: readonly EventLine[]): Sweeps {
  const interval = field(field(config, 'outlier_detection'), 'interval')
  const intervalNs = isPresent(interval) ? parseGoDuration(textOf(interval)) : 10 * SECOND
  if (intervalNs === undefined) return unreadable(interval, 'a duration')
  const first = events.find(
    ({ action, type }) => action === 'uneject' || type === 'SUCCESS_RATE' || type === 'FAILURE_PERCENTAGE',
  )
  return { phaseNs: first === undefined ? 0 : (Number(first.t) * MILLISECOND) % intervalNs, intervalNs }
}

/** Default of the README for what no tolerance is given for: three times the measured noise of an event. */
const EVENT_MS = 25

function bandsOf(tolerance: JsonField): (path: Path) => Band | undefined {
  const eventMs = msOf(field(tolerance, 'events_t_ms')) ?? EVENT_MS
  const lengthMs = msOf(field(tolerance, 'ejected_for_ms')) ?? eventMs
  return path => {
    if (path[0] === 'events' && path[2] === 't') return within(eventMs)
    if (path[0] === 'events' && path[2] === 'ejected_for_ms') return within(lengthMs)
    return path[0] === 'flags_by_request' ? SAME_SET : EXACT
  }
}

/** A number of ms, or a sentence with `+-n ms`. */
function msOf(at: JsonField): number | undefined {
  if (!isPresent(at)) return undefined
  return typeof at.value === 'number' ? numberOf(at) : Number(phrase(at, /\+-(\d+) ms/)[1])
}

function asObject(at: JsonField): Readonly<Record<string, unknown>> {
  return Object.fromEntries(entriesOf(at).map(([name, { value }]) => [name, value]))
}
