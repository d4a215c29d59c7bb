import type { Cluster } from '../../dataplane/cluster.ts'
import type { ProxyTables } from '../../dataplane/data-plane.ts'
import type { LoadAssignment } from '../../dataplane/endpoint.ts'
import { NO_MUTATION, type Route, type VirtualHost } from '../../dataplane/route.ts'
import { BY_HAND, bedTables } from '../../engine/bed/tables.ts'
import { NO_PLACE } from '../../kernel/place.ts'
import type { RecordedEndpoint, RecordedProxy, Recording, RouteSettings } from './recording.ts'
import { clusterName, PORT, retryOf, upstreamCluster } from './upstream-cluster.ts'

/** Namespace of everything: the recording has none. */
export const NAMESPACE = 'recorded'

/** What can change at a proxy during a run. */
export interface ProxyState {
  /** Weights of the split route by service. */
  readonly split: ReadonlyMap<string, number>
  /** By cluster, in the order of the endpoint file. */
  readonly endpoints: ReadonlyMap<string, readonly RecordedEndpoint[]>
}

/** Clusters of one proxy, the same all through the run. */
export function clustersOf(recording: Recording, proxy: RecordedProxy): ReadonlyMap<string, Cluster> {
  return new Map(proxy.clusters.map(service => [clusterName(service), upstreamCluster(service, recording.settings)]))
}

/** The tables that a proxy of the recording had. */
export function proxyTables(
  recording: Recording,
  proxy: RecordedProxy,
  clusters: ReadonlyMap<string, Cluster>,
  { split, endpoints }: ProxyState,
): ProxyTables {
  return bedTables({
    clusters: [...clusters.values()],
    assignments: proxy.clusters.map(service => loadAssignment(service, endpoints.get(service) ?? [], recording.region)),
    virtualHosts: virtualHosts(recording, proxy, split),
  })
}

/** A host for each name that has a route here: its own cluster, or those of the split when it is no cluster. */
function virtualHosts(recording: Recording, proxy: RecordedProxy, split: ReadonlyMap<string, number>): VirtualHost[] {
  const { routes, backOffBaseNs } = recording.settings
  return [...routes].flatMap(([name, settings]) => {
    const weights = proxy.clusters.includes(name) ? new Map([[name, 1]]) : split
    if (![...weights.keys()].every(service => proxy.clusters.includes(service))) return []
    return [
      {
        name: `${name}:${PORT}`,
        domains: [name],
        routes: [routeTo(name, weights, settings, backOffBaseNs)],
        requireTls: 'none' as const,
        includeAttemptCount: true,
        origin: BY_HAND,
      },
    ]
  })
}

function routeTo(
  name: string,
  weights: ReadonlyMap<string, number>,
  { timeoutNs, retry }: RouteSettings,
  backOffBaseNs: number,
): Route {
  const clusters = [...weights].map(([service, weight]) => ({
    cluster: clusterName(service),
    weight,
    requestHeaders: NO_MUTATION,
    responseHeaders: NO_MUTATION,
    origin: BY_HAND,
  }))
  return {
    name,
    match: { path: { kind: 'prefix', value: '/', ignoreCase: false }, headers: [], query: [], claims: [] },
    action: {
      kind: 'forward',
      clusters,
      weighted: clusters.length > 1,
      timeoutNs,
      ...(retry && { retry: retryOf({ path: `retry_policy of ${name}`, value: retry }, backOffBaseNs) }),
      hash: [],
      mirrors: [],
    },
    requestHeaders: NO_MUTATION,
    responseHeaders: NO_MUTATION,
    origin: BY_HAND,
  }
}

/** Localities in the order in which their first endpoint comes; priorities without endpoints close up. */
function loadAssignment(service: string, endpoints: readonly RecordedEndpoint[], region: string): LoadAssignment {
  const priorities = [...new Set(endpoints.map(({ priority }) => priority))].sort((a, b) => a - b)
  const groups = new Map<string, RecordedEndpoint[]>()
  for (const endpoint of endpoints) {
    const key = `${endpoint.priority} ${endpoint.zone}`
    const group = groups.get(key)
    if (group) group.push(endpoint)
    else groups.set(key, [endpoint])
  }
  return {
    cluster: clusterName(service),
    localities: [...groups.values()].map(group => ({
      locality: { region, zone: group[0].zone, subzone: '' },
      priority: priorities.indexOf(group[0].priority),
      weight: 1,
      endpoints: group.map(({ host }) => ({
        address: `${host}:${PORT}`,
        port: PORT,
        pod: `${NAMESPACE}/${host}`,
        weight: 1,
        health: 'HEALTHY' as const,
        mtls: false,
        place: NO_PLACE,
      })),
    })),
  }
}
