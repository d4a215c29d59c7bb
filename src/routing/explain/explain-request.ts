import type { Cluster } from '../../dataplane/cluster.ts'
import type { ConnectTarget, ProxyIdentity } from '../../dataplane/data-plane.ts'
import type { Explanation, HopExplanation } from '../../dataplane/explanation.ts'
import { type Pod, podId, workloadId } from '../../dataplane/pod.ts'
import type { WeightedCluster } from '../../dataplane/route.ts'
import type { RoutingCall } from '../../proxy/route/decide.ts'
import { changeRequest } from '../golden/forward.ts'
import { possibleHosts } from '../golden/upstream-hosts.ts'
import { type ExplainedHop, explainHop } from './explain-hop.ts'
import { type MeshView, proxyOf } from './view.ts'

/** One request and the proxy that it meets first. */
export interface Question {
  readonly proxy: ProxyIdentity
  readonly call: RoutingCall
}

/** A request passes a sidecar and at most an egress and an ingress gateway; more than this is a loop. */
const MOST_HOPS = 4

/**
 * Every proxy's part in the way of a request: the caller's, then that of each gateway that stands among the endpoints.
 * `initHash()` must have ended.
 */
export function explainRequest(view: MeshView, { proxy, call }: Question): Explanation['hops'] {
  const hops: HopExplanation[] = []
  let waiting: readonly Arrival[] = [{ proxy, call, share: 1 }]
  while (waiting.length > 0 && hops.length < MOST_HOPS) {
    const [{ proxy: at, call: arriving, share }, ...rest] = waiting
    const explained = explainHop(view, at, arriving, share)
    hops.push(explained.hop)
    waiting = [...rest, ...arrivalsAfter(view, at, arriving, share, explained)]
  }
  return hops
}

interface Arrival extends Question {
  readonly share: number
}

/** Gateways among the endpoints of the split, and the request as it comes to them. */
function arrivalsAfter(
  view: MeshView,
  from: ProxyIdentity,
  call: RoutingCall,
  share: number,
  { prediction: { decision } }: ExplainedHop,
): readonly Arrival[] {
  const { verdict, request } = decision
  const route = verdict.kind === 'route' ? verdict.route : undefined
  const action = route?.action.kind === 'forward' ? route.action : undefined
  const clusters = action?.clusters ?? (verdict.kind === 'tcp' ? verdict.clusters : [])
  const total = clusters.reduce((sum, { weight }) => sum + weight, 0)
  const tables = view.dataPlane.tablesFor(from)
  return clusters.flatMap((entry): readonly Arrival[] => {
    const cluster = tables.cluster(entry.cluster)
    const pod = cluster && gatewayAmong(view, possibleHosts(cluster, tables.loadAssignment(cluster.name), undefined))
    if (!pod || !cluster || entry.weight === 0) return []
    const sent = route && action ? changeRequest(route, action, entry, request) : request
    // What a proxy terminated it does not speak upstream; behind a TCP proxy the client's own TLS goes on.
    const tls = tlsTo(cluster) ?? (verdict.kind === 'tcp' ? call.target.tls : undefined)
    const target: ConnectTarget = { host: call.target.host, port: cluster.port, tls }
    const arriving = { target, request: sent, gateway: true }
    return [{ proxy: proxyOf(pod, 'gateway'), call: arriving, share: share * partOf(entry, total) }]
  })
}

/** TLS that the cluster asks for; a gateway has no proxy in front of it that auto mTLS could speak to. */
function tlsTo({ tls }: Cluster): ConnectTarget['tls'] {
  return tls.mode === 'mesh' || tls.mode === 'tls' ? { sni: tls.sni ?? '' } : undefined
}

function partOf({ weight }: WeightedCluster, total: number): number {
  return total === 0 ? 0 : weight / total
}

function gatewayAmong(view: MeshView, hosts: ReturnType<typeof possibleHosts>): Pod | undefined {
  const ids = new Set(hosts.map(({ endpoint }) => endpoint.pod))
  return view.dataPlane.pods.find(pod => ids.has(podId(pod)) && view.gateways.has(workloadId(pod)))
}
