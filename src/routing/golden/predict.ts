import type { ProxyTables } from '../../dataplane/data-plane.ts'
import { NO_HEADERS, type Request } from '../../dataplane/request.ts'
import type { FaultPolicy, Route, WeightedCluster } from '../../dataplane/route.ts'
import { applyCors, type CorsVerdict } from '../../proxy/route/cors.ts'
import { type Decision, decide, type RoutingCall } from '../../proxy/route/decide.ts'
import { isGrpc } from '../../proxy/route/grpc.ts'
import { mutateHeaders } from '../../proxy/route/mutate-headers.ts'
import { redirectLocation } from '../../proxy/route/redirect.ts'
import { badRequestOutcomes } from './bad-request.ts'
import { byWeight, certainly, deniedOutcomes } from './denied.ts'
import type { EndpointStyle } from './endpoint-style.ts'
import { answerHeaders, forward, NO_SUBSTITUTE, type Outcome } from './forward.ts'
import { toldToGrpc } from './grpc-answer.ts'
import { addedHeaders, changedHeaders } from './header-facts.ts'
import type { Facts } from './recording.ts'
import { routeFacts, splitFacts } from './route-facts.ts'
import { type Caller, securedTcp, type Way } from './secured.ts'
import { hostsOf } from './upstream-hosts.ts'

/** What meshsim says of a call: what is certain, and the ways its random part can go. */
export interface Prediction {
  readonly exact: Facts
  readonly outcomes: readonly Outcome[]
  readonly decision: Decision
}

/** @param caller present where the recordings show the servers' side as well */
export function predict(tables: ProxyTables, call: RoutingCall, style: EndpointStyle, caller?: Caller): Prediction {
  const decision = decide(tables, call)
  const { connection, verdict } = decision
  if (verdict.kind === 'rejected') {
    return { exact: { error: 'Envoy rejects the configuration', reason: verdict.reason }, outcomes: [], decision }
  }
  const { filterChain, listener } = connection
  const exact: Facts = {
    dialled: connection.dialled,
    listener: listener?.name ?? null,
    ...(filterChain?.name && (listener?.filterChains.length ?? 0) > 1 ? { filterChain: filterChain.name } : {}),
    ...(filterChain?.filter.kind === 'http' ? { routeConfig: filterChain.filter.routeConfig } : {}),
  }
  return {
    exact: { ...exact, ...certain(tables, decision, style) },
    outcomes: outcomesOf(tables, decision, call, caller).map(outcome => asAnswered(outcome, call.request)),
    decision,
  }
}

/** Nothing follows the headers of an answer to HEAD. */
function asAnswered(outcome: Outcome, request: Request): Outcome {
  const told = toldToGrpc(outcome, request)
  const { body: _, ...facts } = told.facts
  return request.method === 'HEAD' ? { ...told, facts } : told
}

function certain(tables: ProxyTables, { verdict, virtualHost }: Decision, style: EndpointStyle): Facts {
  switch (verdict.kind) {
    case 'unreachable':
      return { error: verdict.error }
    case 'tcp':
      return { tcp: true, ...withoutMissing(splitFacts(tables, verdict.filter.clusters, style)) }
    case 'badRequest':
    case 'rejected':
      return {}
    case 'route':
      return {
        vhost: virtualHost?.name,
        route: verdict.route.name,
        routeIndex: verdict.index,
        ...routeFacts(tables, verdict.route, style),
      }
    default:
      return { vhost: virtualHost?.name ?? null, route: null }
  }
}

/** Recordings of connections name no clusters that do not exist. */
function withoutMissing({ missingClusters: _, ...facts }: Facts): Facts {
  return facts
}

function outcomesOf(
  tables: ProxyTables,
  decision: Decision,
  call: RoutingCall,
  caller: Caller | undefined,
): readonly Outcome[] {
  const { verdict, access } = decision
  if (access?.kind === 'denied' && verdict.kind !== 'badRequest') return deniedOutcomes(tables, verdict, access, call)
  switch (verdict.kind) {
    case 'unreachable':
    case 'rejected':
      return []
    case 'tcp':
      return byWeight(verdict.filter.clusters).flatMap(({ entry, probability }) =>
        tcpWays(tables, entry, decision, call, caller).map(way => outcome(way, probability)),
      )
    case 'badRequest':
      return badRequestOutcomes(tables, call, verdict.details)
    case 'noVirtualHost':
    case 'noRoute':
      return certainly({ status: 404, flags: 'NR', details: 'route_not_found' })
    case 'tlsRedirect':
      return certainly({ status: 301, flags: '-', details: 'direct_response', location: verdict.location })
    case 'route':
      return routeOutcomes(tables, decision, verdict.route, call, caller)
  }
}

function outcome({ share, facts, hosts, origin }: Way, probability: number): Outcome {
  return { probability: probability * share, facts, hosts, origin }
}

