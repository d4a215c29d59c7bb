import type { Resource } from '../../../config/resource.ts'
import { ipv4Plus } from '../host/ipv4.ts'
import { writtenClusterIp } from './kubernetes-service.ts'

/** 10.96.0.1 belongs to the API server, as in every new cluster. */
const FIRST_CLUSTER_IP = '10.96.0.2'

/**
 * An address for every Service: as written (headless ones say `None`), else the next one from 10.96.0.2 in file order.
 * ExternalName Services count too, though nobody dials theirs: the recordings number Services so.
 */
export function allocateClusterIps(services: readonly Resource[]): ReadonlyMap<Resource, string> {
  const taken = new Set(services.map(writtenClusterIp))
  const addresses = new Map<Resource, string>()
  let next = 0
  for (const service of services) {
    const written = writtenClusterIp(service)
    if (written !== '') {
      addresses.set(service, written)
      continue
    }
    let address = ipv4Plus(FIRST_CLUSTER_IP, next++)
    while (taken.has(address)) address = ipv4Plus(FIRST_CLUSTER_IP, next++)
    addresses.set(service, address)
  }
  return addresses
}
