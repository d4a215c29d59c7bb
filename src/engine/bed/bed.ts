import type { ProxyTables } from '../../dataplane/data-plane.ts'
import type { Pod } from '../../dataplane/pod.ts'
import type { Request } from '../../dataplane/request.ts'
import { assert, fault } from '../../kernel/assert.ts'
import { type Locality, NO_LOCALITY } from '../../kernel/locality.ts'
import { NO_PLACE } from '../../kernel/place.ts'
import { type Rng, stream } from '../../kernel/rng.ts'
import type { AttemptRecord } from '../../measure/attempt-record.ts'
import { beginHop } from '../client.ts'
import { connectToProxy } from '../connections.ts'
import { CALL_TIMEOUT, WORLD } from '../event-kinds.ts'
import type { OutlierWatch } from '../outlier-watch.ts'
import type { PodState } from '../pod-state.ts'
import type { ProxyState } from '../proxy-state.ts'
import type { Responder } from '../responder.ts'
import { BY_SOURCE, type Row } from '../row.ts'
import { startRun } from '../run.ts'
import type { SourceState } from '../source-state.ts'
import { uploadUntil } from '../stream-timers.ts'
import { after } from '../timers.ts'
import { assign, type UpstreamState } from '../upstream-state.ts'
import type { World } from '../world.ts'
import { plan } from '../world-change.ts'
import { blankScenario } from './blank-scenario.ts'

/** A server of a bed. Endpoints name it in their field `pod`. */
export interface BedHost {
  readonly name: string
  /** What it does with each request; one without a script answers 200 after the default service time. */
  readonly responder: Responder | null
}

/** A proxy of a bed, beside a client that sends whatever is offered. */
export interface BedProxy {
  readonly name: string
  readonly tables: ProxyTables
  readonly locality?: Locality
  /** Outlier sweeps happen at this instant and whole intervals before and after it; absent = drawn. */
  readonly sweepsAtNs?: number
  /** Draws of the balancers; absent = from the seed. See `startingWith`. */
  readonly balanceRng?: Rng
}

export interface BedPlan {
  readonly seed: number
  /** Nothing happens at or after this instant. */
  readonly durationNs: number
  readonly hosts: readonly BedHost[]
  readonly proxies: readonly BedProxy[]
  /** Worker threads of every proxy; 1 if absent. */
  readonly workers?: number
  /** Constant network delay, one way; 0 if absent. */
  readonly oneWayNs?: number
  readonly onAttempt?: (attempt: AttemptRecord) => void
  readonly outliers?: OutlierWatch
}

/** One request for a proxy. */
export interface Offer {
  readonly request: Request
  /** Index among the plan's proxies; 0 if absent. */
  readonly proxy?: number
  /** The client leaves after this time. */
  readonly timeoutNs?: number
  /** The last byte of the request follows its headers after this time. */
  readonly uploadNs?: number
  /** `status` 0: the client got no answer. The row is still whole: target, slot, attempt, flags, ending. */
  readonly ended?: (row: Row, status: number) => void
}

/**
 * The engine around a hand-built data plane: no YAML, no control plane, scripted servers, and requests that a caller
 * offers one by one. Requests take the same corridor as in a scenario.
 */
export interface Bed {
  readonly world: World
  readonly nowNs: number
  /** By the plan's order. */
  readonly proxies: readonly ProxyState[]
  /** Requests are numbered from 0 in the order in which they leave. */
  readonly offered: number
  /** Offers a request at this instant, not before now. */
  offer(atNs: number, offer: Offer): void
  /** Does something at this instant, not before now. */
  at(atNs: number, what: string, make: () => void): void
  /** New tables for a proxy, now. Clusters that change their settings keep the old ones: endpoints and routes change. */
  configure(tables: ProxyTables, proxy?: number): void
  host(name: string): PodState
  /** A proxy's state for a cluster; undefined until its first request. */
  upstream(cluster: string, proxy?: number): UpstreamState | undefined
  /** Simulates up to and including this instant. */
  advance(untilNs: number): void
}

