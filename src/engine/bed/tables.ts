import type { Cluster } from '../../dataplane/cluster.ts'
import type { Connection, ProxyTables } from '../../dataplane/data-plane.ts'
import type { LoadAssignment } from '../../dataplane/endpoint.ts'
import type { FilterChain, Listener } from '../../dataplane/listener.ts'
import type { Origin } from '../../dataplane/origin.ts'
import type { RouteConfiguration, VirtualHost } from '../../dataplane/route.ts'
import { NO_LOCALITY } from '../../kernel/locality.ts'
import { NO_PLACE } from '../../kernel/place.ts'

/** Origin of what nobody wrote in a file. */
export const BY_HAND: Origin = { resource: 'bed', place: NO_PLACE, why: 'built by hand' }

export interface BedTables {
  readonly clusters: readonly Cluster[]
  /** One per cluster, by `cluster`. */
  readonly assignments: readonly LoadAssignment[]
  readonly virtualHosts: readonly VirtualHost[]
}

/** Tables of one proxy: whatever is dialled leads to the one route table. */
export function bedTables({ clusters, assignments, virtualHosts }: BedTables): ProxyTables {
  const table: RouteConfiguration = { name: NAME, virtualHosts, ignorePortInHost: true }
  const clusterByName = new Map(clusters.map(each => [each.name, each]))
  const assignmentByName = new Map(assignments.map(each => [each.cluster, each]))
  return {
    connect: ({ host, port }): Connection => ({ dialled: `${host}:${port}`, listener, filterChain }),
    locality: NO_LOCALITY,
    routeConfig: name => (name === NAME ? table : undefined),
    cluster: name => clusterByName.get(name),
    refusedCluster: () => undefined,
    loadAssignment: name => assignmentByName.get(name),
    originalDestinations: () => undefined,
    listenerNames: () => [NAME],
    routeConfigNames: () => [NAME],
    clusterNames: () => [...clusterByName.keys()],
  }
}

const NAME = 'bed'

const filterChain: FilterChain = {
  name: NAME,
  match: { serverNames: [], applicationProtocols: [], destinationPrefixes: [] },
  filter: { kind: 'http', routeConfig: NAME, terminatesTls: false },
  origin: BY_HAND,
}

const listener: Listener = { name: NAME, address: '0.0.0.0', port: 80, filterChains: [filterChain], origin: BY_HAND }
