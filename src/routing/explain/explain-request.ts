import type { ProxyIdentity } from '../../dataplane/data-plane.ts'
import type { HopExplanation } from '../../dataplane/explanation.ts'
import { podId } from '../../dataplane/pod.ts'
import { proxyOf } from '../../dataplane/proxy-of.ts'
import type { RoutingCall } from '../../proxy/route/decide.ts'
import { type ExplainedHop, explainHop } from './explain-hop.ts'
import { explainPlain } from './explain-plain.ts'
import { explainServers } from './explain-server.ts'
import type { MeshView } from './view.ts'
import { type Arrival, gatewayAmong } from './ways-out.ts'

/** One request and the proxy that it meets first. */
export interface Question {
  readonly proxy: ProxyIdentity
  readonly call: RoutingCall
}

/** A request passes a sidecar and at most an egress and an ingress gateway; more than this is a loop. */
const MOST_PROXIES = 4

/**
 * Every proxy's part in the way of a request: the caller's, those of the servers that it can come to, then that of each
 * gateway that stands among the endpoints, with its servers. `initHash()` must have ended.
 */
export function explainRequest(view: MeshView, { proxy, call }: Question): readonly HopExplanation[] {
  const hops: HopExplanation[] = []
  let waiting: readonly Arrival[] = [{ proxy, call, share: 1 }]
  for (let proxies = 0; waiting.length > 0 && proxies < MOST_PROXIES; proxies++) {
    const [arrival, ...rest] = waiting
    const { share } = arrival
    const isPlain = proxies === 0 && isPlainCaller(view, proxy)
    const explained = isPlain ? explainPlain(view, proxy, call) : explainHop(view, arrival.proxy, arrival.call, share)
    const servers = explained.ways.flatMap(way => explainServers(view, arrival.proxy, explained.ip, way))
    hops.push(explained.hop, ...servers.map(server => ({ ...server, share: server.share * share })))
    waiting = [...rest, ...atGateways(view, arrival, explained)]
  }
  return hops
}

function isPlainCaller({ dataPlane }: MeshView, { kind, cluster, namespace, name }: ProxyIdentity): boolean {
  const id = podId({ cluster, namespace, name })
  return kind === 'sidecar' && dataPlane.pods.find(pod => podId(pod) === id)?.sidecar === false
}

/** Gateways among the endpoints of the split, and the request as it comes to them. */
function atGateways(view: MeshView, { share }: Arrival, { ways }: ExplainedHop): readonly Arrival[] {
  return ways.flatMap(way => {
    const pod = gatewayAmong(view, way)
    if (!pod) return []
    const arriving = { target: way.target, request: way.request, gateway: true }
    return [{ proxy: proxyOf(pod, 'gateway'), call: arriving, share: share * way.share }]
  })
}
