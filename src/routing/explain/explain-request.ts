import type { ProxyIdentity } from '../../dataplane/data-plane.ts'
import type { HopExplanation } from '../../dataplane/explanation.ts'
import { type Pod, podId, workloadId } from '../../dataplane/pod.ts'
import type { RoutingCall } from '../../proxy/route/decide.ts'
import { type ExplainedHop, explainHop } from './explain-hop.ts'
import { type MeshView, proxyOf } from './view.ts'
import { type Arrival, type WayOut, waysOut } from './ways-out.ts'

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
export function explainRequest(view: MeshView, { proxy, call }: Question): readonly HopExplanation[] {
  const hops: HopExplanation[] = []
  let waiting: readonly Arrival[] = [{ proxy, call, share: 1 }]
  while (waiting.length > 0 && hops.length < MOST_HOPS) {
    const [arrival, ...rest] = waiting
    const explained = explainHop(view, arrival.proxy, arrival.call, arrival.share)
    hops.push(explained.hop)
    waiting = [...rest, ...atGateways(view, arrival, explained)]
  }
  return hops
}

/** Gateways among the endpoints of the split, and the request as it comes to them. */
function atGateways(view: MeshView, { proxy, call, share }: Arrival, explained: ExplainedHop): readonly Arrival[] {
  return waysOut(view, proxy, call, explained).flatMap(way => {
    const pod = gatewayAmong(view, way)
    if (!pod) return []
    const arriving = { target: way.target, request: way.request, gateway: true }
    return [{ proxy: proxyOf(pod, 'gateway'), call: arriving, share: share * way.share }]
  })
}

function gatewayAmong({ dataPlane, gateways }: MeshView, { pods }: WayOut): Pod | undefined {
  return dataPlane.pods.find(pod => pods.has(podId(pod)) && gateways.has(workloadId(pod)))
}
