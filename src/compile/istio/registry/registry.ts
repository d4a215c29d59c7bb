import { clustersOf } from '../../../config/clusters.ts'
import type { Mesh } from '../../../config/mesh.ts'
import type { Resource } from '../../../config/resource.ts'
import { byCreation } from '../creation-order.ts'
import { groupBy } from '../multimap.ts'
import { indexNamespaces } from '../namespaces.ts'
import { onDemand } from '../once.ts'
import { isAtLeast } from '../release.ts'
import { fromServiceEntry } from '../service-entry/service-entry.ts'
import { withAliases } from './aliases.ts'
import { allocateClusterIps } from './cluster-ips.ts'
import { defaultExportTo, isExportedTo } from './export-to.ts'
import { fromKubernetesService, isKubernetesService } from './kubernetes-service.ts'
import { mergedOverClusters, seenFromCluster } from './per-cluster.ts'
import { destinationService, ofPreferredNamespace, outranks } from './preferred.ts'
import type { MeshService, ServiceRegistry } from './service.ts'

/** All services of the mesh: Kubernetes Services and ServiceEntries. Views per namespace are made on first use. */
export function buildRegistry(mesh: Mesh): ServiceRegistry {
  const services = withAliases(poolEntries(mergeClusters(readServices(mesh)).sort(byCreation)))
  const picksBest = isAtLeast(mesh.settings.istio, '1.30')
  if (clustersOf(mesh).length === 1) {
    const only: ServiceRegistry = registryOf(services, picksBest, () => only)
    return only
  }
  const seenFrom = onDemand((cluster: string): ServiceRegistry => {
    const seen = services.map(service => seenFromCluster(service, cluster))
    return registryOf(seen, picksBest, other => seenFrom(other))
  })
  return registryOf(services, picksBest, seenFrom)
}

function registryOf(
  services: readonly MeshService[],
  picksBest: boolean,
  seenFrom: ServiceRegistry['seenFrom'],
): ServiceRegistry {
  const byHostname = groupBy(services, service => service.hostname)
  const concrete = services.filter(service => service.resolution !== 'alias')
  const visibleTo = onDemand((namespace: string) => visibleServices(concrete, namespace))
  const gatewayScope = onDemand((namespace: string) => {
    const scope = new Map<string, MeshService>()
    for (const service of visibleTo(namespace)) {
      const existing = scope.get(service.hostname)
      if (!existing || outranks(service, existing)) scope.set(service.hostname, service)
    }
    return scope
  })
  return {
    services,
    named: hostname => byHostname.get(hostname) ?? [],
    visibleTo,
    destination: (hostname, namespace) => {
      const all = (byHostname.get(hostname) ?? []).filter(({ resolution }) => resolution !== 'alias')
      // A namespace reaches its own services this way, whomever they are exported to.
      const visible = all.filter(each => each.namespace === namespace || isExportedTo(each.exportTo, namespace))
      return destinationService(visible, namespace, picksBest)
    },
    sidecarScope: onDemand((namespace: string) => ofPreferredNamespace(visibleTo(namespace), namespace)),
    gatewayScope,
    isVisible: (service, namespace) => isExportedTo(service.exportTo, namespace),
    seenFrom,
  }
}

function readServices(mesh: Mesh): MeshService[] {
  const exportTo = defaultExportTo(mesh.settings.meshConfig, 'defaultServiceExportTo')
  const addresses = allocateClusterIps(mesh)
  const namespaces = indexNamespaces(mesh)
  const services: MeshService[] = []
  for (const resource of inOrderOfClusters(mesh)) {
    const annotations = namespaces(resource.cluster, resource.namespace)?.annotations ?? {}
    if (isKubernetesService(resource)) {
      services.push(fromKubernetesService(resource, addresses.get(resource) ?? '', annotations, exportTo))
    } else if (resource.kind === 'ServiceEntry') {
      services.push(...fromServiceEntry(resource, annotations, exportTo))
    }
  }
  return services
}

function inOrderOfClusters({ resources }: Mesh): readonly Resource[] {
  const byCluster = groupBy(resources, ({ cluster }) => cluster)
  return byCluster.size === 1 ? resources : [...byCluster.values()].flat()
}

/** Kubernetes Services of one name in several clusters are one service. */
function mergeClusters(services: readonly MeshService[]): MeshService[] {
  return pooled(services, 'kubernetes', mergedOverClusters)
}

/** ServiceEntries of one namespace that name the same host are one service: ports united, endpoints pooled. */
function poolEntries(services: readonly MeshService[]): MeshService[] {
  return pooled(services, 'serviceEntry', united)
}

/** Services of a kind that share namespace and hostname become one, in the place of the first. */
function pooled(
  services: readonly MeshService[],
  kind: MeshService['kind'],
  join: (first: MeshService, other: MeshService) => MeshService,
): MeshService[] {
  const joined = new Map<string, MeshService>()
  for (const [index, service] of services.entries()) {
    const key = service.kind === kind ? `${service.namespace}/${service.hostname}` : String(index)
    const first = joined.get(key)
    joined.set(key, first ? join(first, service) : service)
  }
  return [...joined.values()]
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
