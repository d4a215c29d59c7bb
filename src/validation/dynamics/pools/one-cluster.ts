import {
  entriesOf,
  field,
  fieldsOf,
  isPresent,
  itemsOf,
  type JsonField,
  numberOf,
  phrase,
  unreadable,
} from '../../json-field.ts'
import type { CaseKind } from '../case-kind.ts'
import { type Band, type Fact, within } from '../fact.ts'
import { compareLeaves, type Path } from '../leaves.ts'
import { choicesOf } from './choices.ts'
import { connectionsAs } from './connections.ts'
import { play, type Seen } from './play.ts'
import { bestOf } from './trials.ts'

/** Requests through one cluster whose connections, queues, limits or endpoints are looked at. */
export const ONE_CLUSTER: CaseKind = {
  recognises: at => {
    const observed = field(at, 'observed')
    const offered = field(field(at, 'script'), 'offered')
    const isCounted = typeof offered.value === 'object' && isPresent(field(offered, 'count'))
    const isChanged = isPresent(field(field(at, 'script'), 'eds_update'))
    return isCounted && (isChanged || SIGNS.some(name => isPresent(field(observed, name))))
  },
  factsOf: at => bestOf(choicesOf(at), choice => factsOf(at, play(at, choice))),
}

/** Fields that only these cases have. */
const SIGNS = [
  'backend_connection_by_arrival',
  'connection_number_by_request',
  'attempts_by_request',
  'connections',
  'body',
]

function factsOf(at: JsonField, seen: Seen): Fact[] {
  const observed = field(at, 'observed')
  const simulated: Record<string, unknown> = {}
  const tolerance = field(at, 'tolerance')
  const swapMs = swapsWithinMs(tolerance)
  for (const [name, each] of entriesOf(observed)) simulated[name] = produce(name, each, { seen, observed, swapMs })
  return compareLeaves(observed, simulated, bandsOf(tolerance, observed))
}

/** Inputs, and what the recording machine did. */
const INPUTS = ['sent_at_ms', 'backend_delay_ms']

interface Played {
  readonly seen: Seen
  readonly observed: JsonField
  readonly swapMs: number
}

function produce(name: string, at: JsonField, { seen, observed, swapMs }: Played): unknown {
  const { ended, arrivals } = seen
  if (INPUTS.includes(name)) return at.value
  switch (name) {
    case 'status_by_request':
      return ended.map(({ status }) => status)
    case 'flags_by_request':
      return ended.map(({ flags }) => flags)
    case 'flags':
      return Array.isArray(at.value) ? ended.map(({ flags }) => flags) : counted(ended.map(({ flags }) => flags))
    case 'details':
      return counted(ended.map(({ details }) => details))
    case 'body':
      return counted(ended.map(({ body }) => body))
    case 'attempts':
    case 'attempts_by_request':
      return ended.map(({ attempts }) => attempts)
    case 'duration_ms': {
      const durations = ended.map(({ sentMs, atMs }) => atMs - sentMs)
      return { min: Math.min(...durations), max: Math.max(...durations) }
    }
    case 'completed_at_ms':
      return ended.map(({ atMs }) => atMs)
    case 'completion_order': {
      const recordedMs = itemsOf(field(observed, 'completed_at_ms')).map(numberOf)
      return ordered(
        at,
        swapMs,
        ended.map((each, request) => [request, each.atMs]),
        request => recordedMs[request],
      )
    }
    case 'arrival_ms':
      return arrivals.map(({ atMs }) => atMs)
    case 'arrival_order_at_backend': {
      const recordedMs = new Map(
        itemsOf(at).map((each, index) => [numberOf(each), numberOf(itemsOf(field(observed, 'arrival_ms'))[index])]),
      )
      return ordered(
        at,
        swapMs,
        arrivals.map(({ request, atMs }) => [request, atMs]),
        request => recordedMs.get(request) ?? Number.NaN,
      )
    }
    case 'backend_connection_by_arrival':
      return arrivals.map(({ connection }) => connection)
    case 'connection_number_by_request':
      return ended.map((_, request) => arrivals.find(each => each.request === request)?.connection)
    case 'connection_header_sent_upstream':
      return ended.map(
        (_, request) =>
          arrivals
            .find(each => each.request === request)
            ?.headers.get('connection')
            ?.join() ?? null,
      )
    case 'host_by_request':
      return ended.map((_, request) => hostOf(request, seen))
    case 'gauges_after_all_sent':
      return seen.gauges
    case 'counters':
      return seen.counters
    case 'connections':
      return connectionsAs(at, seen.connections)
    case 'events':
      return seen.events.map(event => ({
        t: event.atNs / 1e6,
        action: event.action,
        host: `h${seen.stage.hostOf(event.slot)}`,
        ...(event.action === 'uneject' ? {} : { type: event.detection.toUpperCase() }),
        num_ejections: event.ejections,
        ...(itemsOf(at).some(each => 'enforced' in fieldsOf(each)) && { enforced: event.action === 'eject' }),
      }))
    case 'cluster_manager':
      return seen.news
  }
  const last = /^last_request_to_h(\d+)_ms$/.exec(name)
  if (last !== null) return lastSent(Number(last[1]), seen)
  return unreadable(at, 'a known field')
}

