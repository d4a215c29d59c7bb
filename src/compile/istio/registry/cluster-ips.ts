import { clustersOf } from '../../../config/clusters.ts'
import type { Mesh } from '../../../config/mesh.ts'
import type { Resource } from '../../../config/resource.ts'
import { ipv4Plus } from '../host/ipv4.ts'
import { isKubernetesService, writtenClusterIp } from './kubernetes-service.ts'

/** 10.96.0.1 belongs to the API server, as in every new cluster. */
const FIRST_CLUSTER_IP = '10.96.0.2'

/** Each cluster has a /16 of its own: 10.96, 10.97, ... */
const CLUSTER_STEP = 2 ** 16

/**
 * An address for every Service: as written (headless ones say `None`), else the next one from 10.96.0.2 in file order,
 * from 10.97.0.2 in a second cluster. ExternalName Services count too, though nobody dials theirs: the recordings number
 * Services so.
 */
export function allocateClusterIps(mesh: Pick<Mesh, 'resources'>): ReadonlyMap<Resource, string> {
  const services = mesh.resources.filter(isKubernetesService)
  const addresses = new Map<Resource, string>()
  for (const [index, cluster] of clustersOf(mesh).entries()) {
    const own = services.filter(service => service.cluster === cluster)
    allocate(own, ipv4Plus(FIRST_CLUSTER_IP, index * CLUSTER_STEP), addresses)
  }
  return addresses
}

function allocate(services: readonly Resource[], first: string, addresses: Map<Resource, string>): void {
  const taken = new Set(services.map(writtenClusterIp))
  let next = 0
  for (const service of services) {
    const written = writtenClusterIp(service)
    if (written !== '') {
      addresses.set(service, written)
      continue
    }
    let address = ipv4Plus(first, next++)
    while (taken.has(address)) address = ipv4Plus(first, next++)
    addresses.set(service, address)
  }
}
