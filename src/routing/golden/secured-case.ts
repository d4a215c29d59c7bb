import type { ProxyIdentity } from '../../dataplane/data-plane.ts'
import type { Request } from '../../dataplane/request.ts'
import type { HttpAccess } from '../../proxy/authorize/access.ts'
import { checkHttpAccess } from '../../proxy/authorize/access.ts'
import { clientOfGateway, withPeerAddress } from '../../proxy/authorize/client-address.ts'
import type { RoutingCall } from '../../proxy/route/decide.ts'
import { routingCallOf } from './call.ts'
import type { EndpointStyle } from './endpoint-style.ts'
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
  const caller: Caller = { side, proxy, ip: ip ?? '' }
  const call = admitted(side, proxy, caller.ip, routingCallOf(recorded), recorded.from.ip ?? CLIENT_IP)
  const prediction = predict(side.dataPlane.tablesFor(proxy), call, style, caller)
  return { ...prediction, exact: securityFacts(prediction.exact) }
}

/** A gateway asks its policies before it routes; sidecars have none for what goes out. */
function admitted(side: MeshSide, proxy: ProxyIdentity, ip: string, call: RoutingCall, clientIp: string): RoutingCall {
  const server = side.dataPlane.serverSideOf(proxy)
  const { pathNormalisation } = server
  if (proxy.kind !== 'gateway') return { ...call, pathNormalisation }
  const admit: RoutingCall['admit'] = (connection, request): HttpAccess => {
    const facts = {
      sourceIp: clientIp,
      destinationIp: ip,
      destinationPort: connection.listener?.port ?? 0,
      serverName: call.target.tls?.sni ?? '',
      remoteIp: clientOfGateway(request, clientIp, server.trustedProxies),
    }
    const received: Request = withPeerAddress(request, clientIp)
    return checkHttpAccess(server.httpFilters, facts, received, side.contextOf(proxy))
  }
  return { ...call, pathNormalisation, admit }
}
