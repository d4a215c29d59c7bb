// What istiod sends to a proxy beside what meshsim compiled for it: one fact for every listener, route table, cluster and load
// assignment of either side.
import { isDeepStrictEqual } from 'node:util'
import { ownAddresses } from '../../../dist/export/envoy/addresses.js'
import { clusterJson } from '../../../dist/export/envoy/cluster-json.js'
import { LeftOut } from '../../../dist/export/envoy/left-out.js'
import { routeConfiguration } from '../../../dist/export/envoy/route-json.js'
import { cluster, routeTable } from './normal-form.mjs'

/** Somewhere outside the mesh, for listeners on all addresses. */
const ELSEWHERE = '198.51.100.77'
/** What every proxy has, whatever its mesh; clusters of AUTO_PASSTHROUGH, which meshsim calls as those of other servers. */
const FIXED_CLUSTERS =
  /^(inbound\||outbound_\.|InboundPassthrough|PassthroughCluster|BlackHoleCluster|agent$|prometheus|sds-|xds-|zipkin)/

const PASSED_THROUGH = /^outbound_\.(\d+)_\.(.*?)_\.(.+)$/
/** No client in a simulation speaks to AUTO_PASSTHROUGH but proxies of the mesh. */
const MESH_TLS = /^istio/

/** @returns facts `{ what, istiod, meshsim }`, equal when both sides agree; an absent side is undefined */
export function factsOf(theirs, { kind, tables, servicePorts }) {
  return [
    ...(kind === 'gateway' ? gatewayListenerFacts(theirs, tables, servicePorts) : listenerFacts(theirs, tables)),
    ...tableFacts(theirs, tables),
    ...clusterFacts(theirs, tables),
    ...assignmentFacts(theirs, tables),
  ].map(fact => ({ ...fact, agrees: isDeepStrictEqual(compact(fact.istiod), compact(fact.meshsim)) }))
}

function listenerFacts({ listeners }, tables) {
  return listeners.flatMap(each => {
    const address = each.address?.socket_address
    if (!address || address.protocol === 'UDP' || /^(virtual|connect_)/.test(each.name)) return []
    const host = address.address === '0.0.0.0' ? ELSEWHERE : address.address
    const { listener } = tables.connect({ host, port: address.port_value })
    const ours = listener?.name === each.name ? listener.filterChains.map(ourChain) : undefined
    return [{ what: `listener ${each.name}`, istiod: chainsOf(each).map(theirChain), meshsim: ours }]
  })
}

/** By name, and each that one of the ports of the mesh's Services leads to; where there is none, by its own port. */
function gatewayListenerFacts({ listeners }, tables, servicePorts) {
  const theirs = listeners.filter(each => each.address?.socket_address.protocol !== 'UDP')
  const names = { istiod: theirs.map(({ name }) => name).sort(), meshsim: tables.listenerNames().toSorted() }
  const reached = theirs.flatMap(each => {
    const ports = [each.address.socket_address.port_value, ...servicePorts]
    const found = ports
      .map(port => tables.connect({ host: ELSEWHERE, port }).listener)
      .find(listener => listener?.name === each.name)
    if (found === undefined) return []
    return [
      {
        what: `listener ${each.name}`,
        istiod: byNames(chainsOf(each).map(chain => ({ ...theirChain(chain), endsTls: endsTls(chain) }))),
        meshsim: byNames(
          found.filterChains.map(chain => ({ ...ourChain(chain), endsTls: chain.filter.terminatesTls })),
        ),
      },
    ]
  })
  return [{ what: 'listeners', ...names }, ...reached]
}

/** A gateway's chains differ in their server names, so that their order is none. */
function byNames(chains) {
  return chains.toSorted((a, b) => (a.serverNames.join() < b.serverNames.join() ? -1 : 1))
}

/** Told by meshsim of HTTP only. */
function endsTls({ transport_socket: tls, filters }) {
  return filters.at(-1).name.endsWith('http_connection_manager') ? tls !== undefined : undefined
}

function chainsOf({ filter_chains: chains = [], default_filter_chain: last }) {
  return [...chains, ...(last ? [{ ...last, filter_chain_match: undefined }] : [])]
}

function theirChain({ filter_chain_match: match = {}, filters }) {
  const { rds, route_config, cluster: single, weighted_clusters: weighted } = filters.at(-1).typed_config
  return {
    serverNames: serverNames(match.server_names ?? []),
    transport: match.transport_protocol,
    applicationProtocols: withoutHttp10(match.application_protocols ?? []).filter(each => !MESH_TLS.test(each)),
    destinations: (match.prefix_ranges ?? []).map(each => `${each.address_prefix}/${each.prefix_len ?? 0}`),
    port: match.destination_port,
    to:
      rds?.route_config_name ??
      route_config?.name ??
      single?.replace(PASSED_THROUGH, 'outbound|$1|$2|$3') ??
      weighted.clusters.map(each => `${each.name} ${each.weight}`),
  }
}