export function makeBed({
  seed,
  durationNs,
  hosts,
  proxies,
  workers = 1,
  oneWayNs = 0,
  onAttempt,
  outliers,
}: BedPlan): Bed {
  const offers: Offer[] = []
  const shapes = new WeakMap<Request, number>()
  const run = startRun(
    blankScenario({
      seed,
      durationNs,
      oneWayNs,
      workers,
      callers: proxies.map(each => podNamed(each.name, true, each.locality)),
      servers: hosts.map(each => podNamed(each.name, false)),
    }),
    {
      recorder: { boundariesNs: [0, durationNs], warmupNs: 0, durationNs, bucketNs: durationNs },
      onRecord: onAttempt,
      outliers,
      hops: {
        ended: (row, status) => {
          if (row.caller === BY_SOURCE) offers[row.requestNumber]?.ended?.(row, status)
        },
      },
    },
  )
  const { world } = run
  const { queue } = world
  const hostOf = (name: string) => world.podByName.get(name) ?? fault(`no host ${name} in the bed`)
  for (const { name, responder } of hosts) hostOf(name).responder = responder
  for (const [index, { tables, sweepsAtNs, balanceRng }] of proxies.entries()) {
    const proxy = world.proxies[index]
    proxy.table = { tables, config: 0, decisions: [] }
    proxy.sweepsAtNs = sweepsAtNs
    if (balanceRng !== undefined) proxy.balanceRng = balanceRng
  }
  const source = offering(world)
  world.sources.push(source)
  const at = (atNs: number, what: string, make: () => void) => {
    assert(atNs >= queue.nowNs, `${what}: too late for ${atNs} ns`)
    plan(world, atNs, WORLD, { what, make })
  }
  return {
    world,
    proxies: world.proxies.slice(0, proxies.length),
    get nowNs() {
      return queue.nowNs
    },
    get offered() {
      return offers.length
    },
    at,
    offer: (atNs, offer) => at(atNs, 'offer', () => send(world, source, shapes, offers.push(offer) - 1, offer)),
    configure: (tables, proxy = 0) => configure(world, world.proxies[proxy], tables),
    host: hostOf,
    upstream: (cluster, proxy = 0) => world.proxies[proxy].upstreams.find(each => each?.ref.name === cluster),
    advance: untilNs => run.advance(untilNs),
  }
}

/** A stream of draws whose first are given: where round robin starts, the phase of a schedule. */
export function startingWith(first: readonly number[], seed: number): Rng {
  const rest = stream(seed, 'bed', 'balance')
  let drawn = 0
  return {
    next: () => rest.next(),
    next53: () => rest.next53(),
    uint32: () => (drawn < first.length ? first[drawn++] : rest.uint32()),
  }
}

/** @param shapes of requests that were offered before */
function send(world: World, source: SourceState, shapes: WeakMap<Request, number>, number: number, offer: Offer): void {
  const { request, timeoutNs = 0, uploadNs = 0 } = offer
  const { rows, queue } = world
  const proxy = world.proxies[offer.proxy ?? 0]
  const row = rows.take(source, queue.nowNs)
  row.caller = BY_SOURCE
  row.hop = 0
  row.requestNumber = number
  row.shape = shapes.get(request) ?? world.shapes.intern(request, { host: request.authority, port: 80 })
  shapes.set(request, row.shape)
  connectToProxy(row, proxy)
  if (timeoutNs > 0) row.callDeadlineNs = after(world, CALL_TIMEOUT, row, timeoutNs)
  if (uploadNs > 0) uploadUntil(world, row, queue.nowNs + uploadNs)
  beginHop(world, row)
}

function configure(world: World, proxy: ProxyState, tables: ProxyTables): void {
  proxy.table = { tables, config: proxy.table.config + 1, decisions: [] }
  for (const upstream of proxy.upstreams) if (upstream !== undefined) assign(world, upstream)
}

/** The source that stands for whoever offers requests: it never makes one by itself. */
function offering(world: World): SourceState {
  return {
    index: 0,
    name: 'offered',
    nameHash: 0,
    entry: { kind: 'workload', pods: () => [], rng: stream(world.seed, 'bed', 'entry') },
    requests: { size: 0, draw: () => fault('offers are not drawn'), request: () => fault('offers are not drawn') },
    shapes: [],
    port: 80,
    arrivals: null,
    users: null,
    firstUser: 0,
    timeoutNs: 0,
    tcp: null,
    jar: null,
    born: 0,
    answered: 0,
  }
}

/** Namespace of everything in a bed. */
const NAMESPACE = 'bed'

function podNamed(name: string, sidecar: boolean, locality: Locality = NO_LOCALITY): Pod {
  return {
    name,
    namespace: NAMESPACE,
    workload: name,
    ip: name,
    labels: {},
    locality,
    node: '',
    cluster: '',
    network: '',
    serviceAccount: '',
    sidecar,
    portNames: {},
    ready: true,
    terminating: false,
    serving: true,
    place: NO_PLACE,
  }
}
