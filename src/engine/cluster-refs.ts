import type { Cluster } from '../dataplane/cluster.ts'
import type { ProxyTables } from '../dataplane/data-plane.ts'
import type { LoadAssignment } from '../dataplane/endpoint.ts'
import { NO_LOCALITY } from '../kernel/locality.ts'
import { NO_PLACE } from '../kernel/place.ts'

/** A cluster by name, numbered: proxies keep their upstreams by this number. */
export interface ClusterRef {
  readonly number: number
  readonly name: string
  /** Where only the application knows whom it dials, the host that the request names: each is an upstream of its own. */
  readonly dialled: string
  /** `namespace/name` of the Service, or the external host: how results name the destination. */
  readonly to: string
  /** An east-west gateway passes connections of the cluster on: only to pods that it reaches by their own address. */
  readonly isTunnel: boolean
  /** Subset, or the destination's name when it has none: how shares name it. */
  readonly destination: string
}

export class ClusterRefs {
  private readonly byKey = new Map<string, ClusterRef>()

  of(name: string, authority: string, tables: ProxyTables): ClusterRef {
    const dialled = isDialled(name, tables) ? authority : ''
    return this.ref(name, dialled, authority, false)
  }

  tunnel(name: string): ClusterRef {
    return this.ref(name, '', '', true)
  }

  private ref(name: string, dialled: string, authority: string, isTunnel: boolean): ClusterRef {
    const key = `${name}/${dialled}/${isTunnel}`
    const known = this.byKey.get(key)
    if (known) return known
    const [, , subset = '', host = '*'] = name.split('|')
    const to = serviceLabel(host.startsWith('*') ? authority : host)
    const ref = { number: this.byKey.size, name, dialled, to, isTunnel, destination: subset || to }
    this.byKey.set(key, ref)
    return ref
  }
}

/** `reviews.default.svc.cluster.local` -> `default/reviews`; any other host as it is. */
export function serviceLabel(host: string): string {
  const [name, namespace, svc] = host.split('.')
  return svc === 'svc' ? `${namespace}/${name}` : host
}

function isDialled(name: string, tables: ProxyTables): boolean {
  return tables.cluster(name)?.type === 'ORIGINAL_DST' && tables.originalDestinations(name) === undefined
}

/** Endpoints that the tables have for a cluster, or those that were dialled past it. */
export function endpointsOf(tables: ProxyTables, ref: ClusterRef): LoadAssignment {
  if (ref.dialled === '') {
    const endpoints = tables.originalDestinations(ref.name) ?? tables.loadAssignment(ref.name)
    const all = endpoints ?? { cluster: ref.name, localities: [] }
    return ref.isTunnel ? nearBy(all) : all
  }
  const endpoint = {
    address: ref.dialled,
    port: Number(/:(\d+)$/.exec(ref.dialled)?.[1] ?? 80),
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

/** What the usual east-west gateway asks for by ISTIO_META_REQUESTED_NETWORK_VIEW: the endpoints of its own network. */
function nearBy({ localities, ...rest }: LoadAssignment): LoadAssignment {
  const own = localities.map(group => {
    const endpoints = group.endpoints.filter(({ pod }) => pod !== '')
    return { ...group, endpoints, weight: endpoints.reduce((sum, { weight }) => sum + weight, 0) }
  })
  return { ...rest, localities: own.filter(({ endpoints }) => endpoints.length > 0) }
}
