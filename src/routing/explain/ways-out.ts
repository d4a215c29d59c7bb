import type { Cluster } from '../../dataplane/cluster.ts'
import type { ConnectTarget, ProxyIdentity } from '../../dataplane/data-plane.ts'
import { type Pod, podId, workloadId } from '../../dataplane/pod.ts'
import type { Request } from '../../dataplane/request.ts'
import type { Decision, RoutingCall } from '../../proxy/route/decide.ts'
import { changeRequest } from '../golden/forward.ts'
import { hostsOf, type PossibleHost } from '../golden/upstream-hosts.ts'
import type { MeshView } from './view.ts'

/** A request that has come to a proxy. */
export interface Arrival {
  readonly proxy: ProxyIdentity
  readonly call: RoutingCall
  /** Of the requests that the question is about. */
  readonly share: number
}

/** One way out of a proxy: a weighted cluster, its endpoints, and the request as they get it. */
export interface WayOut {
  /** Share of the cluster. */
  readonly share: number
  readonly cluster: Cluster
  readonly protocol: 'http' | 'tcp'
  readonly hosts: readonly PossibleHost[]
  /** Ids of the pods that can be chosen. */
  readonly pods: ReadonlySet<string>
  readonly request: Request
  readonly target: ConnectTarget
}

/** Where a proxy can send a request, in configured order; clusters that do not exist lead nowhere. */
export function waysOut(
  view: MeshView,
  proxy: ProxyIdentity,
  call: RoutingCall,
  { verdict, request, access, denial }: Decision,
): readonly WayOut[] {
  if (access?.kind === 'denied' || denial) return []
  const route = verdict.kind === 'route' ? verdict.route : undefined
  const action = route?.action.kind === 'forward' ? route.action : undefined
  const clusters = action?.clusters ?? (verdict.kind === 'tcp' ? verdict.filter.clusters : [])
  const total = clusters.reduce((sum, { weight }) => sum + weight, 0)
  const tables = view.dataPlane.tablesFor(proxy)
  return clusters.flatMap((entry): readonly WayOut[] => {
    const cluster = tables.cluster(entry.cluster)
    if (!cluster || entry.weight === 0) return []
    // What a proxy terminated it does not speak upstream; behind a TCP proxy the client's own TLS goes on.
    const tls = tlsTo(cluster) ?? (verdict.kind === 'tcp' ? call.target.tls : undefined)
    const hosts = hostsOf(tables, cluster)
    return [
      {
        share: entry.weight / total,
        cluster,
        protocol: verdict.kind === 'tcp' ? 'tcp' : 'http',
        hosts,
        pods: new Set(hosts.map(({ endpoint }) => endpoint.pod)),
        request: route && action ? changeRequest(route, action, entry, request) : request,
        target: { host: call.target.host, port: cluster.port, tls },
      },
    ]
  })
}

/** A pod of a gateway among the endpoints. */
export function gatewayAmong({ dataPlane, gateways }: MeshView, { pods }: WayOut): Pod | undefined {
  return dataPlane.pods.find(pod => pods.has(podId(pod)) && gateways.has(workloadId(pod)))
}

/** TLS that the cluster asks for; a gateway has no proxy in front of it that auto mTLS could speak to. */
function tlsTo({ tls }: Cluster): ConnectTarget['tls'] {
  return tls.mode === 'mesh' || tls.mode === 'tls' ? { sni: tls.sni ?? '' } : undefined
}
