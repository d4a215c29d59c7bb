import type { ConnectTarget, ProxyTables } from '../../dataplane/data-plane.ts'
import type { Origin } from '../../dataplane/origin.ts'
import { type Headers, NO_HEADERS, type Request } from '../../dataplane/request.ts'
import type { ForwardAction, Route, WeightedCluster } from '../../dataplane/route.ts'
import { withGrpcTimeout } from '../../proxy/retry/told-timeout.ts'
import { cookiesToMakeUp, type MadeUpCookie } from '../../proxy/route/made-up-cookie.ts'
import { mutateHeaders, type Substitute } from '../../proxy/route/mutate-headers.ts'
import { requestHash } from '../../proxy/route/request-hash.ts'
import { rewritePath } from '../../proxy/route/rewrite.ts'
import { echo } from './echo.ts'
import { addedHeaders, changedHeaders } from './header-facts.ts'
import { ECHO_HEADERS } from './mesh-side.ts'
import type { Facts } from './recording.ts'
import { type Caller, securedHttp, type Way } from './secured.ts'
import { hostsOf, type PossibleHost } from './upstream-hosts.ts'

/** One way a request can go, and how likely it is. */
export interface Outcome {
  readonly probability: number
  readonly facts: Facts
  /** Of what a gRPC client is told by grpc-status: the HTTP status that others get. */
  readonly httpStatus?: number
  /** Hosts that may have answered; absent = no back-end was reached, or it is not the balancer's choice. */
  readonly hosts?: readonly PossibleHost[]
  /** The policy that refused. */
  readonly origin?: Origin
}

/** The part of a route that one draw leads to. */
export interface Leg {
  readonly route: Route
  readonly action: ForwardAction
  readonly entry: WeightedCluster
  readonly corsHeaders: readonly (readonly [string, string])[]
  /** Present where recordings show the servers' side as well. */
  readonly caller?: Caller
  readonly target: ConnectTarget
}

/**
 * A request on its way to one cluster of a route: changed, balanced, answered by the echo server.
 * @param sent the request as the client sent it, for what has been added and removed
 */
export function forward(
  tables: ProxyTables,
  { route, action, entry, corsHeaders, caller, target }: Leg,
  request: Request,
  sent: Request,
): readonly Way[] {
  const refuse = (
    flags: string,
    details: string,
    cluster: string | undefined,
    body?: string,
    status = 503,
  ): readonly Way[] => [
    {
      share: 1,
      facts: {
        status,
        flags,
        details,
        ...(cluster === undefined ? {} : { cluster }),
        ...(body === undefined ? {} : { body }),
        ...answerHeaders(route, entry, NO_HEADERS, NO_HEADERS, corsHeaders),
      },
    },
  ]
  const cluster = tables.cluster(entry.cluster)
  if (!cluster) return refuse('NC', 'cluster_not_found', undefined, undefined, action.clusterNotFoundStatus)
  const badName = invalidName(route, entry)
  if (badName !== undefined) {
    const details = `filter_removed_required_request_headers{invalid_header_name:_${badName.replaceAll(' ', '_')}}`
    return refuse('DPE', details, entry.cluster, `invalid header name: ${badName}`)
  }
  const changed = changeRequest(route, action, entry, request)
  const generated = cookiesToMakeUp(action.hash, changed)
  const isByChance = generated.length > 0 || action.hash.some(policy => policy.kind === 'sourceIp')
  const hash = isByChance ? undefined : requestHash(action.hash, changed)
  const hosts = hostsOf(tables, cluster, hash)
  const isDirect = cluster.type === 'ORIGINAL_DST'
  if (hosts.length === 0 && !isDirect) {
    return refuse('UH', 'no_healthy_upstream', entry.cluster, 'no healthy upstream')
  }
  if (caller) {
    const headersOf = (received: Headers, compared: Headers) =>
      answerHeaders(route, entry, received, compared, [...generated.map(cookieLine), ...corsHeaders])
    const departure = { cluster, hosts, target, request: changed, sent, isSecret: false, answerHeaders: headersOf }
    return securedHttp(caller, departure, action.retry)
  }
  const result = echo(changed, action.timeoutNs, action.retry)
  const received = result.isLocal ? NO_HEADERS : ECHO_HEADERS
  // An answer of the proxy's own brings no cookie.
  const cookies = result.isLocal ? [] : generated.map(cookieLine)
  const way: Way = {
    share: 1,
    facts: {
      status: result.status,
      flags: result.flags.length === 0 ? '-' : result.flags.join(),
      details: result.details,
      ...(result.attempts > 1 ? { attempts: result.attempts } : {}),
      cluster: entry.cluster,
      upstream: {
        ...(isDirect ? { pods: ['original-destination'] } : {}),
        path: changed.path,
        authority: changed.authority,
        ...changedHeaders(sent.headers, changed.headers),
      },
      ...answerHeaders(route, entry, received, ECHO_HEADERS, [...cookies, ...corsHeaders]),
      ...mirrorFacts(tables, action, changed),
    },
    hosts: isDirect ? undefined : hosts,
  }
  return [way]
}

