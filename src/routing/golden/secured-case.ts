import type { Connection, ProxyIdentity } from '../../dataplane/data-plane.ts'
import { proxyOf } from '../../dataplane/proxy-of.ts'
import type { Request } from '../../dataplane/request.ts'
import { checkHttpAccess, checkNetworkAccess, type HttpAccess } from '../../proxy/authorize/access.ts'
import { clientOfGateway, withPeerAddress } from '../../proxy/authorize/client-address.ts'
import type { RoutingCall } from '../../proxy/route/decide.ts'
import { routingCallOf } from './call.ts'
import type { EndpointStyle } from './endpoint-style.ts'
import type { Outcome } from './forward.ts'
import type { MeshSide } from './mesh-side.ts'
import { type Prediction, predict } from './predict.ts'
import type { RecordedCall } from './recording.ts'
import type { Caller } from './secured.ts'
import { securityFacts } from './security-set.ts'

/** Clients of a gateway come from here unless a call says otherwise. */
const CLIENT_IP = '203.0.113.10'

/** A call through a proxy, as recordings of both sides show it. */
export function predictSecured(
  side: MeshSide,
  proxy: ProxyIdentity,
  recorded: RecordedCall,
  style: EndpointStyle,
): Prediction {
  const ip = side.dataPlane.pods.find(({ name, namespace }) => name === proxy.name && namespace === proxy.namespace)?.ip
  const routing = routingCallOf(recorded)
  const clientIp = recorded.from.ip ?? CLIENT_IP
  const call = admitted(side, proxy, ip ?? '', routing, clientIp)
  const caller: Caller = { side, proxy, ip: ip ?? '' }
  const prediction = predict(side.dataPlane.tablesFor(proxy), call, style, caller)
  const refused = refusal(side)
  if (refused !== undefined) {
    return { ...prediction, exact: { error: 'Envoy rejects the configuration', reason: refused }, outcomes: [] }
  }
  const isHttp = prediction.decision.verdict.kind !== 'badRequest'
  const outcomes = isHttp ? prediction.outcomes : prediction.outcomes.map(withoutDetails)
  return { ...prediction, exact: securityFacts(prediction.exact, isHttp), outcomes }
}

/** What is not HTTP has no request in the log, and so no details. */
function withoutDetails(outcome: Outcome): Outcome {
  const { details: _, ...facts } = outcome.facts
  return { ...outcome, facts }
}

/** Where one proxy refuses what it was sent, the recordings have nothing else of the case. */
function refusal({ dataPlane }: MeshSide): string | undefined {
  for (const pod of dataPlane.pods) {
    const { rejected } = dataPlane.serverSideOf(proxyOf(pod, 'sidecar'))
    if (pod.sidecar && rejected !== undefined) return rejected
  }
  return undefined
}

function gatewayFacts(connection: Connection, call: RoutingCall, ip: string, clientIp: string) {
  return {
    sourceIp: clientIp,
    destinationIp: ip,
    destinationPort: connection.listener?.port ?? 0,
    serverName: call.target.tls?.sni ?? '',
  }
}

/** A gateway asks its policies before it routes; sidecars have none for what goes out. */
export function admitted(
  side: MeshSide,
  proxy: ProxyIdentity,
  ip: string,
  call: RoutingCall,
  clientIp: string,
): RoutingCall {
  const server = side.dataPlane.serverSideOf(proxy)
  const { pathNormalisation } = server
  if (proxy.kind !== 'gateway') return { ...call, pathNormalisation }
  const admit: RoutingCall['admit'] = (connection, request): HttpAccess => {
    const remoteIp = clientOfGateway(request, clientIp, server.trustedProxies)
    const facts = { ...gatewayFacts(connection, call, ip, clientIp), remoteIp }
    const received: Request = withPeerAddress(request, clientIp)
    return checkHttpAccess(server.httpFilters, facts, received, side.contextOf(proxy))
  }
  const admitConnection: RoutingCall['admitConnection'] = connection => {
    const facts = { ...gatewayFacts(connection, call, ip, clientIp), remoteIp: clientIp }
    return checkNetworkAccess(server.networkFilters, facts, side.contextOf(proxy).service)
  }
  return { ...call, pathNormalisation, admit, admitConnection }
}
