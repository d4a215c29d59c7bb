import type { Origin } from '../../../dataplane/origin.ts'
import type { Route } from '../../../dataplane/route.ts'
import { clusterName } from '../cluster/name.ts'
import { hostsOverlap, isWildcard } from '../host/name.ts'
import { isHttp, type MeshService } from '../registry/service.ts'
import { buildRoutes, defaultRoute } from '../route/build.ts'
import type { RouteContext } from '../route/context.ts'
import { hashPolicyOf } from '../route/hash.ts'
import type { VirtualService } from '../virtual-service/virtual-service.ts'
import type { HostOwners } from './wildcard-owner.ts'

/** Routes and the names that reach them, before domains are given out (core/route: VirtualHostWrapper). */
export interface RouteGroup {
  readonly routes: readonly Route[]
  /** Services of the registry. */
  readonly services: readonly MeshService[]
  /** Hosts of a VirtualService that are no service here. */
  readonly hosts: readonly string[]
  readonly origin: Origin
}

export interface SidecarTable {
  readonly port: number
  /** Services with the table's port, cut to it, by hostname. */
  readonly services: ReadonlyMap<string, MeshService>
  /** In istiod's order; only those that touch a service, unless the port is 80. */
  readonly virtualServices: readonly VirtualService[]
  readonly owners: HostOwners
  readonly context: RouteContext
}

/** core/route/route.go:BuildSidecarVirtualHostWrapper: VirtualServices first, then the services they left. */
export function buildRouteGroups(table: SidecarTable): readonly RouteGroup[] {
  const groups = table.virtualServices.flatMap(vs => groupOfVirtualService(vs, table))
  const taken = new Set(groups.flatMap(group => group.services.map(service => service.hostname)))
  for (const service of table.services.values()) {
    if (service.resolution !== 'alias' && !taken.has(service.hostname)) groups.push(...groupOfService(service, table))
  }
  return groups
}

function groupOfVirtualService(vs: VirtualService, table: SidecarTable): readonly RouteGroup[] {
  const routes = buildRoutes(vs, table.context)
  if (routes.length === 0) return []
  const { hosts, services } = splitHosts(vs, table)
  if (vs.routeApi === 'gateway' && !services.some(service => isFor(vs, service, table.context))) return []
  const served = services.filter(hasHttpPort)
  // A VirtualService for names that nobody registered is served on port 80 and nowhere else.
  if (served.length === 0 && table.port !== 80) return []
  return [{ routes, services: served, hosts, origin: originOf(vs) }]
}

/** A route is for callers of its own namespace, and for all of a service that is there, too (UseGatewaySemantics). */
function isFor(vs: VirtualService, service: MeshService, { namespace }: RouteContext): boolean {
  return vs.namespace === service.namespace || vs.namespace === namespace
}

function originOf(vs: VirtualService): Origin {
  return {
    resource: vs.id,
    place: vs.place,
    why:
      vs.routeApi === 'gateway'
        ? 'routes for the host, which come before VirtualServices; the most specific rule first'
        : 'first VirtualService for the host with a rule for this proxy and port',
  }
}

/** Which hosts are services here and which are mere names (separateVSHostsAndServices). */
function splitHosts(
  vs: VirtualService,
  table: SidecarTable,
): { readonly hosts: readonly string[]; readonly services: readonly MeshService[] } {
  const hosts: string[] = []
  const services: MeshService[] = []
  const names = vs.hosts.map(host => host.toLowerCase())
  for (const host of names.filter(host => !isWildcard(host))) {
    const service = table.services.get(host)
    if (service) services.push(service)
    else hosts.push(host)
  }
  for (const host of names.filter(isWildcard)) {
    const isAlone = vs.routeApi === 'gateway'
    const covered = isAlone ? [] : [...table.services.values()].filter(each => hostsOverlap(each.hostname, host))
    services.push(...covered.filter(service => table.owners(service.hostname) === vs))
    if (covered.length === 0) hosts.push(host)
  }
  return { hosts, services }
}

function hasHttpPort(service: MeshService): boolean {
  return service.ports.some(port => isHttp(port.protocol) || port.protocol === 'Unsupported')
}

function groupOfService(service: MeshService, table: SidecarTable): readonly RouteGroup[] {
  if (!hasHttpPort(service)) return []
  const hash = hashPolicyOf(table.context.consistentHash({ host: service.hostname, port: table.port, subset: '' }))
  const origin: Origin = { ...service.origin, why: 'service without a VirtualService for this proxy and port' }
  const cluster = clusterName(table.port, '', service.hostname)
  const routes = [defaultRoute(cluster, hash, table.context.defaultRetries, origin)]
  return [{ routes, services: [service], hosts: [], origin }]
}
