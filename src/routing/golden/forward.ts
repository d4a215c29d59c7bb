import type { ProxyTables } from '../../dataplane/data-plane.ts'
import type { Headers, Request } from '../../dataplane/request.ts'
import type { ForwardAction, Route, WeightedCluster } from '../../dataplane/route.ts'
import { SECOND } from '../../kernel/time.ts'
import { mutateHeaders, type Substitute } from '../../proxy/route/mutate-headers.ts'
import { generatesCookie, requestHash } from '../../proxy/route/request-hash.ts'
import { rewritePath } from '../../proxy/route/rewrite.ts'
import { echo } from './echo.ts'
import { addedHeaders, changedHeaders } from './header-facts.ts'
import type { Facts } from './recording.ts'
import { type PossibleHost, possibleHosts } from './upstream-hosts.ts'

/** One way a request can go, and how likely it is. */
export interface Outcome {
  readonly probability: number
  readonly facts: Facts
  /** Hosts that may have answered; absent = no back-end was reached, or it is not the balancer's choice. */
  readonly hosts?: readonly PossibleHost[]
}

/** What the recordings' back-end answers with. */
const ECHO_HEADERS: Headers = new Map([
  ['x-backend', ['echo']],
  ['x-internal', ['secret']],
  ['cache-control', ['no-store']],
])

/**
 * A request on its way to one cluster of a route: changed, balanced, answered by the echo server.
 * @param sent the request as the client sent it, for what has been added and removed
 */
export function forward(
  tables: ProxyTables,
  route: Route,
  action: ForwardAction,
  entry: WeightedCluster,
  request: Request,
  sent: Request,
  corsHeaders: readonly (readonly [string, string])[],
): Omit<Outcome, 'probability'> {
  const cluster = tables.cluster(entry.cluster)
  if (!cluster) return { facts: { status: 503, flags: 'NC', details: 'cluster_not_found' } }
  const badName = invalidName([
    ...entry.requestHeaders.set,
    ...entry.requestHeaders.add,
    ...route.requestHeaders.set,
    ...route.requestHeaders.add,
  ])
  if (badName !== undefined) {
    return {
      facts: {
        status: 503,
        flags: 'DPE',
        details: `filter_removed_required_request_headers{invalid_header_name:_${badName.replaceAll(' ', '_')}}`,
        cluster: entry.cluster,
        body: `invalid header name: ${badName}`,
      },
    }
  }
  const changed = changeRequest(route, action, entry, request)
  const generated = action.hash.filter(policy => generatesCookie(policy, changed))
  const isByChance = generated.length > 0 || action.hash.some(policy => policy.kind === 'sourceIp')
  const hosts = possibleHosts(
    cluster,
    tables.loadAssignment(cluster.name),
    isByChance ? undefined : requestHash(action.hash, changed),
  )
  const isDirect = cluster.type === 'ORIGINAL_DST'
  if (hosts.length === 0 && !isDirect) {
    return {
      facts: {
        status: 503,
        flags: 'UH',
        details: 'no_healthy_upstream',
        cluster: entry.cluster,
        body: 'no healthy upstream',
      },
    }
  }
  const result = echo(changed, action.timeoutNs, action.retry)
  const upstream = {
    ...(isDirect ? { pods: ['original-destination'] } : {}),
    path: changed.path,
    authority: changed.authority,
    ...changedHeaders(sent.headers, changed.headers),
  }
  const answer = answerHeaders(route, entry, result.body === undefined, corsHeaders, generated.flatMap(cookieLine))
  return {
    facts: {
      status: result.status,
      flags: result.flags.length === 0 ? '-' : result.flags.join(),
      details: result.details,
      ...(result.attempts > 1 ? { attempts: result.attempts } : {}),
      cluster: entry.cluster,
      upstream,
      ...(result.body === undefined ? {} : { body: result.body }),
      ...answer,
      ...mirrorFacts(tables, action, changed),
    },
    hosts: isDirect ? undefined : hosts,
  }
}

/** Entry first, then route; then path and host (envoy: header_parser, finalizeRequestHeaders). */
function changeRequest(route: Route, action: ForwardAction, entry: WeightedCluster, request: Request): Request {
  const substitute = substitutionsOf(request)
  const headers = mutateHeaders(
    mutateHeaders(request.headers, entry.requestHeaders, substitute),
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

function invalidName(entries: readonly (readonly [string, string])[]): string | undefined {
  return entries.map(([name]) => name).find(name => !/^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(name))
}

function answerHeaders(
  route: Route,
  entry: WeightedCluster,
  isFromBackend: boolean,
  corsHeaders: readonly (readonly [string, string])[],
  cookies: readonly string[],
): Facts {
  const before: Headers = isFromBackend ? ECHO_HEADERS : new Map()
  const mutated = mutateHeaders(
    mutateHeaders(before, entry.responseHeaders, NO_SUBSTITUTE),
    route.responseHeaders,
    NO_SUBSTITUTE,
  )
  const answer = addedHeaders(isFromBackend ? mutated : before, [
    ...cookies.map(line => ['set-cookie', line] as const),
    ...corsHeaders,
  ])
  const { headersAdded, headersRemoved } = changedHeaders(ECHO_HEADERS, answer) as {
    headersAdded?: unknown
    headersRemoved?: unknown
  }
  return {
    ...(headersAdded === undefined ? {} : { responseHeadersAdded: headersAdded }),
    ...(headersRemoved === undefined ? {} : { responseHeadersRemoved: headersRemoved }),
  }
}

export const NO_SUBSTITUTE: Substitute = () => undefined

function cookieLine(policy: ForwardAction['hash'][number]): readonly string[] {
  if (policy.kind !== 'cookie') return []
  const age = policy.ttlNs ? `; Max-Age=${policy.ttlNs / SECOND}` : ''
  const path = policy.path ? `; Path=${policy.path}` : ''
  return [`${policy.name}=<generated>${age}${path}; HttpOnly`]
}

/** Copies really received: the mirror's cluster exists and has somebody to take them. */
function mirrorFacts(tables: ProxyTables, action: ForwardAction, request: Request): Facts {
  const copies = action.mirrors.flatMap(({ cluster: name, percent }) => {
    const cluster = tables.cluster(name)
    const isReached = cluster && possibleHosts(cluster, tables.loadAssignment(name), undefined).length > 0
    return isReached && percent >= 100 ? [{ cluster: name, path: request.path, authority: request.authority }] : []
  })
  return copies.length === 0 ? {} : { mirrors: copies.sort((a, b) => (a.cluster < b.cluster ? -1 : 1)) }
}
