import type { Mesh } from '../../../config/mesh.ts'
import type { Resource } from '../../../config/resource.ts'
import { byCreation } from '../creation-order.ts'
import { groupBy } from '../multimap.ts'
import { onDemand } from '../once.ts'
import { isAtLeast } from '../release.ts'
import { fromServiceEntry } from '../service-entry/service-entry.ts'
import { withAliases } from './aliases.ts'
import { allocateClusterIps } from './cluster-ips.ts'
import { defaultExportTo, isExportedTo } from './export-to.ts'
import { fromKubernetesService } from './kubernetes-service.ts'
import { preferred } from './preferred.ts'
import type { MeshService, ServiceRegistry } from './service.ts'

/** All services of the mesh: Kubernetes Services and ServiceEntries. Views per namespace are made on first use. */
export function buildRegistry(mesh: Mesh): ServiceRegistry {
  const services = withAliases(poolSameHost(readServices(mesh).sort(byCreation)))
  const byHostname = groupBy(services, service => service.hostname)
  const concrete = services.filter(service => service.resolution !== 'alias')
  const preferOwnNamespace = isAtLeast(mesh.settings.istio, '1.30')

  const visibleTo = onDemand((namespace: string) => visibleServices(concrete, namespace))
  const scopeOf = onDemand((namespace: string) => {
    const scope = new Map<string, MeshService>()
    for (const service of visibleTo(namespace)) {
      const existing = scope.get(service.hostname)
      if (!existing || preferred(service, existing, namespace, preferOwnNamespace)) scope.set(service.hostname, service)
    }
    return scope
  })
  return {
    services,
    named: hostname => byHostname.get(hostname) ?? [],
    visibleTo,
    find: (hostname, namespace) => scopeOf(namespace).get(hostname),
    scopeOf,
    isVisible: (service, namespace) => isExportedTo(service.exportTo, namespace),
  }
}

function readServices(mesh: Mesh): MeshService[] {
  const exportTo = defaultExportTo(mesh.settings.meshConfig, 'defaultServiceExportTo')
  const kubernetes = mesh.resources.filter(isKubernetesService)
  const addresses = allocateClusterIps(kubernetes)
  const namespaces = new Map(mesh.resources.filter(isNamespace).map(namespace => [namespace.name, namespace]))
  const services: MeshService[] = []
  for (const resource of mesh.resources) {
    const annotations = namespaces.get(resource.namespace)?.annotations ?? {}
    if (isKubernetesService(resource)) {
      services.push(fromKubernetesService(resource, addresses.get(resource) ?? '', annotations, exportTo))
    } else if (resource.kind === 'ServiceEntry') {
      services.push(...fromServiceEntry(resource, annotations, exportTo))
    }
  }
  return services
}

function isKubernetesService(resource: Resource): boolean {
  return resource.kind === 'Service' && resource.apiVersion === 'v1'
}

function isNamespace(resource: Resource): boolean {
  return resource.kind === 'Namespace' && resource.apiVersion === 'v1'
}

/** ServiceEntries of one namespace that name the same host are one service: ports united, endpoints pooled. */
function poolSameHost(services: readonly MeshService[]): readonly MeshService[] {
  const pooled = new Map<string, MeshService>()
  for (const service of services) {
    const key = `${service.kind}/${service.namespace}/${service.hostname}`
    const older = pooled.get(key)
    pooled.set(key, older ? united(older, service) : service)
  }
  return [...pooled.values()]
}

function united(older: MeshService, younger: MeshService): MeshService {
  const known = new Set(older.ports.map(port => port.number))
  return {
    ...older,
    ports: [...older.ports, ...younger.ports.filter(port => !known.has(port.number))],
    addresses: [...new Set([...older.addresses, ...younger.addresses])],
    sources: [...older.sources, ...younger.sources],
  }
}

/** Private services of the namespace, those exported to it by name, then public ones (servicesExportedToNamespace). */
function visibleServices(services: readonly MeshService[], namespace: string): readonly MeshService[] {
  const own: MeshService[] = []
  const named: MeshService[] = []
  const publicly: MeshService[] = []
  for (const service of services) {
    if (service.exportTo.has('*')) publicly.push(service)
    else if (service.exportTo.has(namespace)) (service.namespace === namespace ? own : named).push(service)
  }
  return [...own, ...named, ...publicly]
}
