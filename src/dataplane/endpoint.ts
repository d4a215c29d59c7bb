import type { Locality } from '../kernel/locality.ts'
import type { Place } from '../kernel/place.ts'

/** envoy.config.endpoint.v3.ClusterLoadAssignment for one caller: priorities are relative to the caller's locality. */
export interface LoadAssignment {
  readonly cluster: string
  /** In the order istiod sends them; host order within a priority is this order, flattened. */
  readonly localities: readonly LocalityEndpoints[]
  /** Envoy overprovisioning_factor in percent; absent = 140. Istio never sets it. */
  readonly overprovisioning?: number
}

export interface LocalityEndpoints {
  readonly locality: Locality
  readonly priority: number
  readonly weight: number
  readonly endpoints: readonly Endpoint[]
}

export interface Endpoint {
  /** `ip:port`, or a host name with port for DNS clusters: what hash rings are built from. */
  readonly address: string
  readonly port: number
  /** Id of the pod (`namespace/name`, see `podId`) or `''` when the endpoint is no pod of the files (an external service). */
  readonly pod: string
  readonly weight: number
  /** `DEGRADED` never comes from istiod. */
  readonly health: 'HEALTHY' | 'UNHEALTHY' | 'DRAINING' | 'DEGRADED'
  /** Mesh mTLS when the cluster's tls is `auto`. */
  readonly mtls: boolean
  readonly place: Place
}
