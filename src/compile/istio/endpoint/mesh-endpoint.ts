import type { Locality } from '../../../kernel/locality.ts'
import type { Place } from '../../../kernel/place.ts'

/** Health as istiod knows it; `TERMINATING` endpoints are never sent. */
export type EndpointHealth = 'HEALTHY' | 'UNHEALTHY' | 'DRAINING' | 'TERMINATING'

/** One endpoint of one service port, before any caller looks at it (pilot/pkg/model/service.go:IstioEndpoint). */
export interface MeshEndpoint {
  /** An IP, or a name that the proxy resolves (DNS clusters only). */
  readonly address: string
  readonly port: number
  readonly servicePort: string
  /** Labels of the pod or WorkloadEntry and those of its place: region, zone, cluster, network, node. */
  readonly labels: Readonly<Record<string, string>>
  readonly namespace: string
  readonly locality: Locality
  /**
   * The locality as its registry spells it, by which istiod groups: a pod's is `region/zone/subzone`, with a slash at the
   * end where there is no subzone, an entry's is as written. So `eu/eu-1` of both kinds are two groups.
   */
  readonly localityKey: string
  readonly weight: number
  readonly health: EndpointHealth
  /** Has a proxy that accepts mesh mTLS. */
  readonly meshTls: boolean
  readonly node: string
  readonly network: string
  readonly cluster: string
  /** Id of the pod (see `podId`), or `''` when it is none. */
  readonly pod: string
  readonly place: Place
}
