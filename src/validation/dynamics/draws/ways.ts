import type { HttpFilter } from '../../../dataplane/listener.ts'
import type { VirtualHost } from '../../../dataplane/route.ts'
import { type BedHost, makeBed } from '../../../engine/bed/bed.ts'
import { offerAt, offerInTurn } from '../../../engine/bed/offers.ts'
import { bedTables } from '../../../engine/bed/tables.ts'
import { DI } from '../../../engine/flags.ts'
import { BY_MIRROR, type Row } from '../../../engine/row.ts'
import { fault } from '../../../kernel/assert.ts'
import { NO_LOCALITY } from '../../../kernel/locality.ts'
import { NO_PLACE } from '../../../kernel/place.ts'
import { HOUR, MILLISECOND } from '../../../kernel/time.ts'
import type { LocalRateLimit } from '../../../proxy/local-rate-limit.ts'
import { VIA_UPSTREAM } from '../../../proxy/response-details.ts'
import { reply } from '../pools/back-end.ts'
import { clusterOf } from '../pools/cluster.ts'
import { DOMAIN } from './routes.ts'

const NONE_MIRRORED: readonly string[] = []

/** Which way a request went, as far as its proxy's draws decided it. */
export class Way {
  status = 0
  /** Bits, see engine/flags; and how the answer came to be, see proxy/response-details. */
  flags = 0
  ending = VIA_UPSTREAM
  delayed = false
  /** By a route that is only for a fraction of the requests. */
  gated = false
  /** Attempts seen by servers, and the cluster of the last one; '' = none. */
  attempts = 0
  cluster = ''
  /** Clusters that got a copy, and the Host headers of these copies. */
  mirrors: readonly string[] = NONE_MIRRORED
  mirrorHosts: readonly string[] = NONE_MIRRORED
}

export interface WaysPlan {
  /** One host each, which answers with `status`, and copies with 200. */
  readonly clusters: readonly string[]
  /** Clusters without a host. */
  readonly empty: readonly string[]
  readonly virtualHost: VirtualHost
  readonly localRateLimit?: HttpFilter['localRateLimit']
  readonly status: number
}

export interface Ways {
  readonly ways: readonly Way[]
  /** Of the proxy, if it has one. */
  readonly rateLimit: LocalRateLimit | null
}

const DURATION_NS = 1000 * HOUR
const GAP_NS = MILLISECOND

/** @param offered instants in ms, or a number of requests in turn */
export function waysOf(plan: WaysPlan, offered: readonly number[] | number): Ways {
  const ways: Way[] = []
  const of = (row: Row): Way => {
    // Rows are numbered as they are sent; a copy comes after its original.
    while (ways.length <= row.requestNumber) ways.push(new Way())
    return ways[row.requestNumber]
  }
  const bed = makeBed({
    seed: 1,
    durationNs: DURATION_NS,
    hosts: plan.clusters.map(name => serverOf(name, plan.status, of)),
    proxies: [{ name: 'client', tables: tablesOf(plan) }],
  })
  const ended = (_: number, row: Row, status: number): void => {
    const way = of(row)
    way.status = status
    way.flags = row.flags
    way.ending = row.ending
    way.delayed = (row.flags & DI) !== 0
    way.gated = row.decision?.gate != null
  }
  const request = () => REQUEST
  if (typeof offered === 'number') offerInTurn(bed, 0, GAP_NS, { count: offered, request, ended })
  else
    offerAt(
      bed,
      offered.map(ms => Math.round(ms * MILLISECOND)),
      { request, ended },
    )
  bed.advance(DURATION_NS - 1)
  return { ways, rateLimit: bed.proxies[0].rateLimit }
}

function serverOf(name: string, status: number, of: (row: Row) => Way): BedHost {
  return {
    name,
    responder: {
      answer: (world, row) => {
        const way = of(row)
        const { decision, destination } = row
        if (row.caller === BY_MIRROR) {
          const { shape } = decision?.destinations[destination] ?? fault('a copy has a destination')
          way.mirrors = [...way.mirrors, name]
          way.mirrorHosts = [...way.mirrorHosts, world.shapes.of(shape).request.authority]
          return reply(200, 0)
        }
        way.attempts++
        way.cluster = name
        return reply(status, 0)
      },
    },
  }
}

function tablesOf({ clusters, empty, virtualHost, localRateLimit }: WaysPlan) {
  const names = [...clusters, ...empty]
  const tables = bedTables({
    clusters: names.map(name => clusterOf(name, { path: name, value: {} })),
    assignments: names.map(cluster => ({
      cluster,
      localities: [
        {
          locality: NO_LOCALITY,
          priority: 0,
          weight: 1,
          endpoints: empty.includes(cluster)
            ? []
            : [
                {
                  address: cluster,
                  port: 80,
                  pod: cluster,
                  weight: 1,
                  health: 'HEALTHY' as const,
                  mtls: false,
                  place: NO_PLACE,
                },
              ],
        },
      ],
    })),
    virtualHosts: [virtualHost],
  })
  if (localRateLimit === undefined) return tables
  const { filterChain, ...connection } = tables.connect({ host: DOMAIN, port: 80 })
  if (filterChain?.filter.kind !== 'http') return fault('a bed speaks HTTP')
  const limited = { ...filterChain, filter: { ...filterChain.filter, localRateLimit } }
  return { ...tables, connect: () => ({ ...connection, filterChain: limited }) }
}

const REQUEST = {
  method: 'GET',
  scheme: 'http' as const,
  authority: DOMAIN,
  path: '/',
  headers: new Map<string, readonly string[]>(),
  sourceIp: '127.0.0.1',
}
