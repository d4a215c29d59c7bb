import type { Request } from '../dataplane/request.ts'
import type { ForwardAction, Route, WeightedCluster } from '../dataplane/route.ts'
import { mutateHeaders } from '../proxy/route/mutate-headers.ts'
import { rewritePath } from '../proxy/route/rewrite.ts'

/**
 * The request as the router sends it on: header changes of the weighted cluster, then of the route (Envoy's order: later
 * wins), rewritten path and host. Nothing is matched again.
 */
export function forwardedRequest(
  route: Route,
  action: ForwardAction,
  weighted: WeightedCluster,
  request: Request,
): Request {
  const unknown = () => undefined
  const inner = mutateHeaders(request.headers, weighted.requestHeaders, unknown)
  const headers = mutateHeaders(inner, route.requestHeaders, unknown)
  const path = action.rewrite === undefined ? request.path : rewritePath(request.path, route.match.path, action.rewrite)
  const authority = action.hostRewrite ?? weighted.hostRewrite ?? request.authority
  return { ...request, headers, path, authority }
}
