import { startingWith } from '../../../engine/bed/bed.ts'
import { breakerGauges, clusterStatistics } from '../../../engine/cluster-statistics.ts'
import { MILLISECOND } from '../../../kernel/time.ts'
import type { OutlierEvent } from '../../../proxy/outlier/outlier-event.ts'
import { field, isPresent, type JsonField, unreadable } from '../../json-field.ts'
import { retryPolicy, routeAction } from '../retries/route-settings.ts'
import { backEnds, reply } from './back-end.ts'
import type { Choice } from './choices.ts'
import { clusterOf, peerStreams } from './cluster.ts'
import { comesAfterHeld, membersAtStart, offeredOf, updatesOf } from './script.ts'
import { type Arrival, type ConnectionEvent, type Ended, Stage } from './stage.ts'
import { lateness } from './trials.ts'

/** What can be seen of one play. Instants are ms after the first offered request. */
export interface Seen {
  readonly ended: readonly Ended[]
  readonly arrivals: readonly Arrival[]
  readonly connections: readonly ConnectionEvent[]
  readonly events: readonly OutlierEvent[]
  readonly counters: Readonly<Record<string, number>>
  readonly gauges: Readonly<Record<string, number>>
  /** Counters of the cluster manager. */
  readonly news: Readonly<Record<string, number>>
  readonly stage: Stage
}

/** A request that is held first, until it is certainly at its server. */
const HELD_FIRST_MS = 20
/** Statistics are read this long after what they are read after. */
const READ_AFTER_MS = 2
/** Connections and ejections are watched this much longer than the last request. */
const WATCHED_AFTER_MS = 50
/** Nothing in a recording takes longer. */
const LONGEST_MS = 120_000

/** Plays a case of one cluster. */
export function play(at: JsonField, choice: Choice): Seen {
  const config = field(at, 'config')
  const script = field(at, 'script')
  const offered = offeredOf(at)
  const servers = backEnds(script, field(at, 'observed'))
  const members = membersAtStart(config)
  const updates = updatesOf(script, members)
  const hosts = 1 + Math.max(...[members, ...updates.map(each => each.members)].flat().map(({ host }) => host))
  const named = [...servers.refusing, ...servers.vanished, ...(servers.closing ? [servers.closing.host] : [])]
  if (named.some(host => host >= hosts)) unreadable(field(script, 'backends'), `one of ${hosts} hosts`)
  const late = lateness(choice.lateness)
  const stage = new Stage({
    cluster: clusterOf('c', config),
    action: actionOf(config),
    members,
    hosts,
    answer: asked => {
      const { status, afterMs } = servers.answer(asked)
      return reply(status, afterMs === 0 ? 0 : afterMs + late.answerMs())
    },
    peerStreams: peerStreams(config),
    balanceRng: startingWith([choice.phase], 1),
  })
  for (let pick = 0; pick < choice.picksBefore; pick++) stage.upstream.balancer.choose(0, 0)
  const events: OutlierEvent[] = []
  const { outlier } = stage.upstream.balancer
  if (outlier !== undefined) outlier.onEvent = event => events.push(event)
  for (const host of servers.refusing) stage.refuse(host)
  for (const host of servers.vanished) stage.vanish(host)

  const isHeld = comesAfterHeld(at)
  const startMs = isHeld ? HELD_FIRST_MS : 0
  if (isHeld) stage.send(0)
  if (servers.closing !== undefined) {
    const { host } = servers.closing
    stage.bed.at((startMs - 1) * MILLISECOND, 'port closed', () => stage.refuse(host))
  }
  const first = isHeld ? 1 : 0
  const readings = { counters: {}, gauges: {}, news: {} }
  const ended = afterAll(offered.kind === 'at' ? offered.ms.length : offered.count, () =>
    readAt(stage, stage.nowMs, () => {
      readings.counters = Object.fromEntries(clusterStatistics(stage.upstream))
      readings.news = clusterManager(stage)
    }),
  )
  if (offered.kind === 'at') {
    for (const ms of offered.ms) stage.send(startMs + ms + late.sendMs(), ended)
    readAt(stage, startMs + (offered.ms.at(-1) ?? 0), () => {
      readings.gauges = breakerGauges(stage.upstream)
    })
    for (const [index, { members }] of updates.entries()) {
      const atNs = Math.round((startMs + choice.updatesAtMs[index]) * MILLISECOND)
      stage.bed.at(atNs, 'update', () => stage.update(members))
    }
  } else {
    const { count, gapMs } = offered
    const next = (atMs: number, left: number): void =>
      stage.send(atMs, request => {
        ended(request)
        if (left > 1) next(stage.nowMs + gapMs, left - 1)
      })
    next(startMs, count)
  }
  stage.advance(LONGEST_MS)
  const endMs = Math.max(...stage.ended.map(({ atMs }) => atMs)) + WATCHED_AFTER_MS
  return {
    ...readings,
    stage,
    events: events
      .filter(({ atNs }) => atNs <= endMs * MILLISECOND)
      .map(event => ({ ...event, atNs: event.atNs - startMs * MILLISECOND })),
    ended: stage.ended
      .slice(first)
      .map(each => ({ ...each, atMs: each.atMs - startMs, sentMs: each.sentMs - startMs })),
    arrivals: stage.arrivals
      .filter(({ request }) => request >= first)
      .map(each => ({ ...each, request: each.request - first, atMs: each.atMs - startMs })),
    connections: stage.connections
      .filter(({ atMs }) => atMs <= endMs)
      .map(each => ({ ...each, atMs: each.atMs - startMs })),
  }
}

function actionOf(config: JsonField) {
  const route = field(config, 'route')
  const retry = field(config, 'retry_policy')
  const action = routeAction(isPresent(route) ? route : { path: `${config.path}.route`, value: {} }, 'c')
  return isPresent(retry) ? { ...action, retry: retryPolicy(retry) } : action
}

function clusterManager(stage: Stage): Readonly<Record<string, number>> {
  const { news } = stage.upstream.balancer
  return {
    'cluster_manager.cluster_updated': news.delivered,
    'cluster_manager.cluster_updated_via_merge': news.merged,
    'cluster_manager.update_merge_cancelled': news.cancelled,
    'cluster_manager.update_out_of_merge_window': news.outOfWindow,
  }
}

function afterAll(count: number, done: () => void): (request: number) => void {
  let left = count
  return () => {
    left--
    if (left === 0) done()
  }
}

function readAt(stage: Stage, ms: number, read: () => void): void {
  stage.bed.at(Math.round((ms + READ_AFTER_MS) * MILLISECOND), 'read statistics', read)
}
