import { type Cluster, LOCAL_CLUSTER } from '../../dataplane/cluster.ts'
import type { ProxyTables } from '../../dataplane/data-plane.ts'
import { localityText } from '../../kernel/locality.ts'
import { type NoZones, type ZonePlan, zoneRouting } from '../../proxy/balance/zone-aware.ts'
import { hostLists, ListIds } from '../../proxy/host-lists.ts'
import { HostTable } from '../../proxy/host-table.ts'

/** How the requests of one proxy are spread over the zones of a cluster. */
export interface Zones {
  readonly routing: ZonePlan | NoZones
  /** Localities in the order of the plan. */
  readonly names: readonly string[]
  /** Healthy endpoints of the first priority. */
  readonly healthy: number
}

/** Undefined where nobody asked for it and the proxy would not do it by itself either. */
export function zonesOf(tables: ProxyTables, cluster: Cluster): Zones | undefined {
  const localCluster = tables.loadAssignment(LOCAL_CLUSTER)
  const assignment = tables.loadAssignment(cluster.name)
  if (!assignment || cluster.localityWeighted || (!localCluster && !cluster.zoneAware)) return undefined
  const ownLocality = localityText(tables.locality)
  const table = new HostTable()
  table.update(assignment, 0)
  const [first] = hostLists(table, assignment, ownLocality, new ListIds())
  const routing = zoneRouting(first, { localCluster, ownLocality }, cluster.panicThreshold, cluster.zoneAware)
  return { routing, names: first.localities.map(({ name }) => name), healthy: first.healthy.slots.length }
}