function hostOf(request: number, { arrivals }: Seen): number {
  return arrivals.findLast(each => each.request === request)?.host ?? -1
}

function lastSent(host: number, seen: Seen): number | undefined {
  return seen.ended.findLast((_, request) => hostOf(request, seen) === host)?.sentMs
}

/** Two things within this time may come in either order. */
function swapsWithinMs(tolerance: JsonField): number {
  const order = typeof tolerance.value === 'object' ? field(tolerance, 'order') : undefined
  if (order === undefined || !isPresent(order)) return 0
  return Number(phrase(order, /^requests completing within (\d+) ms of each other may swap$/)[1])
}

/** The recorded order where it differs from the simulated one only in things that came close together. */
function ordered(
  at: JsonField,
  swapMs: number,
  simulated: readonly (readonly [request: number, ms: number])[],
  recordedMs: (request: number) => number,
): readonly number[] {
  const own = [...simulated].sort(([, a], [, b]) => a - b).map(([request]) => request)
  const atMs = new Map(simulated)
  const recorded = itemsOf(at).map(numberOf)
  const isClose = (a: number, b: number) =>
    (atMs.get(a) ?? Number.NaN) <= (atMs.get(b) ?? Number.NaN) + swapMs || recordedMs(b) - recordedMs(a) <= swapMs
  const fits = recorded.every((a, index) => recorded.slice(index + 1).every(b => isClose(a, b)))
  return fits && recorded.length === own.length ? recorded : own
}

function counted(texts: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const text of texts) counts[text] = (counts[text] ?? 0) + 1
  return counts
}

/** Instants within the tolerance of their field, else of durations or of the case; all else exact, but for counters. */
function bandsOf(tolerance: JsonField, observed: JsonField): (path: Path) => Band | undefined {
  if (typeof tolerance.value !== 'object') return () => undefined
  const given = new Map(entriesOf(tolerance))
  const ms = (name: string): Band | undefined => {
    const value = given.get(name)?.value
    if (typeof value === 'number') return within(value)
    const parts = /^\+-(\d+) ms$/.exec(String(value))
    return parts === null ? undefined : within(Number(parts[1]))
  }
  const lower = new Map<string, Band>()
  for (const [names, { value }] of given) {
    const parts = /each may be lower by up to (\w+)$/.exec(String(value))
    if (parts === null) continue
    const by = field(field(observed, 'counters'), parts[1])
    for (const name of names.split(', ')) lower.set(name, within(isPresent(by) ? numberOf(by) : 0))
  }
  const general = ms('completed_at_ms') ?? ms('duration_ms') ?? ms('ms')
  return path => {
    const [name, , third] = path
    if (path.length === 1) return undefined
    if (name === 'counters') return lower.get(String(path[1]))
    if (name === 'arrival_ms' || name === 'completed_at_ms' || name === 'duration_ms') return ms(name) ?? general
    if (name === 'connections') return path[2] === 3 ? general : undefined
    if (name === 'events') return third === 't' ? general : undefined
    return undefined
  }
}
