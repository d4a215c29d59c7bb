import { hostsOverlap, isSubsetOf } from '../host/name.ts'
import { ofPreferredNamespace } from '../registry/preferred.ts'
import type { MeshService } from '../registry/service.ts'
import type { VirtualService } from '../virtual-service/virtual-service.ts'
import type { SidecarEgress } from './sidecar.ts'

/** The `hosts` of an egress listener, taken apart by namespace (model/sidecar.go:convertIstioListenerToWrapper). */
export interface Imports {
  /** Key `*` = any namespace. */
  readonly byNamespace: ReadonlyMap<string, readonly string[]>
  /** `~namespace/host`, since 1.31. */
  readonly excluded: ReadonlyMap<string, readonly string[]>
  readonly port?: SidecarEgress['port']
}

export function parseImports(egress: SidecarEgress, namespace: string): Imports {
  const byNamespace = new Map<string, string[]>()
  const excluded = new Map<string, string[]>()
  for (const entry of egress.hosts) {
    const slash = entry.indexOf('/')
    if (slash < 0) continue
    const written = entry.slice(0, slash)
    const isExclusion = written.length > 1 && written.startsWith('~')
    const name = isExclusion ? written.slice(1) : written
    const target = isExclusion ? excluded : byNamespace
    const key = name === '.' ? namespace : name
    const held = target.get(key)
    if (held) held.push(entry.slice(slash + 1))
    else target.set(key, [entry.slice(slash + 1)])
  }
  return { byNamespace, excluded, port: egress.port }
}

/**
 * Services whose hostname lies within an imported host, of each hostname those of one namespace, ports cut to the listener's
 * (IstioEgressListenerWrapper.selectServices).
 * @param visible what is exported to the namespace, in istiod's order
 */
export function selectServices(
  visible: readonly MeshService[],
  imports: Imports,
  namespace: string,
): readonly MeshService[] {
  const imported = visible.flatMap(service => {
    const isWanted = hostsFor(imports.byNamespace, service.namespace).some(host => isSubsetOf(service.hostname, host))
    const isExcluded = hostsFor(imports.excluded, service.namespace).some(host => isSubsetOf(service.hostname, host))
    const cut = isWanted && !isExcluded ? cutToPort(service, imports.port) : undefined
    return cut ? [cut] : []
  })
  return ofPreferredNamespace(imported, namespace)
}

/** An import that names the namespace, and one for all namespaces, both count. */
function hostsFor(map: ReadonlyMap<string, readonly string[]>, namespace: string): readonly string[] {
  return [...(map.get(namespace) ?? []), ...(map.get('*') ?? [])]
}

/** A listener on a port of its own knows only that port of each service; as an HTTP proxy it knows all. */
export function cutToPort(service: MeshService, port: Imports['port']): MeshService | undefined {
  if (!port || port.number === 0 || port.protocol === 'HTTP_PROXY') return service
  const ports = service.ports.filter(candidate => candidate.number === port.number)
  return ports.length > 0 ? { ...service, ports } : undefined
}

/**
 * VirtualServices with a host that overlaps an imported one, in either direction, and routes of the Gateway API for a host that
 * lies within one (model/SelectVirtualServices, VSMatches).
 */
export function selectVirtualServices(bound: readonly VirtualService[], imports: Imports): readonly VirtualService[] {
  return bound.filter(vs => {
    const isImported = vs.routeApi === 'gateway' ? isSubsetOf : hostsOverlap
    return vs.hosts.some(host => hostsFor(imports.byNamespace, vs.namespace).some(each => isImported(host, each)))
  })
}

/**
 * Hosts that the rules of a VirtualService can lead a client of this namespace to, with the ports they name; 0 stands
 * for "no port named", which means all (virtualServiceDestinationsFilteredBySourceNamespace).
 */
export function destinationPorts(vs: VirtualService, namespace: string): ReadonlyMap<string, ReadonlySet<number>> {
  const found = new Map<string, Set<number>>()
  const add = (destination: { readonly host: string; readonly port?: number }) => {
    const ports = found.get(destination.host)
    if (ports) ports.add(destination.port ?? 0)
    else found.set(destination.host, new Set([destination.port ?? 0]))
  }
  for (const rule of [...vs.http, ...vs.tls, ...vs.tcp]) {
    const sources = rule.match.map(match => match.source.namespace)
    if (sources.length > 0 && !sources.some(source => source === '' || source === namespace)) continue
    rule.destinations.forEach(add)
    if ('mirrors' in rule) {
      if (rule.mirror) add(rule.mirror)
      for (const mirror of rule.mirrors) add(mirror.destination)
    }
  }
  return found
}

/** The service with only the ports that are led to; undefined if it has none of them. */
export function cutToDestinationPorts(service: MeshService, wanted: ReadonlySet<number>): MeshService | undefined {
  if (wanted.has(0)) return service
  const ports = service.ports.filter(port => wanted.has(port.number))
  if (ports.length === 0) return undefined
  return ports.length === service.ports.length ? service : { ...service, ports }
}
