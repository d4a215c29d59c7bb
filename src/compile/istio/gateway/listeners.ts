import type { FilterChain, Listener } from '../../../dataplane/listener.ts'
import type { Origin } from '../../../dataplane/origin.ts'
import { clusterName, meshSni } from '../cluster/name.ts'
import type { DestinationRule } from '../destination-rule/destination-rule.ts'
import { hostsOverlap, isSubsetOf } from '../host/name.ts'
import { httpChain, MATCH_ANYTHING, onlyCluster, tcpChain } from '../listener/chain.ts'
import { tcpFilter } from '../listener/tcp-filter.ts'
import { routedFilter } from '../listener/tcp-routes.ts'
import type { MeshService } from '../registry/service.ts'
import type { SourceMatch, VirtualService } from '../virtual-service/virtual-service.ts'
import { hostsForNamespace, isHttpServer, isPassthrough } from './gateway.ts'
import type { BoundServer, ServerGroup } from './merge.ts'

export interface GatewayContext {
  /** VirtualServices bound to a Gateway (`namespace/name`) and visible to the proxy, in istiod's order. */
  virtualServices(gateway: string): readonly VirtualService[]
  /** Services in scope, with all their ports. */
  service(host: string): MeshService | undefined
  services(): Iterable<MeshService>
  destinationRule(host: string): DestinationRule | undefined
}

/**
 * core/gateway.go:buildGatewayListeners; undefined when no server has anything to say on the port.
 * @param groups those of one port and address, in the order in which they came
 */
export function buildGatewayListener(groups: readonly ServerGroup[], context: GatewayContext): Listener | undefined {
  const [{ port, bind, servers }] = groups
  const address = bind || '0.0.0.0'
  const taken = new Set<string>()
  const filterChains = groups.flatMap(group => chainsOf(group, taken, context))
  if (filterChains.length === 0) return undefined
  return { name: `${address}_${port}`, address, port, filterChains, origin: originOf(servers[0]) }
}

function chainsOf(group: ServerGroup, taken: Set<string>, context: GatewayContext): readonly FilterChain[] {
  const [first] = group.servers
  if (group.isPlainHttp) return [httpChain(first.routeName, MATCH_ANYTHING, originOf(first))]
  return nonHttpChains(group.servers, taken, context)
}

function originOf({ gateway, server }: BoundServer): Origin {
  return { resource: gateway.id, place: server.place, why: 'first server on the port' }
}

function nonHttpChains(
  servers: readonly BoundServer[],
  taken: Set<string>,
  context: GatewayContext,
): readonly FilterChain[] {
  return servers.flatMap(bound => {
    const { server } = bound
    if (isHttpServer(server)) {
      return [httpChain(bound.routeName, { ...MATCH_ANYTHING, serverNames: namesOf(bound) }, originOf(bound), true)]
    }
    if (server.tls && isPassthrough(server)) {
      return server.tls.mode === 'AUTO_PASSTHROUGH'
        ? autoChains(bound, context)
        : passthroughChains(bound, taken, context)
    }
    return tcpServerChain(bound, context)
  })
}

/** Server names without their namespace. */
function namesOf({ server }: BoundServer): readonly string[] {
  return server.hosts.map(host => host.slice(host.indexOf('/') + 1))
}

/** Mutual TLS that ends at the server proves who calls. */
const MUTUAL: readonly (string | undefined)[] = ['MUTUAL', 'ISTIO_MUTUAL']

/** The first tcp rule that fits, of any VirtualService bound here (buildGatewayNetworkFiltersFromTCPRoutes). */
function tcpServerChain(bound: BoundServer, context: GatewayContext): readonly FilterChain[] {
  for (const vs of boundVirtualServices(bound, context)) {
    const rule = vs.tcp.find(
      candidate =>
        candidate.destinations.length > 0 &&
        (candidate.match.length === 0 || candidate.match.some(match => appliesHere(match.source, bound))),
    )
    if (!rule) continue
    const filter = routedFilter(rule.destinations, bound.server.port, vs, context)
    const policies = { knowsCaller: MUTUAL.includes(bound.server.tls?.mode) }
    const origin: Origin = { resource: vs.id, place: rule.place, why: 'first tcp rule for the server' }
    return [tcpChain({ ...filter, policies }, { serverNames: bound.server.tls ? namesOf(bound) : [] }, origin)]
  }
  return []
}

/** By server name, TLS untouched; a name serves only one rule of a port (buildGatewayNetworkFiltersFromTLSRoutes). */
function passthroughChains(bound: BoundServer, taken: Set<string>, context: GatewayContext): readonly FilterChain[] {
  const chains: FilterChain[] = []
  for (const vs of boundVirtualServices(bound, context)) {
    for (const rule of vs.tls) {
      for (const match of rule.destinations.length > 0 ? rule.match : []) {
        if (!appliesHere(match.source, bound) || match.sniHosts.some(name => taken.has(name))) continue
        for (const name of match.sniHosts) taken.add(name)
        const filter = routedFilter(rule.destinations, bound.server.port, vs, context)
        const origin: Origin = { resource: vs.id, place: match.place, why: 'first tls rule for the server name' }
        const policies = { knowsCaller: false }
        chains.push(tcpChain({ ...filter, policies }, { serverNames: match.sniHosts }, origin))
      }
    }
  }
  return chains
}

/**
 * The server name spells the cluster: what proxies of other networks send (builtAutoPassthroughFilterChains, which leaves out
 * the gateway's policies).
 */
function autoChains(bound: BoundServer, context: GatewayContext): readonly FilterChain[] {
  const chains: FilterChain[] = []
  for (const service of context.services()) {
    if (service.external || !namesOf(bound).some(name => isSubsetOf(service.hostname, name))) continue
    const rule = context.destinationRule(service.hostname)
    const subsets = ['', ...(rule?.subsets ?? []).map(({ name }) => name)]
    for (const port of service.ports) {
      for (const subset of subsets) {
        const origin: Origin = { ...service.origin, why: 'AUTO_PASSTHROUGH: every service of the mesh' }
        const serverNames = [meshSni(port.number, subset, service.hostname)]
        const clusters = onlyCluster(clusterName(port.number, subset, service.hostname), origin)
        chains.push(tcpChain(tcpFilter(clusters, rule, subset), { serverNames }, origin))
      }
    }
  }
  return chains
}

function boundVirtualServices(bound: BoundServer, context: GatewayContext): readonly VirtualService[] {
  return context
    .virtualServices(bound.gateway.key)
    .filter(vs =>
      hostsForNamespace(bound.server.hosts, vs.namespace).some(host => vs.hosts.some(own => hostsOverlap(host, own))),
    )
}

/** At a gateway tcp and tls rules look at the port and the gateway only. */
function appliesHere(source: SourceMatch, bound: BoundServer): boolean {
  const isHere = source.gateways.length === 0 || source.gateways.includes(bound.gateway.key)
  return isHere && (source.port === 0 || source.port === bound.server.port)
}
