import { clusterName } from '../cluster/name.ts'
import type { MeshService } from '../registry/service.ts'
import type { Destination } from '../virtual-service/virtual-service.ts'

/** Where a reference that is not allowed leads to: no service and no cluster is ever called so. */
export const UNKNOWN_SERVICE = 'UnknownService'

/**
 * Cluster of a destination (core/route/route.go:GetDestinationCluster). Without a port: the only port of a service that
 * is known here, else the listener's own port, which often names a cluster that does not exist.
 */
export function destinationCluster(
  destination: Pick<Destination, 'host' | 'port' | 'subset'>,
  service: MeshService | undefined,
  listenerPort: number,
): string {
  if (destination.host === UNKNOWN_SERVICE) return UNKNOWN_SERVICE
  const host = service?.externalName ?? destination.host
  const onlyPort = service?.ports.length === 1 ? service.ports[0].number : undefined
  return clusterName(destination.port ?? onlyPort ?? listenerPort, destination.subset, host)
}
