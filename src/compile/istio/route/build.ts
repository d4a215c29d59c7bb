import type { Origin } from '../../../dataplane/origin.ts'
import type { HashPolicy, Route } from '../../../dataplane/route.ts'
import { NO_MUTATION } from '../../../dataplane/route.ts'
import { labelsMatch } from '../field.ts'
import type { HttpMatch, HttpRule, SourceMatch, VirtualService } from '../virtual-service/virtual-service.ts'
import { directResponseAction, forwardAction, redirectAction } from './action.ts'
import type { RouteContext } from './context.ts'
import { translateCors } from './cors.ts'
import { translateFault } from './fault.ts'
import { joinMutations, NO_OPERATIONS, translateHeaders } from './headers.ts'
import { isCatchAll, MATCH_ALL, translateMatch } from './match.ts'
import { convertRetries } from './retry.ts'

/**
 * Routes of a VirtualService for one proxy and port, in order (core/route/route.go:BuildHTTPRoutesForVirtualService):
 * one per match entry, cut after the first that catches everything.
 */
export function buildRoutes(vs: VirtualService, context: RouteContext): readonly Route[] {
  const routes: Route[] = []
  for (const rule of vs.http) {
    if (rule.match.length === 0) {
      routes.push(buildRoute(rule, undefined, context))
      return routes
    }
    for (const match of rule.match) {
      if (!appliesHere(match.source, context)) continue
      const route = buildRoute(rule, match, context)
      routes.push(route)
      if (isCatchAll(route.match)) return routes
    }
  }
  return routes
}

/** Naming gateways in a match switches its tests of the source off (sourceMatchHTTP). */
function appliesHere(source: SourceMatch, context: RouteContext): boolean {
  if (source.port !== 0 && source.port !== context.port) return false
  if (source.gateways.length > 0) return source.gateways.includes(context.gateway)
  return (
    labelsMatch(source.labels, context.labels) && (source.namespace === '' || source.namespace === context.namespace)
  )
}

function buildRoute(rule: HttpRule, match: HttpMatch | undefined, context: RouteContext): Route {
  const own = translateHeaders(rule.headers)
  const action = rule.redirect
    ? redirectAction(rule.redirect, context)
    : rule.directResponse
      ? directResponseAction(rule.directResponse)
      : forwardAction(rule, own.authority, context)
  const joined =
    action.kind === 'forward' && rule.destinations.length === 1
      ? translateHeaders(rule.destinations[0].headers)
      : NO_OPERATIONS
  return {
    name: match?.name ? `${rule.name}.${match.name}` : rule.name,
    match: translateMatch(match, rule.routeApi),
    action,
    requestHeaders: joinMutations(own.request, joined.request),
    responseHeaders: joinMutations(own.response, joined.response),
    fault: translateFault(rule.fault),
    cors: translateCors(rule.cors),
    origin: {
      resource: rule.resource,
      place: match?.place ?? rule.place,
      why: rule.routeApi === 'gateway' ? 'rule of the route' : 'rule of the VirtualService',
    },
  }
}

/** The only route of a Service without a VirtualService (BuildDefaultHTTPOutboundRoute). */
export function defaultRoute(
  cluster: string,
  hash: HashPolicy | undefined,
  defaultRetries: RouteContext['defaultRetries'],
  origin: Origin,
): Route {
  return {
    name: 'default',
    match: MATCH_ALL,
    action: {
      kind: 'forward',
      clusters: [{ cluster, weight: 100, requestHeaders: NO_MUTATION, responseHeaders: NO_MUTATION, origin }],
      weighted: false,
      timeoutNs: 0,
      maxGrpcTimeoutNs: 0,
      retry: convertRetries(defaultRetries, false),
      hash: hash ? [hash] : [],
      mirrors: [],
    },
    requestHeaders: NO_MUTATION,
    responseHeaders: NO_MUTATION,
    origin,
  }
}

/** Gateways concatenate VirtualServices; what catches everything goes to the end (SortVHostRoutes). */
export function sortCatchAllsLast(routes: readonly Route[]): readonly Route[] {
  return [...routes.filter(route => !isCatchAll(route.match)), ...routes.filter(route => isCatchAll(route.match))]
}
