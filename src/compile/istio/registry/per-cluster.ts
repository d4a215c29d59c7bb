import type { MeshService } from './service.ts'

/**
 * A Kubernetes Service of several clusters is one service: the first cluster's, the config cluster before all others,
 * says what it is (ports, exportTo, traffic distribution), each cluster adds its address and its endpoints
 * (pilot/pkg/serviceregistry/aggregate/controller.go:mergeService).
 */
export function mergedOverClusters(leader: MeshService, other: MeshService): MeshService {
  return { ...leader, perCluster: [...everyCluster(leader), other] }
}

/** The Service as each cluster that has it says it, the leading one first. */
export function everyCluster(service: MeshService): readonly MeshService[] {
  return service.perCluster ?? [service]
}

/** The Kubernetes Service as a cluster has it; undefined where it has none. Other services are the same everywhere. */
export function inCluster(service: MeshService, cluster: string): MeshService | undefined {
  if (service.kind !== 'kubernetes') return service
  return everyCluster(service).find(({ sources }) => sources[0].cluster === cluster)
}

/**
 * The service as proxies of a cluster know it: by the address that it has there, which is none where it is headless, and in
 * a cluster that does not have it by that of the leading one (pilot/pkg/model/service.go:GetAddressForProxy).
 */
export function seenFromCluster(service: MeshService, cluster: string): MeshService {
  const own = inCluster(service, cluster)
  return own === undefined || own === service ? service : { ...service, addresses: own.addresses }
}