function tcpWays(
  tables: ProxyTables,
  entry: WeightedCluster,
  { denial }: Decision,
  call: RoutingCall,
  caller: Caller | undefined,
): readonly Way[] {
  const cluster = tables.cluster(entry.cluster)
  const closed = (flags: string, more: Facts = {}) => ({
    share: 1,
    facts: { error: 'connection closed', flags, ...more },
  })
  if (!cluster) return [closed('NC')]
  const isDirect = cluster.type === 'ORIGINAL_DST'
  const hosts = hostsOf(tables, cluster)
  if (hosts.length === 0 && !isDirect) {
    return [closed('UH', { cluster: entry.cluster })]
  }
  if (denial) return [{ ...closed(denial.flags.join() || '-', { cluster: cluster.name }), origin: denial.origin }]
  const { request } = call
  if (caller) {
    const isSecret = call.target.tls !== undefined
    return securedTcp(caller, { cluster, hosts, target: call.target, request, sent: request, isSecret })
  }
  const { path, authority, headers } = request
  const status = Number(headers.get('x-echo-status')?.[0] ?? 200)
  const upstream = { ...(isDirect ? { pods: ['original-destination'] } : {}), path, authority }
  const facts = { status, flags: '-', cluster: entry.cluster, upstream }
  return [{ share: 1, facts, hosts: isDirect ? undefined : hosts }]
}

/** Filters in Envoy's order: fault (delay, then abort), CORS, router. */
function routeOutcomes(
  tables: ProxyTables,
  decision: Decision,
  route: Route,
  call: RoutingCall,
  caller: Caller | undefined,
): readonly Outcome[] {
  const cors: CorsVerdict = route.cors ? applyCors(route.cors, decision.request) : { kind: 'none' }
  return faultDraws(route.fault).flatMap(draw => {
    const entries =
      route.action.kind === 'forward' ? byWeight(route.action.clusters) : [{ entry: undefined, probability: 1 }]
    return entries.flatMap(({ entry, probability }) =>
      answer(tables, decision, route, entry, draw.abort, cors, call, caller).map(way => {
        const { facts } = way
        const flags = [draw.delayed ? 'DI' : '', facts.flags === '-' ? '' : String(facts.flags)].filter(
          flag => flag !== '',
        )
        return outcome({ ...way, facts: { ...facts, flags: flags.join() || '-' } }, probability * draw.probability)
      }),
    )
  })
}

function answer(
  tables: ProxyTables,
  decision: Decision,
  route: Route,
  entry: WeightedCluster | undefined,
  abort: FaultPolicy['abort'],
  cors: CorsVerdict,
  call: RoutingCall,
  caller: Caller | undefined,
): readonly Way[] {
  const certain = (facts: Facts): readonly Way[] => [{ share: 1, facts }]
  const clusterName = entry && tables.cluster(entry.cluster) ? { cluster: entry.cluster } : {}
  const ownHeaders = entry ? answerHeaders(route, entry, NO_HEADERS, NO_HEADERS, []) : {}
  if (abort) {
    const { grpcStatus } = abort
    const added = ownHeaders.responseHeadersAdded as Facts | undefined
    const isTold = grpcStatus !== undefined && isGrpc(decision.request.headers)
    return certain({
      status: abort.status,
      flags: 'FI',
      details: 'fault_filter_abort',
      ...clusterName,
      body: 'fault filter abort',
      ...ownHeaders,
      ...(isTold && { responseHeadersAdded: { ...added, 'grpc-status': String(grpcStatus) } }),
    })
  }
  if (cors.kind === 'preflight') {
    const { headersAdded } = changedHeaders(NO_HEADERS, addedHeaders(NO_HEADERS, cors.headers))
    const headers = headersAdded === undefined ? {} : { responseHeadersAdded: headersAdded }
    return certain({ status: 200, flags: '-', details: 'cors_response', ...clusterName, ...headers })
  }
  const corsHeaders = cors.kind === 'allowed' ? cors.headers : []
  const { action } = route
  if (action.kind === 'forward' && entry) {
    const admitted = decision.access?.kind === 'passed' ? decision.access.request : decision.request
    return forward(tables, { route, action, entry, corsHeaders, caller, target: call.target }, admitted, call.request)
  }
  const local = addedHeaders(mutateHeaders(NO_HEADERS, route.responseHeaders, NO_SUBSTITUTE), corsHeaders)
  const { headersAdded } = changedHeaders(NO_HEADERS, local)
  const headers = headersAdded === undefined ? {} : { responseHeadersAdded: headersAdded }
  if (action.kind === 'redirect') {
    const location = redirectLocation(action, decision.request, route.match.path)
    return certain({ status: action.code, flags: '-', details: 'direct_response', location, ...headers })
  }
  if (action.kind === 'directResponse') {
    const body = action.body === '' ? {} : { body: action.body }
    return certain({ status: action.status, flags: '-', details: 'direct_response', ...body, ...headers })
  }
  return certain({})
}

interface FaultDraw {
  readonly probability: number
  readonly delayed: boolean
  readonly abort: FaultPolicy['abort']
}

/** Delay and abort are drawn apart. */
function faultDraws(fault: FaultPolicy | undefined): readonly FaultDraw[] {
  const delay = (fault?.delay?.percent ?? 0) / 100
  const abort = (fault?.abort?.percent ?? 0) / 100
  return [
    { probability: (1 - delay) * (1 - abort), delayed: false, abort: undefined },
    { probability: delay * (1 - abort), delayed: true, abort: undefined },
    { probability: (1 - delay) * abort, delayed: false, abort: fault?.abort },
    { probability: delay * abort, delayed: true, abort: fault?.abort },
  ].filter(({ probability }) => probability > 0)
}
