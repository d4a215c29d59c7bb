import type { Cluster } from '../../../dataplane/cluster.ts'
import type { ProxyTables } from '../../../dataplane/data-plane.ts'
import type { Origin } from '../../../dataplane/origin.ts'
import {
  type FaultPolicy,
  type ForwardAction,
  NO_MUTATION,
  type Route,
  type VirtualHost,
} from '../../../dataplane/route.ts'
import { attemptHeaders } from '../../../engine/attempt-headers.ts'
import { beginHop } from '../../../engine/client.ts'
import { CALL_TIMEOUT, WORLD } from '../../../engine/event-kinds.ts'
import { flagsText } from '../../../engine/flags.ts'
import { DOWN } from '../../../engine/pod-state.ts'
import type { RequestStats } from '../../../engine/request-stats.ts'
import type { Answer, Responder } from '../../../engine/responder.ts'
import { BY_SOURCE, type Row } from '../../../engine/row.ts'
import { uploadUntil } from '../../../engine/stream-timers.ts'
import { after } from '../../../engine/timers.ts'
import type { UpstreamState } from '../../../engine/upstream-state.ts'
import type { World } from '../../../engine/world.ts'
import { plan } from '../../../engine/world-change.ts'
import { assert, fault } from '../../../kernel/assert.ts'
import { NO_LOCALITY } from '../../../kernel/locality.ts'
import { NO_PLACE } from '../../../kernel/place.ts'
import { SECOND } from '../../../kernel/time.ts'
import { bodyText, detailsText, VIA_UPSTREAM } from '../../../proxy/response-details.ts'
import { addServer, clientPod, emptyWorld } from './bed.ts'

const PORT = 80
const TABLE = 'bed'
export const RECORDED: Origin = { resource: 'recording', place: NO_PLACE, why: 'as recorded' }

/** A client whose connection is cut sees it this much later: Envoy's delayed_close_timeout. */
const DELAYED_CLOSE_NS = SECOND

export interface HostPlan {
  readonly address: string
  readonly weight: number
  readonly refuses?: boolean
  /** What the host does with its `number`-th request (from 0), made for attempt `attempt` of its hop. */
  answer(request: { readonly number: number; readonly attempt: number; readonly offer: Offer }): Answer
}

export interface ClusterPlan {
  readonly cluster: Cluster
  readonly hosts: readonly HostPlan[]
}

/** What a client asks for, and how. */
export interface Offer {
  readonly domain: string
  readonly headers: Readonly<Record<string, string>>
  /** The body ends this long after the headers; 0 = with them. */
  readonly uploadNs: number
  /** The client closes its connection after this time; 0 = never. */
  readonly leavesAfterNs: number
}

/** A request's way through the proxy, as client, server and access log saw it. Instants count from the sending. */
export interface Exchange {
  readonly status: number
  readonly flags: string
  readonly details: string
  readonly attempts: number
  /** Body of the proxy's own answer; undefined = the server's. */
  readonly localBody: string | undefined
  /** The client's connection was cut in the middle of the answer. */
  readonly broken: boolean
  readonly durationNs: number
  /** Of the answer; undefined when there was none. */
  readonly firstByteNs: number | undefined
  readonly hosts: readonly number[]
  readonly arrivals: readonly Arrival[]
  readonly sentNs: number
  readonly endNs: number
  /** By which the proxy counts x-envoy-upstream-service-time; undefined when no server answered. */
  readonly serviceNs: number | undefined
  readonly tellsClientAttempts: boolean
  readonly upstream: UpstreamState | null
}

export interface Arrival {
  readonly row: number
  readonly host: number
  readonly atNs: number
  abandonedNs: number | undefined
  readonly headers: ReadonlyMap<string, readonly string[]>
}

interface Pending {
  readonly offer: Offer
  readonly arrivals: Arrival[]
  readonly done: (exchange: Exchange) => void
}

/** One proxy of the real engine with tables written by hand, scripted servers behind it, and a client before it. */
export class BedProxy {
  readonly world: World
  private readonly advanceTo: (untilNs: number) => void
  private readonly pending = new Map<number, Pending>()
  private readonly clusters = new Map<string, ClusterPlan>()
  private readonly hosts: VirtualHost[] = []
  private readonly clients: 'internal' | 'external' | undefined

  constructor(seed: number, clients?: 'internal' | 'external') {
    const { world, advance } = emptyWorld(seed, { ended: (row, status, nowNs) => this.ended(row, status, nowNs) })
    this.world = world
    this.advanceTo = advance
    this.clients = clients
    const proxy = clientPod(world).proxy
    assert(proxy !== null, 'the client has a proxy')
    proxy.table = { tables: this.tables(), config: 0, decisions: [] }
  }

  addCluster(plan: ClusterPlan): void {
    this.clusters.set(plan.cluster.name, plan)
    plan.hosts.forEach((host, index) => {
      const pod = addServer(this.world, hostOf(host.address))
      pod.responder = this.responder(host, index)
      if (host.refuses) pod.condition = DOWN
    })
  }

  /** Everything for `domain` goes this way. */
  addRoute(domain: string, action: ForwardAction, fault?: FaultPolicy, host: Partial<VirtualHost> = {}): void {
    const route: Route = {
      name: domain,
      match: { path: { kind: 'prefix', value: '/', ignoreCase: false }, headers: [], query: [], claims: [] },
      action,
      requestHeaders: NO_MUTATION,
      responseHeaders: NO_MUTATION,
      ...(fault && { fault }),
      origin: RECORDED,
    }
    this.hosts.push({
      name: domain,
      domains: [domain],
      routes: [route],
      requireTls: 'none',
      includeAttemptCount: false,
      origin: RECORDED,
      ...host,
    })
  }

