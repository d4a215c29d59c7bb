import type { Cluster } from '../../../dataplane/cluster.ts'
import type { Endpoint } from '../../../dataplane/endpoint.ts'
import { type ForwardAction, NO_MUTATION, type VirtualHost } from '../../../dataplane/route.ts'
import { attemptHeaders } from '../../../engine/attempt-headers.ts'
import { type Bed, makeBed } from '../../../engine/bed/bed.ts'
import { BY_HAND, bedTables } from '../../../engine/bed/tables.ts'
import { flagsText } from '../../../engine/flags.ts'
import { DOWN, UNREACHABLE } from '../../../engine/pod-state.ts'
import type { Answer } from '../../../engine/responder.ts'
import type { Row } from '../../../engine/row.ts'
import { type UpstreamState, upstreamOf } from '../../../engine/upstream-state.ts'
import { fault } from '../../../kernel/assert.ts'
import { NO_LOCALITY } from '../../../kernel/locality.ts'
import { NO_PLACE } from '../../../kernel/place.ts'
import type { Rng } from '../../../kernel/rng.ts'
import { HOUR, MILLISECOND } from '../../../kernel/time.ts'
import { bodyText, detailsText, LOST_OVERFLOW, VIA_UPSTREAM } from '../../../proxy/response-details.ts'

const CLUSTER = 'c'
const DOMAIN = 'bed'
/** Longer than any case. */
const DURATION_NS = HOUR

/** An endpoint as an EDS response tells it; `host` is its number. */
export interface Member {
  readonly host: number
  readonly weight: number
  readonly health: Endpoint['health']
}

/** A request as its server gets it: numbers of the client's request, of the attempt, of the host. */
export interface Asked {
  readonly request: number
  readonly attempt: number
  readonly host: number
}

export interface StagePlan {
  readonly cluster: Cluster
  readonly action: ForwardAction
  /** At the start; hosts that come later are among `hosts`. */
  readonly members: readonly Member[]
  /** Number of hosts there are in all. */
  readonly hosts: number
  readonly answer: (asked: Asked) => Answer
  /** Streams that servers allow on a connection. */
  readonly peerStreams?: number
  readonly balanceRng?: Rng
}

export interface Arrival extends Asked {
  readonly atMs: number
  /** Number among the connections to its host. */
  readonly connection: number
  readonly headers: ReadonlyMap<string, readonly string[]>
}

/** A request as its client and the access log saw it. */
export interface Ended {
  readonly sentMs: number
  readonly atMs: number
  readonly status: number
  readonly flags: string
  readonly details: string
  /** '' = the server's. */
  readonly body: string
  readonly attempts: number
  /** The answer says x-envoy-overloaded. */
  readonly overloaded: boolean
}

export interface ConnectionEvent {
  readonly host: number
  readonly connection: number
  readonly what: 'open' | 'close'
  readonly atMs: number
}

/** One cluster behind one proxy, scripted servers, and everything that could be seen of them. */
export class Stage {
  readonly bed: Bed
  readonly upstream: UpstreamState
  readonly arrivals: Arrival[] = []
  /** By request. */
  readonly ended: Ended[] = []
  readonly connections: ConnectionEvent[] = []
  private readonly plan: StagePlan

  constructor(plan: StagePlan) {
    this.plan = plan
    const { balanceRng, peerStreams } = plan
    const names = Array.from({ length: plan.hosts }, (_, host) => nameOf(host))
    this.bed = makeBed({
      seed: 1,
      durationNs: DURATION_NS,
      hosts: names.map((name, host) => ({ name, responder: { answer: (_, row) => this.arrive(host, row) } })),
      proxies: [{ name: 'client', tables: this.tables(plan.members), ...(balanceRng && { balanceRng }) }],
    })
    if (peerStreams !== undefined) for (const name of names) this.bed.host(name).maxStreams = peerStreams
    this.upstream = this.openUpstream()
    this.upstream.balancer.pools.observe({
      opened: (slot, connection) => this.saw(slot, connection, 'open'),
      closed: (slot, connection) => this.saw(slot, connection, 'close'),
    })
  }

