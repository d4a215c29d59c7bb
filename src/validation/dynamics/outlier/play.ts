import type { Cluster } from '../../../dataplane/cluster.ts'
import { offerAt, offerInTurn } from '../../../engine/bed/offers.ts'
import { flagsText } from '../../../engine/flags.ts'
import type { Row } from '../../../engine/row.ts'
import { MILLISECOND, SECOND } from '../../../kernel/time.ts'
import { field, isPresent, itemsOf, type JsonField, numberOf } from '../../json-field.ts'
import { clusterOf } from '../cluster-config.ts'
import { hostNumber, hostsOf } from '../hosts.ts'
import { retryPolicy } from '../retries/route-settings.ts'
import { serverScripts } from '../server-script.ts'
import { getRequest, setStage } from '../stage.ts'
import { replayedDraws } from '../start-search.ts'
import { healthCounters } from './counters.ts'
import { type EventLine, eventLine } from './events.ts'
import { type Offered, offeredIn, SERVING_NS, type Sweeps } from './offered.ts'

/** What one start of round robin makes of a case, by the names of `observed`. */
export interface Played {
  readonly events: readonly EventLine[]
  readonly counters: ReadonlyMap<string, number>
  readonly hosts: readonly number[]
  readonly statuses: readonly number[]
  readonly flags: readonly string[]
}

/** What only chance decided in a recording. */
export interface Chance {
  /** Start of round robin. */
  readonly start: number
  /** Lateness of the sends, see offeredIn. */
  readonly noise: number
  /** Whether a host that came back counts as back a moment after its sweep, see OutlierSettings. */
  readonly returnLagNs: number
  /** How far the servers' clock is from the client's: it began with the first arrival. */
  readonly clockNs: number
}

export function play(at: JsonField, { start, noise, returnLagNs, clockNs }: Chance, sweeps: Sweeps): Played {
  const config = field(at, 'config')
  const script = field(at, 'script')
  const observed = field(at, 'observed')
  const hosts = hostsOf(field(config, 'hosts'))
  const names = hosts.map(({ name }) => name)
  const offered = offeredIn(field(script, 'offered'), observed, noise, sweeps)
  const retry = field(config, 'retry_policy')
  const events: EventLine[] = []
  const results: { host: number; status: number; flags: string }[] = []
  const priorityOf = new Map(hosts.map(({ name, priority }) => [hostNumber(name), priority]))
  const recordedHosts = field(observed, 'host_by_request')
  const choices = isPresent(recordedHosts) ? itemsOf(recordedHosts).map(numberOf) : []
  const cluster = withReturnLag(clusterOf(config), returnLagNs)
  const { bed } = setStage({
    cluster,
    hosts,
    scripts: serverScripts(field(script, 'backends'), names, clockNs),
    balanceRng: replayedDraws(start, () => priorityDraw(priorityOf.get(choices[bed.offered - 1]))),
    sweepsAtNs: sweeps.phaseNs,
    durationNs: HOUR_AND_MORE_NS,
    ...(isPresent(retry) && { route: { retry: retryPolicy(retry), hash: [] } }),
    outliers: (upstream, event) => {
      events.push(eventLine(event, upstream.hosts[event.slot].pod.pod.name, bed.offered - 1))
    },
  })
  const ended = (number: number, row: Row, status: number) => {
    const host = row.slot < 0 ? -1 : hostNumber(row.target?.pod.name)
    results[number] = { host, status, flags: flagsText(row.flags) }
  }
  const pattern = { request: () => getRequest(), ended }
  if (offered.kind === 'at') offerAt(bed, offered.atNs, pattern)
  else offerInTurn(bed, 0, offered.gapNs, { ...pattern, count: offered.count })
  bed.advance(endOf(observed, offered, sweeps.intervalNs))
  const upstream = bed.upstream('recorded')
  return {
    events,
    counters: upstream === undefined ? new Map() : healthCounters(upstream.balancer),
    hosts: results.map(({ host }) => host),
    statuses: results.map(({ status }) => status),
    flags: results.map(({ flags }) => flags),
  }
}

const HOUR_AND_MORE_NS = 4000 * SECOND

/** A recording ends soon after its last request or event. */
const AFTERGLOW_NS = 0.1 * SECOND

/**
 * A draw that chooses this priority of two: the first one with a load, or the last one. How the load is spread is a
 * rule; which request goes where is the recording's own chance.
 */
function priorityDraw(priority: number | undefined): number | undefined {
  if (priority === undefined) return undefined
  return priority === 0 ? 0 : 99
}

/**
 * The instant at which the counters are read. A recording without any event goes on for an interval: a sweep must find
 * nothing either.
 */
function endOf(observed: JsonField, offered: Offered, intervalNs: number): number {
  const events = itemsOf(field(observed, 'events')).map(each => numberOf(field(each, 't')) * MILLISECOND)
  const sent = offered.kind === 'at' ? offered.atNs : [inTurnNs(offered.count, offered.gapNs)]
  return Math.max(...sent, ...events) + (events.length === 0 ? intervalNs : AFTERGLOW_NS)
}

function inTurnNs(count: number, gapNs: (number: number) => number): number {
  let totalNs = 0
  for (let number = 0; number < count; number++) totalNs += gapNs(number) + SERVING_NS
  return totalNs
}

function withReturnLag(cluster: Cluster, returnLagNs: number): Cluster {
  const outlier = cluster.outlier && { ...cluster.outlier, returnLagNs }
  return { ...cluster, ...(outlier && { outlier }) }
}
