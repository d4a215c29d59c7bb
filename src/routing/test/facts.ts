import type { Cluster, UpstreamTls } from '../../dataplane/cluster.ts'
import type { LoadAssignment } from '../../dataplane/endpoint.ts'
import type { Request } from '../../dataplane/request.ts'
import type { FaultPolicy, HashPolicy, HeaderMutation, RetryPolicy } from '../../dataplane/route.ts'
import { type Decision, decide, type RoutingCall } from '../../proxy/route/decide.ts'
import { redirectLocation } from '../../proxy/route/redirect.ts'
import type { BoundCaller } from '../foreign-tests/bound-caller.ts'
import type { AssumedMesh } from '../foreign-tests/bound-mesh.ts'
import { changeRequest } from '../golden/forward.ts'
import { destinationsOf, type RouteDestination } from '../matchers/route.ts'

/** Everything that a proxy's tables say of one request, as tests ask for it. Nothing is drawn. */
export interface RouteFacts {
  readonly decision: Decision
  /** Configured, zero weights too. */
  readonly destinations: readonly RouteDestination[]
  /** No rule takes it: no virtual host, no route, or the virtual host of sidecars that refuse what is not registered. */
  readonly isUnrouted: boolean
  /** Answer of the proxy itself; undefined where a server answers. */
  readonly status?: number
  readonly redirect?: { readonly to: string; readonly code: number }
  /** As the server sees them. */
  readonly path: string
  readonly host: string
  readonly requestHeaders: readonly HeaderMutation[]
  readonly responseHeaders: readonly HeaderMutation[]
  /** 0 = none. */
  readonly timeoutNs: number
  readonly retry?: RetryPolicy
  readonly fault?: FaultPolicy
  readonly mirrors: readonly { readonly host: string; readonly subset?: string; readonly percent: number }[]
  readonly hashKeys: readonly string[]
  /** Of every destination that exists. */
  readonly clusters: readonly ClusterFacts[]
}

export interface ClusterFacts {
  readonly cluster: Cluster
  readonly mtls: string
  readonly lb: string
  readonly limits: Readonly<Record<string, number>>
  readonly locality: { readonly failover: boolean; readonly distribute: boolean; readonly because: string }
}

export function factsOf(mesh: AssumedMesh, { proxy, target }: BoundCaller, request: Request): RouteFacts {
  const tables = mesh.dataPlane.tablesFor(proxy)
  const call: RoutingCall = { target, request, gateway: proxy.kind === 'gateway' }
  const decision = decide(tables, call)
  const { verdict } = decision
  const route = verdict.kind === 'route' ? verdict.route : undefined
  const action = route?.action.kind === 'forward' ? route.action : undefined
  const endpointsOf = (cluster: string) =>
    tables.loadAssignment(cluster)?.localities.reduce((sum, { endpoints }) => sum + endpoints.length, 0) ?? 0
  const destinations = destinationsOf(verdict, endpointsOf)
  const names =
    action?.clusters.map(({ cluster }) => cluster) ??
    (verdict.kind === 'tcp' ? verdict.filter.clusters.map(({ cluster }) => cluster) : [])
  const entry = action?.clusters[0]
  const seen = route && action && entry ? changeRequest(route, action, entry, decision.request) : decision.request
  return {
    decision,
    destinations,
    isUnrouted: isUnrouted(decision),
    ...answerOf(decision),
    path: seen.path,
    host: seen.authority,
    requestHeaders: [
      ...(route ? [route.requestHeaders] : []),
      ...(action?.clusters.map(each => each.requestHeaders) ?? []),
    ],
    responseHeaders: [
      ...(route ? [route.responseHeaders] : []),
      ...(action?.clusters.map(each => each.responseHeaders) ?? []),
    ],
    timeoutNs: action?.timeoutNs ?? 0,
    ...(action?.retry && action.retry.attempts > 0 ? { retry: action.retry } : {}),
    ...(route?.fault ? { fault: route.fault } : {}),
    mirrors: (action?.mirrors ?? []).map(({ cluster, percent }) => ({ ...partsOf(cluster), percent })),
    hashKeys: (action?.hash ?? []).map(hashText),
    clusters: names.flatMap(name => {
      const cluster = tables.cluster(name)
      return cluster ? [clusterFacts(cluster, tables.loadAssignment(name))] : []
    }),
  }
}

