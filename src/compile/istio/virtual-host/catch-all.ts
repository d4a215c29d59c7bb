import type { Origin } from '../../../dataplane/origin.ts'
import type { Route, RouteAction, VirtualHost } from '../../../dataplane/route.ts'
import { NO_MUTATION } from '../../../dataplane/route.ts'
import { NO_PLACE } from '../../../kernel/place.ts'
import { destinationCluster } from '../route/destination.ts'
import { MATCH_ALL } from '../route/match.ts'
import type { OutboundPolicy } from '../sidecar-scope/scope.ts'

/** Cluster that unknown traffic goes to; undefined = nowhere. */
export function unknownCluster(policy: OutboundPolicy): string | undefined {
  if (policy.mode === 'REGISTRY_ONLY') return undefined
  return policy.egressProxy ? destinationCluster(policy.egressProxy, undefined, 0) : 'PassthroughCluster'
}

/** Last virtual host of every shared table: hosts that nobody knows (core/httproute.go:buildCatchAllVirtualHost). */
export function catchAllVirtualHost(policy: OutboundPolicy): VirtualHost {
  const cluster = unknownCluster(policy)
  const name = cluster === undefined ? 'block_all' : 'allow_any'
  const origin: Origin = { resource: 'istiod', place: NO_PLACE, why: `outboundTrafficPolicy ${policy.mode}` }
  return {
    name,
    domains: ['*'],
    routes: [catchAllRoute(name, cluster === undefined ? BLOCK : passThrough(cluster, origin), origin)],
    requireTls: 'none',
    includeAttemptCount: true,
    origin,
  }
}

const BLOCK: RouteAction = { kind: 'directResponse', status: 502, body: '' }

function catchAllRoute(name: string, action: RouteAction, origin: Origin): Route {
  return { name, match: MATCH_ALL, action, requestHeaders: NO_MUTATION, responseHeaders: NO_MUTATION, origin }
}

function passThrough(cluster: string, origin: Origin): RouteAction {
  return {
    kind: 'forward',
    clusters: [{ cluster, weight: 100, requestHeaders: NO_MUTATION, responseHeaders: NO_MUTATION, origin }],
    weighted: false,
    timeoutNs: 0,
    maxGrpcTimeoutNs: 0,
    hash: [],
    mirrors: [],
  }
}
