import type { FilterChain, TcpFilter } from '../../../dataplane/listener.ts'
import { NO_MUTATION } from '../../../dataplane/route.ts'
import { clusterName } from '../cluster/name.ts'
import type { DestinationRule } from '../destination-rule/destination-rule.ts'
import { labelsMatch } from '../field.ts'
import { isTls, type MeshService, type ServicePort } from '../registry/service.ts'
import { destinationCluster } from '../route/destination.ts'
import type { Destination, SourceMatch, VirtualService } from '../virtual-service/virtual-service.ts'
import { onlyCluster, tcpChain } from './chain.ts'
import { tcpFilter } from './tcp-filter.ts'

/** For whom chains without HTTP are built. */
export interface TcpContext {
  readonly labels: Readonly<Record<string, string>>
  readonly namespace: string
  /** All services in scope, with all their ports. */
  service(host: string): MeshService | undefined
  /** That holds for the service of this host, as the proxy sees it. */
  destinationRule(host: string): DestinationRule | undefined
  /** VirtualServices of the egress listener with a host that overlaps the service's, in istiod's order. */
  virtualServicesFor(hostname: string): readonly VirtualService[]
}

/** One service port on one listener. */
export interface TcpTarget {
  readonly service: MeshService
  readonly port: ServicePort
  /** Address the listener is bound to. */
  readonly bind: string
  /** Set when the service's address is a range. */
  readonly cidr?: string
}

/** core/listener.go:buildSidecarOutboundTCPListenerOpts. */
export function tcpChains(target: TcpTarget, context: TcpContext): readonly FilterChain[] {
  return isTls(target.port.protocol) ? tlsChains(target, context) : plainChains(target, context)
}

/** By server name (core/tls.go:buildSidecarOutboundTLSFilterChainOpts); of equal conditions the first wins. */
function tlsChains(target: TcpTarget, context: TcpContext): readonly FilterChain[] {
  const chains: FilterChain[] = []
  const seen = new Set<string>()
  let prefixes = prefixesOf(target)
  for (const vs of context.virtualServicesFor(target.service.hostname)) {
    for (const rule of vs.tls) {
      for (const match of rule.match) {
        if (!appliesHere(match.source, 'mesh', target.port.number, context)) continue
        if (match.destinationSubnets.length > 0) prefixes = match.destinationSubnets
        const conditions = `${match.sniHosts.join()}|${match.destinationSubnets.join()}`
        if (seen.has(conditions)) continue
        seen.add(conditions)
        const filter = routedFilter(rule.destinations, target.port.number, vs, context)
        chains.push(
          tcpChain(filter, { serverNames: match.sniHosts, destinationPrefixes: prefixes }, originOf(vs, rule)),
        )
      }
    }
  }
  return chains.length > 0 ? chains : [defaultChain(target, context, serverNamesOf(target))]
}

/** core/tls.go:buildSidecarOutboundTCPFilterChainOpts. */
function plainChains(target: TcpTarget, context: TcpContext): readonly FilterChain[] {
  const chains: FilterChain[] = []
  for (const vs of context.virtualServicesFor(target.service.hostname)) {
    for (const rule of vs.tcp) {
      const matches = rule.match.filter(match => appliesHere(match.source, 'mesh', target.port.number, context))
      if (rule.match.length > 0 && matches.length === 0) continue
      const subnets = matches.flatMap(match => match.destinationSubnets)
      const isFinal = rule.match.length === 0 || matches.some(match => match.destinationSubnets.length === 0)
      const filter = routedFilter(rule.destinations, target.port.number, vs, context)
      const destinationPrefixes = isFinal ? prefixesOf(target) : subnets
      chains.push(tcpChain(filter, { destinationPrefixes }, originOf(vs, rule)))
      if (isFinal) return chains
    }
  }
  return [...chains, defaultChain(target, context, [])]
}

/** Unlike HTTP rules, all conditions of the source hold together, gateways included (matchTCP, matchTLS). */
function appliesHere(
  source: SourceMatch,
  gateway: string,
  port: number,
  context: Pick<TcpContext, 'labels' | 'namespace'>,
): boolean {
  return (
    (source.gateways.length === 0 || source.gateways.includes(gateway)) &&
    labelsMatch(source.labels, context.labels) &&
    (source.port === 0 || source.port === port) &&
    (source.namespace === '' || source.namespace === context.namespace)
  )
}

/** TCP proxy of a tcp or tls rule; with several destinations those of weight 0 are left out. */
export function routedFilter(
  destinations: readonly Destination[],
  port: number,
  vs: VirtualService,
  context: Pick<TcpContext, 'service' | 'destinationRule'>,
): TcpFilter {
  const used = destinations.length === 1 ? destinations : destinations.filter(destination => destination.weight > 0)
  const clusters = used.map(destination => ({
    cluster: destinationCluster(destination, context.service(destination.host), port),
    weight: destinations.length === 1 ? 100 : destination.weight,
    requestHeaders: NO_MUTATION,
    responseHeaders: NO_MUTATION,
    origin: { resource: vs.id, place: destination.place, why: 'destination of the rule' },
  }))
  const [first] = destinations
  return tcpFilter(clusters, context.destinationRule(first.host), destinations.length === 1 ? first.subset : '')
}

function originOf(vs: VirtualService, rule: { readonly place: VirtualService['place'] }): FilterChain['origin'] {
  return { resource: vs.id, place: rule.place, why: 'first rule that applies to this proxy and port' }
}

/** A service with one port is meant even where a Sidecar listens on another. */
function defaultChain(target: TcpTarget, context: TcpContext, serverNames: readonly string[]): FilterChain {
  const { service, port } = target
  const number = service.ports.length === 1 ? service.ports[0].number : port.number
  const origin = { ...service.origin, why: 'service without a rule for this proxy and port' }
  const clusters = onlyCluster(clusterName(number, '', service.hostname), origin)
  const filter = tcpFilter(clusters, context.destinationRule(service.hostname), '')
  return tcpChain(filter, { serverNames, destinationPrefixes: prefixesOf(target) }, origin)
}

function prefixesOf(target: TcpTarget): readonly string[] {
  return target.cidr ? [target.cidr] : []
}

/** On a shared address only the server name can tell services apart. */
function serverNamesOf(target: TcpTarget): readonly string[] {
  const { service } = target
  const isShared = target.cidr !== undefined || (service.addresses.length === 0 && target.bind === '0.0.0.0')
  return isShared ? [service.hostname, ...service.aliases.map(alias => alias.hostname)] : []
}