function ourChain({ match, filter }) {
  const clusters = filter.clusters?.map(each => `${each.cluster} ${each.weight}`)
  return {
    serverNames: serverNames(match.serverNames),
    transport: match.transport,
    applicationProtocols: withoutHttp10(match.applicationProtocols),
    destinations: match.destinationPrefixes,
    port: match.destinationPort,
    to: filter.routeConfig ?? (clusters.length === 1 ? filter.clusters[0].cluster : clusters),
  }
}

/** A set; with a star it is no condition. */
function serverNames(names) {
  return names.includes('*') ? [] : [...new Set(names)].sort()
}

/** Named by some versions only; no client speaks it here. */
function withoutHttp10(protocols) {
  return protocols.filter(each => each !== 'http/1.0')
}

function tableFacts({ routes }, tables) {
  return routes.flatMap(theirs => {
    if (theirs.name?.startsWith('inbound')) return []
    const ours = tables.routeConfig(theirs.name)
    if (ours === undefined && (theirs.virtual_hosts ?? []).length === 0) return []
    // A table that Envoy would refuse: istiod sends it all the same, and nothing of it counts.
    if (ours?.rejected !== undefined) return []
    const meshsim = ours && routeTable(routeConfiguration(ours, new LeftOut()))
    return [{ what: `route table ${theirs.name}`, istiod: routeTable(theirs), meshsim }]
  })
}

function clusterFacts({ clusters }, tables) {
  const theirs = new Map(clusters.filter(({ name }) => !FIXED_CLUSTERS.test(name)).map(each => [each.name, each]))
  const ours = new Set(tables.clusterNames().filter(name => !FIXED_CLUSTERS.test(name)))
  return [...new Set([...theirs.keys(), ...ours])]
    .filter(name => tables.refusedCluster(name) === undefined)
    .map(name => ({
      what: `cluster ${name}`,
      istiod: theirs.has(name) ? { type: theirs.get(name).type ?? 'STATIC', ...cluster(theirs.get(name)) } : undefined,
      meshsim: ours.has(name) ? ourCluster(tables.cluster(name)) : undefined,
    }))
}

function ourCluster(compiled) {
  return { type: compiled.type, ...cluster(clusterJson(compiled, undefined, ownAddresses(), new LeftOut())) }
}

function assignmentFacts({ clusters, endpoints }, tables) {
  const known = new Set(clusters.filter(({ type }) => type === 'EDS').map(({ name }) => name))
  return (endpoints ?? [])
    .filter(({ cluster_name: name }) => known.has(name) && tables.cluster(name)?.type === 'EDS')
    .map(theirs => ({
      what: `load assignment ${theirs.cluster_name}`,
      istiod: (theirs.endpoints ?? [])
        .filter(each => each.lb_endpoints?.length > 0)
        .map(theirLocality)
        .sort(byPriority),
      meshsim: (tables.loadAssignment(theirs.cluster_name)?.localities ?? []).map(ourLocality).sort(byPriority),
    }))
}

function theirLocality({ locality = {}, priority = 0, load_balancing_weight: weight, lb_endpoints: endpoints }) {
  return {
    locality: [locality.region, locality.zone, locality.sub_zone].map(part => part ?? '').join('/'),
    priority,
    weight,
    endpoints: endpoints
      .map(({ endpoint, load_balancing_weight: own = 1, health_status: health = 'HEALTHY' }) => {
        const { address, port_value: port } = endpoint.address.socket_address
        return `${address}:${port} ${own} ${health}`
      })
      .sort(),
  }
}

/** Endpoints are sorted on both sides: where pods and WorkloadEntries meet, istiod's order is that of the events it got. */
function ourLocality({ locality: { region, zone, subzone }, priority, weight, endpoints }) {
  return {
    locality: `${region}/${zone}/${subzone}`,
    priority,
    weight,
    endpoints: endpoints.map(({ address, weight: own, health }) => `${address} ${own} ${health}`).sort(),
  }
}

function byPriority(a, b) {
  return a.priority - b.priority
}

/** Without what is undefined or empty: neither says anything. */
function compact(value) {
  if (Array.isArray(value)) return value.map(compact)
  if (value === null || typeof value !== 'object') return value
  const kept = Object.entries(value).map(([key, each]) => [key, compact(each)])
  return Object.fromEntries(kept.filter(([, each]) => each !== undefined && !isEmpty(each)))
}

function isEmpty(value) {
  return value !== null && typeof value === 'object' && Object.keys(value).length === 0
}

/** The first place in which the two differ, as a path and both values. */
export function firstDifference(istiod, meshsim, path = '') {
  const [a, b] = [compact(istiod), compact(meshsim)]
  const isNested = [a, b].every(each => each !== null && typeof each === 'object')
  if (!isNested || (Array.isArray(a) && a.length !== b.length)) return { path, istiod: a, meshsim: b }
  const key = [...new Set([...Object.keys(a), ...Object.keys(b)])].find(each => !isDeepStrictEqual(a[each], b[each]))
  return firstDifference(a[key], b[key], `${path}.${key}`)
}
