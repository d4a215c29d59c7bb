import type { Cluster } from '../dataplane/cluster.ts'
import type { ProxyTables } from '../dataplane/data-plane.ts'
import type { LoadAssignment } from '../dataplane/endpoint.ts'
import { NO_LOCALITY } from '../kernel/locality.ts'
import { NO_PLACE } from '../kernel/place.ts'

/** A cluster by name, numbered: proxies keep their upstreams by this number. */
export interface ClusterRef {
  readonly number: number
  readonly name: string
  /** For pass-through clusters the host that the request names: each is an upstream of its own. */
  readonly dialled: string
  /** `namespace/name` of the Service, or the external host: how results name the destination. */
  readonly to: string
  /** Subset, or the destination's name when it has none: how shares name it. */
  readonly destination: string
}

export class ClusterRefs {
  private readonly byKey = new Map<string, ClusterRef>()

  of(name: string, dialled: string): ClusterRef {
    const passThrough = !name.includes('|')
    const key = passThrough ? `${name}/${dialled}` : name
    const known = this.byKey.get(key)
    if (known) return known
    const [, , subset = '', host = dialled] = passThrough ? [] : name.split('|')
    const to = serviceLabel(host)
    const ref = { number: this.byKey.size, name, dialled: passThrough ? dialled : '', to, destination: subset || to }
    this.byKey.set(key, ref)
    return ref
  }
}

/** `reviews.default.svc.cluster.local` -> `default/reviews`; any other host as it is. */
export function serviceLabel(host: string): string {
  const [name, namespace, svc] = host.split('.')
  return svc === 'svc' ? `${namespace}/${name}` : host
}

/** Endpoints that the tables have for a cluster; a pass-through cluster has the one host that was dialled. */
export function endpointsOf(tables: ProxyTables, ref: ClusterRef): LoadAssignment {
  const assignment = tables.loadAssignment(ref.name)
  if (assignment !== undefined && (assignment.localities.length > 0 || ref.dialled === '')) return assignment
  if (ref.dialled === '') return { cluster: ref.name, localities: [] }
  const endpoint = {
    address: ref.dialled,
    port: 0,
    pod: '',
    weight: 1,
    health: 'HEALTHY' as const,
    mtls: false,
    place: NO_PLACE,
  }
  return { cluster: ref.name, localities: [{ locality: NO_LOCALITY, priority: 0, weight: 1, endpoints: [endpoint] }] }
}

/** How a caller without a proxy meets a Service: kube-proxy picks any ready endpoint, and nothing is retried or limited. */
export function plainCluster(cluster: Cluster): Cluster {
  const { outlier: _, ...rest } = cluster
  return {
    ...rest,
    balancer: { kind: 'RANDOM' },
    limits: {},
    panicThreshold: 0,
    localityWeighted: false,
    maxRequestsPerConnection: 0,
    tls: { mode: 'none' },
  }
}
