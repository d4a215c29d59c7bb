import type { Cluster } from '../../../dataplane/cluster.ts'
import { attemptHeaders } from '../../../engine/attempt-headers.ts'
import { type Bed, type BedHost, makeBed } from '../../../engine/bed/bed.ts'
import { flagsText } from '../../../engine/flags.ts'
import { DOWN } from '../../../engine/pod-state.ts'
import type { Answer, Responder } from '../../../engine/responder.ts'
import type { Row } from '../../../engine/row.ts'
import { fault } from '../../../kernel/assert.ts'
import type { Rng } from '../../../kernel/rng.ts'
import { HOUR, SECOND } from '../../../kernel/time.ts'
import { bodyText, detailsText, VIA_UPSTREAM } from '../../../proxy/response-details.ts'
import { type RoutePlan, tablesOf } from './tables.ts'

const DURATION_NS = 24 * HOUR

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
  readonly endNs: number
  /** By which the proxy counts x-envoy-upstream-service-time; undefined when no server answered. */
  readonly serviceNs: number | undefined
  readonly tellsClientAttempts: boolean
}

export interface Arrival {
  readonly row: number
  readonly host: number
  readonly atNs: number
  abandonedNs: number | undefined
  readonly headers: ReadonlyMap<string, readonly string[]>
}

/** Everything of a case that stands before its first request. */
export interface ProxyPlan {
  readonly seed: number
  readonly clusters: readonly ClusterPlan[]
  readonly routes: readonly RoutePlan[]
  /** See HttpFilter; absent: nobody steers. */
  readonly clients?: 'internal' | 'external'
  /** Draws of the balancers; absent = from the seed. */
  readonly balanceRng?: Rng
}

interface Pending {
  readonly offer: Offer
  readonly arrivals: Arrival[]
}

/** One proxy of the real engine with tables written by hand, scripted servers behind it, and a client before it. */
export class ScriptedProxy {
  readonly bed: Bed
  /** By number of the request. */
  private readonly pending: Pending[] = []

  constructor(plan: ProxyPlan) {
    const { seed, clusters, balanceRng } = plan
    this.bed = makeBed({
      seed,
      durationNs: DURATION_NS,
      hosts: clusters.flatMap(({ hosts }) => hosts.map((host, index) => this.bedHost(host, index))),
      proxies: [{ name: 'client', tables: tablesOf(plan), ...(balanceRng && { balanceRng }) }],
    })
    for (const { address, refuses } of clusters.flatMap(({ hosts }) => hosts))
      if (refuses) this.bed.host(address).condition = DOWN
  }

  /** Sends a request `inNs` from now. */
  send(inNs: number, offer: Offer, done: (exchange: Exchange) => void): void {
    const { domain, headers, uploadNs, leavesAfterNs } = offer
    const lines = Object.entries(headers).map(([name, value]) => [name, [value]] as const)
    const request = {
      method: 'GET',
      scheme: 'http' as const,
      authority: domain,
      path: '/',
      headers: new Map<string, readonly string[]>(lines),
      sourceIp: '127.0.0.1',
    }
    const { bed } = this
    const pending: Pending = { offer, arrivals: [] }
    bed.at(bed.nowNs + inNs, 'next request', () => {
      this.pending[bed.offered] = pending
      bed.offer(bed.nowNs, {
        request,
        uploadNs,
        timeoutNs: leavesAfterNs,
        ended: (row, status) => done(exchangeOf(row, status, bed.nowNs, pending)),
      })
    })
  }

  run(forNs: number): void {
    this.bed.advance(this.bed.nowNs + forNs)
  }

  private bedHost(host: HostPlan, index: number): BedHost {
    let served = 0
    const responder: Responder = {
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
    return { name: host.address, responder }
  }

  private of(row: Row): Pending {
    return this.pending[row.requestNumber] ?? fault(`request ${row.requestNumber} was never sent`)
  }
}

function exchangeOf(row: Row, status: number, nowNs: number, { arrivals }: Pending): Exchange {
  const { ending, stream, startNs } = row
  const isServers = ending === VIA_UPSTREAM
  const begun = stream?.begun === true
  const broken = begun && !isServers
  const firstByteNs = stream?.begun ? stream.firstByteNs : nowNs
  const completeNs = stream === null ? startNs : Math.max(startNs, stream.requestEndNs)
  return {
    status,
    flags: flagsText(row.flags),
    details: detailsText(ending),
    attempts: row.attempt,
    localBody: isServers ? undefined : bodyText(ending, row.attempt),
    broken,
    durationNs: nowNs - startNs + (broken ? DELAYED_CLOSE_NS : 0),
    firstByteNs: status === 0 ? undefined : firstByteNs - startNs,
    hosts: [...(row.tried ?? []), row.slot],
    arrivals,
    endNs: nowNs,
    serviceNs: isServers || begun ? firstByteNs - completeNs : undefined,
    tellsClientAttempts: row.decision?.tellsClientAttempts === true,
  }
}
