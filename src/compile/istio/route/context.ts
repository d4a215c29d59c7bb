import type { Fields } from '../field.ts'
import type { MeshService } from '../registry/service.ts'
import type { Destination } from '../virtual-service/virtual-service.ts'

/** For whom and where routes are built: all that istiod tests before Envoy ever sees a request. */
export interface RouteContext {
  /** Labels and namespace of the proxy. */
  readonly labels: Readonly<Record<string, string>>
  readonly namespace: string
  /** `mesh`, or the `namespace/name` of the Gateway. */
  readonly gateway: string
  /** Service port at a sidecar, server port at a gateway. */
  readonly port: number
  /** The listener terminates TLS. */
  readonly tls: boolean
  /** Services known in this table; at a sidecar only those with this port. */
  service(host: string): MeshService | undefined
  /** `consistentHash` of the DestinationRule that the caller sees for a destination. */
  consistentHash(destination: Pick<Destination, 'host' | 'port' | 'subset'>): Fields | undefined
  /** meshConfig.defaultHttpRetryPolicy. */
  readonly defaultRetries?: Fields
}
