import { LOCAL_CLUSTER } from '../../dataplane/cluster.ts'
import type { Connection, ConnectTarget, ProxyIdentity, ProxyTables } from '../../dataplane/data-plane.ts'
import type { HttpFilter, TcpFilter } from '../../dataplane/listener.ts'
import type { RouteConfiguration } from '../../dataplane/route.ts'
import type { ServerSide } from '../../dataplane/server-side.ts'
import type { EndpointAddresses, MappedEndpoint } from './addresses.ts'
import { clusterJson, localClusterJson } from './cluster-json.ts'
import type { JsonObject } from './json.ts'
import { LeftOut } from './left-out.ts'
import { type ExportedListener, listenerJson } from './listener-json.ts'
import { localityJson } from './load-assignment-json.ts'
import { routeConfiguration } from './route-json.ts'

export interface ExportPlan {
  readonly identity: ProxyIdentity
  readonly tables: ProxyTables
  readonly server: ServerSide
  /** What the traffic dials at this proxy: its listeners are exported, and what hangs on them. */
  readonly targets: readonly ConnectTarget[]
  readonly addresses: EndpointAddresses
  /** Port of the first listener; the others follow. */
  readonly firstPort: number
  readonly adminPort: number
  /** Folder for logs of requests, attempts and ejections; absent = none. */
  readonly logs?: string
}

export interface ExportedProxy {
  /** envoy.config.bootstrap.v3.Bootstrap */
  readonly bootstrap: JsonObject
  /** In the order of the plan's targets, those that lead nowhere left out. */
  readonly ways: readonly ExportedWay[]
  readonly endpoints: readonly MappedEndpoint[]
  /** What the bootstrap cannot hold, by name. */
  readonly leftOut: readonly string[]
}

/** Where a target is to be dialled instead. */
export interface ExportedWay {
  readonly target: ConnectTarget
  readonly port: number
}

/** Those of Istio's bootstrap that change what a proxy does (pkg/bootstrap/config.go: extractRuntimeFlags). */
const RUNTIME_FLAGS: JsonObject = {
  're2.max_program_size.error_level': '32768',
  'envoy.reloadable_features.http_reject_path_with_fragment': false,
}

/** A static bootstrap of one proxy: what the control plane would have sent it, as far as the targets lead. */
export function exportProxy(plan: ExportPlan): ExportedProxy {
  const { identity, tables, server, addresses, logs } = plan
  const leftOut = new LeftOut()
  for (const { kind } of [...server.httpFilters, ...server.networkFilters])
    leftOut.add(`${identity.namespace}/${identity.name}: filter ${kind} (who may call)`)
  const { listeners, ways } = listenersOf(plan, leftOut)
  const settings = {
    pathNormalisation: server.pathNormalisation,
    trustedProxies: server.trustedProxies,
    gateway: identity.kind === 'gateway',
    ...(logs !== undefined && { logs }),
  }
  const tableOf = (filter: ExportedListener['filter']) =>
    filter.kind === 'http' ? tables.routeConfig(filter.routeConfig) : undefined
  const routesOf = (filter: ExportedListener['filter']) =>
    filter.kind === 'http' ? tableJson(filter, tableOf(filter), leftOut) : {}
  const names = new Set(listeners.flatMap(({ filter }) => clustersOf(filter, tableOf(filter))))
  const clusters = [...names].flatMap(name => {
    const cluster = tables.cluster(name)
    return cluster ? [clusterJson(cluster, tables.loadAssignment(name), addresses, leftOut)] : []
  })
  const own = tables.loadAssignment(LOCAL_CLUSTER)
  const bootstrap = {
    node: {
      id: `${identity.name}.${identity.namespace}`,
      cluster: `${identity.workload}.${identity.namespace}`,
      locality: localityJson(identity.locality),
    },
    admin: { address: { socket_address: { address: '127.0.0.1', port_value: plan.adminPort } } },
    layered_runtime: { layers: [{ name: 'global config', static_layer: RUNTIME_FLAGS }] },
    ...((own || logs !== undefined) && {
      cluster_manager: {
        ...(own && { local_cluster_name: LOCAL_CLUSTER }),
        ...(logs !== undefined && { outlier_detection: { event_log_path: `${logs}/ejections.log` } }),
      },
    }),
    static_resources: {
      listeners: listeners.map(each => listenerJson(each, routesOf(each.filter), settings)),
      clusters: own ? [...clusters, localClusterJson(own)] : clusters,
    },
  }
  return { bootstrap, ways, endpoints: addresses.listed, leftOut: leftOut.list }
}

function listenersOf(
  { tables, targets, firstPort }: ExportPlan,
  leftOut: LeftOut,
): { readonly listeners: readonly ExportedListener[]; readonly ways: readonly ExportedWay[] } {
  const listeners = new Map<string, ExportedListener>()
  const ways: ExportedWay[] = []
  for (const target of targets) {
    const { listener, filterChain, error } = tables.connect(target)
    const asked = `${target.host}:${target.port}`
    if (!listener || !filterChain) {
      leftOut.add(`${asked}: ${error ?? 'nothing listens'}`)
      continue
    }
    const { filter } = filterChain
    const name = chainName({ listener, filterChain, dialled: '' })
    if (filter.kind === 'http' && filter.terminatesTls) leftOut.add(`${listener.name}: TLS of its clients`)
    const known = listeners.get(name) ?? { name, port: firstPort + listeners.size, filter }
    listeners.set(name, known)
    ways.push({ target, port: known.port })
  }
  return { listeners: [...listeners.values()], ways }
}

function chainName({ listener, filterChain }: Connection): string {
  const several = (listener?.filterChains.length ?? 0) > 1 && filterChain?.name !== ''
  return several ? `${listener?.name}/${filterChain?.name}` : `${listener?.name}`
}

function tableJson({ routeConfig }: HttpFilter, table: RouteConfiguration | undefined, leftOut: LeftOut): JsonObject {
  if (table === undefined || table.rejected !== undefined) {
    leftOut.add(`${routeConfig}: the route table${table ? `, which Envoy would refuse: ${table.rejected}` : ''}`)
    return { name: routeConfig }
  }
  return routeConfiguration(table, leftOut)
}

function clustersOf(filter: HttpFilter | TcpFilter, table: RouteConfiguration | undefined): readonly string[] {
  if (filter.kind === 'tcp') return filter.clusters.map(({ cluster }) => cluster)
  if (table === undefined || table.rejected !== undefined) return []
  return table.virtualHosts.flatMap(({ routes }) =>
    routes.flatMap(({ action }) =>
      action.kind === 'forward' ? [...action.clusters, ...action.mirrors].map(({ cluster }) => cluster) : [],
    ),
  )
}