  /** Number of the host in a slot of the cluster. */
  hostOf(slot: number): number {
    return Number(this.upstream.hosts[slot].pod.pod.name.slice(1))
  }

  get nowMs(): number {
    return this.bed.nowNs / MILLISECOND
  }

  /** Offers the next request; requests are numbered in sending order. */
  send(atMs: number, ended?: (request: number) => void): void {
    this.bed.offer(ns(atMs), {
      request: REQUEST,
      ended: (row, status) => {
        this.ended[row.requestNumber] = this.endOf(row, status)
        ended?.(row.requestNumber)
      },
    })
  }

  /** The proxy gets another list of endpoints, now. */
  update(members: readonly Member[]): void {
    this.bed.configure(this.tables(members))
  }

  /** Refuses new connections; what is open stays. */
  refuse(host: number): void {
    this.bed.host(nameOf(host)).condition = DOWN
  }

  /** Nobody there: no handshake is ever completed. */
  vanish(host: number): void {
    this.bed.host(nameOf(host)).condition = UNREACHABLE
  }

  advance(toMs: number): void {
    this.bed.advance(ns(toMs))
  }

  private openUpstream(): UpstreamState {
    const { world, proxies } = this.bed
    const ref = world.clusterRefs.of(CLUSTER, DOMAIN, proxies[0].table.tables)
    return upstreamOf(world, proxies[0], ref) ?? fault('the cluster is in the tables')
  }

  private tables(members: readonly Member[]) {
    const endpoints = members.map(({ host, weight, health }) => ({
      address: nameOf(host),
      port: 80,
      pod: nameOf(host),
      weight,
      health,
      mtls: false,
      place: NO_PLACE,
    }))
    return bedTables({
      clusters: [{ ...this.plan.cluster, name: CLUSTER }],
      assignments: [{ cluster: CLUSTER, localities: [{ locality: NO_LOCALITY, priority: 0, weight: 1, endpoints }] }],
      virtualHosts: [everything(this.plan.action)],
    })
  }

  private arrive(host: number, row: Row): Answer {
    const asked = { request: row.requestNumber, attempt: row.attempt, host }
    this.arrivals.push({
      ...asked,
      atMs: this.nowMs,
      connection: this.upstream.balancer.pools.connectionNumber(row.index),
      headers: attemptHeaders(this.bed.world, row),
    })
    return this.plan.answer(asked)
  }

  private endOf(row: Row, status: number): Ended {
    const { ending, attempt, flags, startNs } = row
    return {
      sentMs: startNs / MILLISECOND,
      atMs: this.nowMs,
      status,
      flags: flagsText(flags),
      details: detailsText(ending),
      body: ending === VIA_UPSTREAM ? '' : bodyText(ending, attempt),
      attempts: attempt,
      overloaded: ending === LOST_OVERFLOW,
    }
  }

  private saw(slot: number, connection: number, what: 'open' | 'close'): void {
    this.connections.push({ host: this.hostOf(slot), connection, what, atMs: this.nowMs })
  }
}

function nameOf(host: number): string {
  return `h${host}`
}

function ns(ms: number): number {
  return Math.round(ms * MILLISECOND)
}

const REQUEST = {
  method: 'GET',
  scheme: 'http' as const,
  authority: DOMAIN,
  path: '/',
  headers: new Map<string, readonly string[]>(),
  sourceIp: '127.0.0.1',
}

function everything(action: ForwardAction): VirtualHost {
  return {
    name: DOMAIN,
    domains: [DOMAIN],
    routes: [
      {
        name: '',
        match: { path: { kind: 'prefix', value: '/', ignoreCase: false }, headers: [], query: [], claims: [] },
        action: {
          ...action,
          clusters: [
            {
              cluster: CLUSTER,
              weight: 1,
              requestHeaders: NO_MUTATION,
              responseHeaders: NO_MUTATION,
              origin: BY_HAND,
            },
          ],
        },
        requestHeaders: NO_MUTATION,
        responseHeaders: NO_MUTATION,
        origin: BY_HAND,
      },
    ],
    requireTls: 'none',
    includeAttemptCount: false,
    includeAttemptCountInResponse: false,
    origin: BY_HAND,
  }
}
