import type { Connection, ConnectTarget } from '../../dataplane/data-plane.ts'
import type { Listener } from '../../dataplane/listener.ts'
import type { RouteConfiguration } from '../../dataplane/route.ts'
import type { Resolver } from './dns.ts'
import { type Binding, collectBindings, type InstanceAddresses } from './listener/bindings.ts'
import { chooseChain } from './listener/choose-chain.ts'
import { buildOutboundListener, virtualOutbound } from './listener/outbound.ts'
import { overlapIndex } from './listener/overlap-index.ts'
import type { TcpContext } from './listener/tcp-routes.ts'
import { once, onDemand } from './once.ts'
import type { EgressListener, ProxyScope } from './sidecar-scope/scope.ts'
import { buildSidecarTable, type SidecarTableSources } from './virtual-host/sidecar-table.ts'

/** Route tables of one class of sidecars; they do not depend on pods. */
export interface RouteTables {
  routeConfig(name: string): RouteConfiguration | undefined
}

/** Listeners of one class of proxies; those of headless services come and go with pods. */
export interface Listeners {
  connect(target: ConnectTarget): Connection
  listenerNames(): readonly string[]
  routeConfigNames(): readonly string[]
}

export function sidecarRouteTables(sources: SidecarTableSources): RouteTables {
  return { routeConfig: onDemand(name => buildSidecarTable(name, sources)) }
}

export function sidecarListeners(
  scope: ProxyScope,
  { destinationRule }: Pick<TcpContext, 'destinationRule'>,
  instances: InstanceAddresses,
  resolve: Resolver,
): Listeners {
  const bindings = once(() => collectBindings(scope, instances))
  const contexts = new Map<EgressListener, TcpContext>()
  const contextOf = ({ egress }: Binding) => {
    const context = contexts.get(egress) ?? { ...tcpContext(scope, egress), destinationRule }
    contexts.set(egress, context)
    return context
  }
  const catchAll = virtualOutbound(scope.outbound)
  const listener = onDemand((name: string): Listener | undefined => {
    const wanted = bindings().get(name)
    return wanted && buildOutboundListener(wanted, contextOf, scope.outbound)
  })

  return {
    connect: target => {
      const address = resolve(target.host, scope.namespace)
      const dialled = `${address ?? 'external'}:${target.port}`
      const chosen = listener(`${address}_${target.port}`) ?? listener(`0.0.0.0_${target.port}`) ?? catchAll
      const filterChain = chooseChain(chosen.filterChains, {
        address: address ?? '',
        port: target.port,
        sni: target.tls?.sni.toLowerCase(),
      })
      return { dialled, listener: chosen, filterChain, error: filterChain ? undefined : 'connection closed' }
    },
    listenerNames: () => [...bindings().keys(), catchAll.name],
    routeConfigNames: () => [...new Set([...bindings().keys()].flatMap(name => routeNames(listener(name))))],
  }
}

function routeNames(listener: Listener | undefined): readonly string[] {
  return (listener?.filterChains ?? []).flatMap(({ filter }) => (filter.kind === 'http' ? [filter.routeConfig] : []))
}

function tcpContext(scope: ProxyScope, egress: EgressListener): Omit<TcpContext, 'destinationRule'> {
  return {
    labels: scope.labels,
    namespace: scope.namespace,
    service: host => scope.services.get(host),
    virtualServicesFor: overlapIndex(egress.virtualServices),
  }
}