  /** Sends a request `inNs` from now. */
  send(inNs: number, offer: Offer, done: (exchange: Exchange) => void): void {
    const make = () => this.sendNow(offer, done)
    plan(this.world, this.world.queue.nowNs + inNs, WORLD, { what: 'request', make })
  }

  /** Runs until nothing is under way. */
  run(forNs: number): void {
    this.advanceTo(this.world.queue.nowNs + forNs)
  }

  stats(cluster: string): RequestStats | undefined {
    return this.upstream(cluster)?.stats
  }

  upstream(cluster: string): UpstreamState | undefined {
    return this.world.upstreams.find(({ ref }) => ref.name === cluster)
  }

  private sendNow(offer: Offer, done: (exchange: Exchange) => void): void {
    const { world } = this
    const source = world.sources[0]
    const { proxy } = clientPod(world)
    assert(proxy !== null, 'the client has a proxy')
    const row = world.rows.take(source, world.queue.nowNs)
    row.caller = BY_SOURCE
    row.hop = 0
    row.requestNumber = source.born++
    row.shape = world.shapes.intern(requestOf(offer), { host: offer.domain, port: PORT })
    row.proxy = proxy
    row.worker = proxy.connections.take()
    this.pending.set(row.requestNumber, { offer, arrivals: [], done })
    if (offer.uploadNs > 0) uploadUntil(world, row, world.queue.nowNs + offer.uploadNs)
    if (offer.leavesAfterNs > 0) row.callDeadlineNs = after(world, CALL_TIMEOUT, row, offer.leavesAfterNs)
    beginHop(world, row)
  }

  private responder(host: HostPlan, index: number): Responder {
    let served = 0
    return {
      answer: (world, row) => {
        const { offer, arrivals } = this.of(row)
        arrivals.push({
          row: row.index,
          host: index,
          atNs: world.queue.nowNs - row.startNs,
          abandonedNs: undefined,
          headers: attemptHeaders(world, row),
        })
        return host.answer({ number: served++, attempt: row.attempt, offer })
      },
      abandoned: (world, row) => {
        const { offer, arrivals } = this.of(row)
        const atNs = world.queue.nowNs - row.startNs
        // A server that is still reading the request does not look.
        const arrival = arrivals.findLast(each => each.row === row.index)
        if (arrival !== undefined && atNs >= offer.uploadNs) arrival.abandonedNs = atNs
      },
    }
  }

  private ended(row: Row, status: number, nowNs: number): void {
    const pending = this.of(row)
    const { ending, stream, startNs } = row
    const isServers = ending === VIA_UPSTREAM
    const begun = stream?.begun === true
    const broken = begun && !isServers
    const firstByteNs = stream?.begun ? stream.firstByteNs : nowNs
    const completeNs = stream === null ? startNs : Math.max(startNs, stream.requestEndNs)
    pending.done({
      status,
      flags: flagsText(row.flags),
      details: detailsText(ending),
      attempts: row.attempt,
      localBody: isServers ? undefined : bodyText(ending, row.attempt),
      broken,
      durationNs: nowNs - startNs + (broken ? DELAYED_CLOSE_NS : 0),
      firstByteNs: status === 0 ? undefined : firstByteNs - startNs,
      hosts: [...(row.tried ?? []), row.slot],
      arrivals: pending.arrivals,
      sentNs: startNs,
      endNs: nowNs,
      serviceNs: isServers || begun ? firstByteNs - completeNs : undefined,
      tellsClientAttempts: row.decision?.tellsClientAttempts === true,
      upstream: row.upstream,
    })
  }

  private of(row: Row): Pending {
    return this.pending.get(row.requestNumber) ?? fault(`request ${row.requestNumber} was never sent`)
  }

  private tables(): ProxyTables {
    const filterChain = {
      name: TABLE,
      match: { serverNames: [], applicationProtocols: [], destinationPrefixes: [] },
      filter: {
        kind: 'http' as const,
        routeConfig: TABLE,
        terminatesTls: false,
        ...(this.clients && { clients: this.clients }),
      },
      origin: RECORDED,
    }
    const listener = { name: TABLE, address: '0.0.0.0', port: PORT, filterChains: [filterChain], origin: RECORDED }
    return {
      connect: ({ host, port }) => ({ dialled: `${host}:${port}`, listener, filterChain }),
      routeConfig: () => ({ name: TABLE, virtualHosts: this.hosts, ignorePortInHost: true }),
      cluster: name => this.clusters.get(name)?.cluster,
      loadAssignment: name => loadAssignmentOf(this.clusters.get(name)),
      originalDestinations: () => undefined,
      listenerNames: () => [TABLE],
      routeConfigNames: () => [TABLE],
      clusterNames: () => [...this.clusters.keys()],
    }
  }
}

function requestOf({ domain, headers }: Offer) {
  const lines = Object.entries(headers).map(([name, value]) => [name, [value]] as const)
  return {
    method: 'GET',
    scheme: 'http' as const,
    authority: domain,
    path: '/',
    headers: new Map<string, readonly string[]>(lines),
    sourceIp: '127.0.0.1',
  }
}

function loadAssignmentOf(plan: ClusterPlan | undefined) {
  if (plan === undefined) return undefined
  const endpoints = plan.hosts.map(({ address, weight }) => ({
    address,
    port: PORT,
    pod: '',
    weight,
    health: 'HEALTHY' as const,
    mtls: false,
    place: NO_PLACE,
  }))
  return { cluster: plan.cluster.name, localities: [{ locality: NO_LOCALITY, priority: 0, weight: 1, endpoints }] }
}

function hostOf(address: string): string {
  return address.replace(/:\d+$/, '')
}
