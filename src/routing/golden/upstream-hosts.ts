import type { Cluster } from '../../dataplane/cluster.ts'
import type { ProxyTables } from '../../dataplane/data-plane.ts'
import type { Endpoint, LoadAssignment, LocalityEndpoints } from '../../dataplane/endpoint.ts'
import { localityText } from '../../kernel/locality.ts'
import type { HashedHost } from '../../proxy/balance/hash-table.ts'
import { Maglev } from '../../proxy/balance/maglev.ts'
import { choosePriority, priorityLoad } from '../../proxy/balance/priority-load.ts'
import { RingHash } from '../../proxy/balance/ring-hash.ts'
import { sharesOf as sharesOfZones } from '../../proxy/balance/zone-aware.ts'
import { hashModulo, hashValue } from '../../proxy/hash.ts'
import { type Zones, zonesOf } from './zones.ts'

/** A host that a request can meet, and how often it does. */
export interface PossibleHost {
  readonly endpoint: Endpoint
  readonly share: number
}

/** Hosts of one priority as Envoy sees them: the healthy ones, or all in a panic. */
interface Priority {
  readonly localities: readonly Place[]
  /** Localities have their weights' part of the requests, whatever hosts they have. */
  readonly isByWeight: boolean
  readonly load: number
}

interface Place {
  readonly weight: number
  readonly usable: readonly Endpoint[]
}

/** The hosts of a proxy's cluster, see `possibleHosts`. */
export function hostsOf(tables: ProxyTables, cluster: Cluster, hash?: bigint): readonly PossibleHost[] {
  return possibleHosts(cluster, tables.loadAssignment(cluster.name), hash, zonesOf(tables, cluster))
}

/**
 * Which hosts a request can reach in a quiet cluster, with their shares; none = 503 UH.
 * @param hash of the request, where the route hashes and the request has something to hash
 */
export function possibleHosts(
  cluster: Cluster,
  assignment: LoadAssignment | undefined,
  hash: bigint | undefined,
  zones?: Zones,
): readonly PossibleHost[] {
  const isHashing = cluster.balancer.kind === 'RING_HASH' || cluster.balancer.kind === 'MAGLEV'
  const priorities = prioritiesOf(cluster, assignment, isHashing ? undefined : zones)
  if (isHashing && hash !== undefined) {
    const host = hashedHost(cluster, priorities, hash)
    return host ? [{ endpoint: host, share: 1 }] : []
  }
  return priorities.flatMap(priority => sharesOf(cluster, priority)).filter(({ share }) => share > 0)
}

function prioritiesOf(
  cluster: Cluster,
  assignment: LoadAssignment | undefined,
  zones: Zones | undefined,
): readonly Priority[] {
  const groups: LocalityEndpoints[][] = []
  for (const locality of assignment?.localities ?? []) {
    groups[locality.priority] ??= []
    groups[locality.priority].push(locality)
  }
  const counts = groups.map(group => {
    const endpoints = group.flatMap(locality => locality.endpoints)
    return { hosts: endpoints.length, healthy: endpoints.filter(isHealthy).length }
  })
  const load = priorityLoad(counts, cluster.panicThreshold)
  return groups.map((group, p) => {
    const inZones = p === 0 && !load.panic[p] ? placesByZone(group, zones) : undefined
    const localities =
      inZones ??
      group.map(({ weight, endpoints }) => ({
        weight,
        usable: load.panic[p] ? endpoints : endpoints.filter(isHealthy),
      }))
    return {
      load: load.healthy[p] / 100,
      localities: localities.filter(({ usable }) => usable.length > 0),
      isByWeight: cluster.localityWeighted || inZones !== undefined,
    }
  })
}

function placesByZone(group: readonly LocalityEndpoints[], zones: Zones | undefined): readonly Place[] | undefined {
  if (typeof zones?.routing !== 'object') return undefined
  const shares = sharesOfZones(zones.routing)
  return zones.names.map((name, index) => ({
    weight: shares[index],
    usable: group
      .filter(({ locality }) => localityText(locality) === name)
      .flatMap(each => each.endpoints.filter(isHealthy)),
  }))
}

function isHealthy(endpoint: Endpoint): boolean {
  return endpoint.health === 'HEALTHY'
}

function sharesOf(cluster: Cluster, priority: Priority): readonly PossibleHost[] {
  // RANDOM is the one policy that looks at no weight.
  const weightOf = (endpoint: Endpoint) => (cluster.balancer.kind === 'RANDOM' ? 1 : endpoint.weight)
  const groups = priority.isByWeight
    ? priority.localities
    : [{ weight: 1, usable: priority.localities.flatMap(({ usable }) => usable) }]
  const total = groups.reduce((sum, group) => sum + group.weight, 0)
  return groups.flatMap(({ weight, usable }) => {
    const within = usable.reduce((sum, endpoint) => sum + weightOf(endpoint), 0)
    return usable.map(endpoint => ({
      endpoint,
      share: priority.load * (weight / total) * (weightOf(endpoint) / within),
    }))
  })
}

function hashedHost(cluster: Cluster, priorities: readonly Priority[], hash: bigint): Endpoint | undefined {
  const value = hashValue(hash)
  const chosen = choosePriority(
    priorities.map(({ load }) => load * 100),
    hashModulo(value, 100) + 1,
  )
  const shares = chosen < 0 ? [] : sharesOf(cluster, { ...priorities[chosen], load: 1 })
  const hosts: HashedHost[] = shares.map(({ endpoint, share }, slot) => ({
    slot,
    key: endpoint.address,
    weight: share,
  }))
  const table =
    cluster.balancer.kind === 'MAGLEV'
      ? new Maglev(hosts, cluster.balancer.maglevTableSize)
      : new RingHash(hosts, cluster.balancer)
  const slot = table.lookup(value, 0)
  return slot < 0 ? undefined : shares[slot].endpoint
}
