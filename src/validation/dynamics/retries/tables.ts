import type { Cluster } from '../../../dataplane/cluster.ts'
import type { ConnectTarget, ProxyTables } from '../../../dataplane/data-plane.ts'
import type { LoadAssignment } from '../../../dataplane/endpoint.ts'
import { type FaultPolicy, type ForwardAction, NO_MUTATION, type VirtualHost } from '../../../dataplane/route.ts'
import { BY_HAND, bedTables } from '../../../engine/bed/tables.ts'
import { fault } from '../../../kernel/assert.ts'
import { NO_LOCALITY } from '../../../kernel/locality.ts'
import { NO_PLACE } from '../../../kernel/place.ts'

const PORT = 80

export interface TablePlan {
  readonly clusters: readonly {
    readonly cluster: Cluster
    readonly hosts: readonly { readonly address: string; readonly weight: number }[]
  }[]
  readonly routes: readonly RoutePlan[]
  /** See HttpFilter; absent: nobody steers. */
  readonly clients?: 'internal' | 'external'
}

/** Everything for `domain` goes this way. */
export interface RoutePlan {
  readonly domain: string
  readonly action: ForwardAction
  readonly fault?: FaultPolicy
  readonly tellsAttempts?: boolean
  readonly tellsClientAttempts?: boolean
}

/** The tables of the one proxy, written by hand. */
export function tablesOf({ clusters, routes, clients }: TablePlan): ProxyTables {
  const tables = bedTables({
    clusters: clusters.map(({ cluster }) => cluster),
    assignments: clusters.map(loadAssignmentOf),
    virtualHosts: routes.map(virtualHostOf),
  })
  return clients === undefined ? tables : { ...tables, connect: target => withClients(tables, target, clients) }
}

function withClients(tables: ProxyTables, target: ConnectTarget, clients: 'internal' | 'external') {
  const connection = tables.connect(target)
  const { filterChain } = connection
  if (filterChain?.filter.kind !== 'http') fault('a bed speaks HTTP')
  return { ...connection, filterChain: { ...filterChain, filter: { ...filterChain.filter, clients } } }
}

function virtualHostOf({
  domain,
  action,
  fault: injected,
  tellsAttempts,
  tellsClientAttempts,
}: RoutePlan): VirtualHost {
  return {
    name: domain,
    domains: [domain],
    routes: [
      {
        name: domain,
        match: { path: { kind: 'prefix', value: '/', ignoreCase: false }, headers: [], query: [], claims: [] },
        action,
        requestHeaders: NO_MUTATION,
        responseHeaders: NO_MUTATION,
        ...(injected && { fault: injected }),
        origin: BY_HAND,
      },
    ],
    requireTls: 'none',
    includeAttemptCount: tellsAttempts === true,
    includeAttemptCountInResponse: tellsClientAttempts === true,
    origin: BY_HAND,
  }
}

function loadAssignmentOf({ cluster, hosts }: TablePlan['clusters'][number]): LoadAssignment {
  const endpoints = hosts.map(({ address, weight }) => ({
    address,
    port: PORT,
    pod: address,
    weight,
    health: 'HEALTHY' as const,
    mtls: false,
    place: NO_PLACE,
  }))
  return { cluster: cluster.name, localities: [{ locality: NO_LOCALITY, priority: 0, weight: 1, endpoints }] }
}
