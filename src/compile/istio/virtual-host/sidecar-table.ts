import type { RouteConfiguration, VirtualHost } from '../../../dataplane/route.ts'
import { hostsOverlap, isWildcard } from '../host/name.ts'
import type { MeshService } from '../registry/service.ts'
import type { RouteContext } from '../route/context.ts'
import { rejectionOf } from '../route/rejection.ts'
import { type EgressListener, egressFor, type ProxyScope } from '../sidecar-scope/scope.ts'
import type { VirtualService } from '../virtual-service/virtual-service.ts'
import { catchAllVirtualHost } from './catch-all.ts'
import type { DomainContext } from './domains.ts'
import { buildRouteGroups } from './sidecar-routes.ts'
import { buildVirtualHosts } from './sidecar-virtual-hosts.ts'
import { hostOwners } from './wildcard-owner.ts'

export interface SidecarTableSources {
  readonly scope: ProxyScope
  readonly domains: DomainContext
  readonly consistentHash: RouteContext['consistentHash']
  readonly defaultRetries: RouteContext['defaultRetries']
}

/**
 * Route table of an outbound listener (buildSidecarOutboundHTTPRouteConfig).
 * @param name `<port>` of a shared listener, or `<host>:<port>` of a service whose protocol is sniffed
 * @returns undefined when no listener could ask for it
 */
export function buildSidecarTable(name: string, sources: SidecarTableSources): RouteConfiguration | undefined {
  const colon = name.lastIndexOf(':')
  const port = Number(name.slice(colon + 1))
  const listener = egressFor(sources.scope, port)
  if (!listener || !Number.isInteger(port) || port <= 0) return undefined
  const hosts = virtualHostsOf(listener, port, sources)
  const virtualHosts =
    colon < 0 ? [...hosts, catchAllVirtualHost(sources.scope.outbound)] : onlyHost(hosts, name.slice(0, colon))
  return { name, virtualHosts, ignorePortInHost: true, rejected: rejectionOf(virtualHosts) }
}

/** A sniffed service's own listener already knows the service: whatever Host says, its virtual host answers. */
function onlyHost(virtualHosts: readonly VirtualHost[], host: string): readonly VirtualHost[] {
  const found = virtualHosts.filter(virtualHost => virtualHost.domains.includes(host))
  return found.length === 1 ? [{ ...found[0], domains: ['*'] }] : found
}

function virtualHostsOf(listener: EgressListener, port: number, sources: SidecarTableSources): readonly VirtualHost[] {
  const services = servicesOnPort(listener.services, port)
  const virtualServices = port === 80 ? listener.virtualServices : touching(listener.virtualServices, services)
  const context: RouteContext = {
    labels: sources.scope.labels,
    namespace: sources.scope.namespace,
    gateway: 'mesh',
    port,
    tls: false,
    service: host => services.get(host),
    consistentHash: sources.consistentHash,
    defaultRetries: sources.defaultRetries,
  }
  const owners = hostOwners(listener.virtualServices)
  const groups = buildRouteGroups({ port, services, virtualServices, owners, context })
  return buildVirtualHosts(groups, port, sources.domains)
}

function servicesOnPort(services: readonly MeshService[], port: number): ReadonlyMap<string, MeshService> {
  const onPort = new Map<string, MeshService>()
  for (const service of services) {
    const found = service.ports.find(candidate => candidate.number === port)
    if (found) onPort.set(service.hostname, { ...service, ports: [found] })
  }
  return onPort
}

/** VirtualServices with a host that is, covers, or is covered by a service of the table (selectVirtualServices). */
function touching(
  virtualServices: readonly VirtualService[],
  services: ReadonlyMap<string, MeshService>,
): readonly VirtualService[] {
  const names = [...services.keys()]
  const wildcardNames = names.filter(isWildcard)
  return virtualServices.filter(vs =>
    vs.hosts
      .map(host => host.toLowerCase())
      .some(
        host =>
          services.has(host) || (isWildcard(host) ? names : wildcardNames).some(service => hostsOverlap(host, service)),
      ),
  )
}
