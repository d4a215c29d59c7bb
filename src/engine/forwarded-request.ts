import type { Headers, Request } from '../dataplane/request.ts'
import type { ForwardAction, Route, WeightedCluster } from '../dataplane/route.ts'
import { ROUTER_HEADERS } from '../proxy/retry/steering.ts'
import { withGrpcTimeout } from '../proxy/retry/told-timeout.ts'
import { mutateHeaders } from '../proxy/route/mutate-headers.ts'
import { rewritePath } from '../proxy/route/rewrite.ts'

/**
 * The request as the router sends it on: its time for a gRPC server, header changes of the weighted cluster, then of the route
 * (Envoy's order: later wins), rewritten path and host. Nothing is matched again.
 */
export function forwardedRequest(
  route: Route,
  action: ForwardAction,
  weighted: WeightedCluster,
  request: Request,
): Request {
  const unknown = () => undefined
  const inner = mutateHeaders(withGrpcTimeout(action, request), weighted.requestHeaders, unknown)
  const mutated = mutateHeaders(inner, route.requestHeaders, unknown)
  const headers = withoutRouterHeaders(mutated)
  const path = action.rewrite === undefined ? request.path : rewritePath(request.path, route.match.path, action.rewrite)
  const authority = action.hostRewrite ?? weighted.hostRewrite ?? request.authority
  return { ...request, headers, path, authority }
}

/** What steers the router stays there. */
function withoutRouterHeaders(headers: Headers): Headers {
  if (!ROUTER_HEADERS.some(name => headers.has(name))) return headers
  return new Map([...headers].filter(([name]) => !ROUTER_HEADERS.includes(name)))
}

/** Request of a mirror (Envoy ShadowWriterImpl: `-shadow` stands before the port). */
export function shadowRequest(request: Request, shadowHost: boolean): Request {
  return shadowHost ? { ...request, authority: request.authority.replace(/(?=:\d+$)|$/, '-shadow') } : request
}