/** A sidecar under REGISTRY_ONLY answers 502 to hosts that nobody registers. */
function isUnrouted({ verdict, virtualHost }: Decision): boolean {
  return verdict.kind === 'noRoute' || verdict.kind === 'noVirtualHost' || virtualHost?.name === 'block_all'
}

/** What the proxy answers by itself, to everybody. */
function answerOf({ verdict, request }: Decision): Pick<RouteFacts, 'status' | 'redirect'> {
  switch (verdict.kind) {
    case 'noRoute':
    case 'noVirtualHost':
    case 'rejected':
      return { status: 404 }
    case 'badRequest':
      return { status: 400 }
    case 'tlsRedirect':
      return { status: 301, redirect: { to: verdict.location, code: 301 } }
    case 'route': {
      const { action, fault } = verdict.route
      if (fault?.abort?.percent === 100) return { status: fault.abort.status }
      if (action.kind === 'directResponse') return { status: action.status }
      if (action.kind !== 'redirect') return {}
      const to = redirectLocation(action, request, verdict.route.match.path)
      return { status: action.code, redirect: { to, code: action.code } }
    }
    default:
      return {}
  }
}

function clusterFacts(cluster: Cluster, assignment: LoadAssignment | undefined): ClusterFacts {
  const { balancer, limits } = cluster
  return {
    cluster,
    mtls: tlsMode(cluster.tls, assignment),
    lb: balancer.kind === 'CLUSTER_PROVIDED' ? 'PASSTHROUGH' : balancer.kind,
    limits: {
      ...numbered('connections', limits.maxConnections),
      ...numbered('pending', limits.maxPendingRequests),
      ...numbered('requests', limits.maxRequests),
      ...numbered('retries', limits.maxRetries),
      ...numbered('requests-per-connection', cluster.maxRequestsPerConnection || undefined),
    },
    locality: localityFacts(cluster, assignment),
  }
}

function numbered(name: string, value: number | undefined): Readonly<Record<string, number>> {
  return value === undefined ? {} : { [name]: value }
}

/** In the words of a DestinationRule. */
function tlsMode(tls: UpstreamTls, assignment: LoadAssignment | undefined): string {
  if (tls.mode === 'none') return 'DISABLE'
  if (tls.mode === 'mesh') return 'ISTIO_MUTUAL'
  if (tls.mode === 'tls') return tls.clientCertificate ? 'MUTUAL' : 'SIMPLE'
  const endpoints = assignment?.localities.flatMap(each => each.endpoints) ?? []
  const encrypted = endpoints.filter(({ mtls }) => mtls).length
  if (encrypted === endpoints.length) return 'ISTIO_MUTUAL'
  return encrypted === 0 ? 'DISABLE' : `ISTIO_MUTUAL for ${encrypted} of ${endpoints.length} endpoints`
}

function localityFacts(
  { outlier, localityWeighted }: Cluster,
  assignment: LoadAssignment | undefined,
): ClusterFacts['locality'] {
  const localities = assignment?.localities ?? []
  const failover = new Set(localities.map(({ priority }) => priority)).size > 1
  const distribute = localityWeighted && new Set(localities.map(({ weight }) => weight)).size > 0 && !failover
  const because = failover
    ? 'endpoints of other places have a lower priority'
    : outlier === undefined
      ? 'no outlierDetection'
      : localities.length < 2
        ? 'all endpoints are in one place'
        : 'all places have one priority'
  return { failover, distribute, because }
}

function hashText(policy: HashPolicy): string {
  return policy.kind === 'sourceIp' ? 'source-ip' : `${policy.kind} ${policy.name}`
}

export function partsOf(cluster: string): { readonly host: string; readonly subset?: string } {
  const [, , subset = '', host = cluster] = cluster.split('|')
  return { host, ...(subset === '' ? {} : { subset }) }
}