/** What a gRPC server is told of its time; entry, then route; then path and host (envoy: header_parser, finalizeRequestHeaders). */
export function changeRequest(route: Route, action: ForwardAction, entry: WeightedCluster, request: Request): Request {
  const substitute = substitutionsOf(request)
  const headers = mutateHeaders(
    mutateHeaders(withGrpcTimeout(action, request), entry.requestHeaders, substitute),
    route.requestHeaders,
    substitute,
  )
  return {
    ...request,
    headers,
    path: action.rewrite ? rewritePath(request.path, route.match.path, action.rewrite) : request.path,
    authority: action.hostRewrite ?? entry.hostRewrite ?? request.authority,
  }
}

function substitutionsOf(request: Request): Substitute {
  return (command, argument) => {
    if (command === 'PROTOCOL') return 'HTTP/1.1'
    if (command === 'REQ') {
      const [name] = argument.toLowerCase().split('?')
      if (name === ':method') return request.method
      if (name === ':path') return request.path
      if (name === ':authority') return request.authority
      if (name === ':scheme') return request.scheme
      return request.headers.get(name)?.[0]
    }
    return undefined
  }
}

function invalidName(route: Route, entry: WeightedCluster): string | undefined {
  return [entry.requestHeaders, route.requestHeaders]
    .flatMap(({ set, add }) => [...set, ...add])
    .map(([name]) => name)
    .find(name => !/^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(name))
}

/**
 * Headers of the answer against those of the back-end. The route changes the proxy's own replies as well.
 * @param received what the proxy had to work on
 * @param compared what the recording compares with
 */
export function answerHeaders(
  route: Route,
  entry: WeightedCluster,
  received: Headers,
  compared: Headers,
  lines: readonly (readonly [string, string])[],
): Facts {
  const ofEntry = mutateHeaders(received, entry.responseHeaders, NO_SUBSTITUTE)
  const answer = addedHeaders(mutateHeaders(ofEntry, route.responseHeaders, NO_SUBSTITUTE), lines)
  const { headersAdded, headersRemoved } = changedHeaders(compared, answer)
  return {
    ...(headersAdded === undefined ? {} : { responseHeadersAdded: headersAdded }),
    ...(headersRemoved === undefined ? {} : { responseHeadersRemoved: headersRemoved }),
  }
}

export const NO_SUBSTITUTE: Substitute = () => undefined

function cookieLine({ name, maxAgeSeconds, path }: MadeUpCookie): readonly [string, string] {
  const age = maxAgeSeconds > 0 ? `; Max-Age=${maxAgeSeconds}` : ''
  const where = path ? `; Path=${path}` : ''
  return ['set-cookie', `${name}=<generated>${age}${where}; HttpOnly`]
}

/** Copies really received: the mirror's cluster exists and has somebody to take them. */
function mirrorFacts(tables: ProxyTables, action: ForwardAction, request: Request): Facts {
  const copies = action.mirrors.flatMap(({ cluster: name, percent }) => {
    const cluster = tables.cluster(name)
    const isReached = cluster && hostsOf(tables, cluster).length > 0
    return isReached && percent >= 100 ? [{ cluster: name, path: request.path, authority: request.authority }] : []
  })
  return copies.length === 0 ? {} : { mirrors: copies.sort((a, b) => (a.cluster < b.cluster ? -1 : 1)) }
}
