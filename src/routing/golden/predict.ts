import type { ProxyTables } from '../../dataplane/data-plane.ts'
import { NO_HEADERS } from '../../dataplane/request.ts'
import type { FaultPolicy, Route, WeightedCluster } from '../../dataplane/route.ts'
import { applyCors, type CorsVerdict } from '../../proxy/route/cors.ts'
import { mutateHeaders } from '../../proxy/route/mutate-headers.ts'
import { redirectLocation } from '../../proxy/route/redirect.ts'
import { type Decision, decide, type RoutingCall } from '../decide.ts'
import type { EndpointStyle } from './endpoint-style.ts'
import { answerHeaders, forward, NO_SUBSTITUTE, type Outcome } from './forward.ts'
import { addedHeaders, changedHeaders } from './header-facts.ts'
import type { Facts } from './recording.ts'
import { routeFacts, splitFacts } from './route-facts.ts'
import { possibleHosts } from './upstream-hosts.ts'

/** What meshsim says of a call: what is certain, and the ways its random part can go. */
export interface Prediction {
  readonly exact: Facts
  readonly outcomes: readonly Outcome[]
  readonly decision: Decision
}

export function predict(tables: ProxyTables, call: RoutingCall, style: EndpointStyle): Prediction {
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
    outcomes: outcomesOf(tables, decision, call),
    decision,
  }
}

function certain(tables: ProxyTables, { verdict, virtualHost }: Decision, style: EndpointStyle): Facts {
  switch (verdict.kind) {
    case 'unreachable':
      return { error: verdict.error }
    case 'tcp':
      return { tcp: true, ...splitFacts(tables, verdict.clusters, style) }
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

function outcomesOf(tables: ProxyTables, decision: Decision, call: RoutingCall): readonly Outcome[] {
  const { verdict } = decision
  switch (verdict.kind) {
    case 'unreachable':
    case 'rejected':
      return []
    case 'tcp':
      return byWeight(verdict.clusters).map(({ entry, probability }) => ({
        probability,
        ...tcpOutcome(tables, entry, call),
      }))
    case 'badRequest':
      return certainly({ status: 400, flags: 'DPE', details: 'http1.codec_error', body: 'Bad Request' })
    case 'noVirtualHost':
    case 'noRoute':
      return certainly({ status: 404, flags: 'NR', details: 'route_not_found' })
    case 'tlsRedirect':
      return certainly({ status: 301, flags: '-', details: 'direct_response', location: verdict.location })
    case 'route':
      return routeOutcomes(tables, decision, verdict.route, call)
  }
}

function certainly(facts: Facts): readonly Outcome[] {
  return [{ probability: 1, facts }]
}

function byWeight(
  clusters: readonly WeightedCluster[],
): readonly { readonly entry: WeightedCluster; readonly probability: number }[] {
  const total = clusters.reduce((sum, { weight }) => sum + weight, 0)
  return clusters.map(entry => ({ entry, probability: entry.weight / total }))
}

function tcpOutcome(tables: ProxyTables, entry: WeightedCluster, call: RoutingCall): Omit<Outcome, 'probability'> {
  const cluster = tables.cluster(entry.cluster)
  if (!cluster) return { facts: { error: 'connection closed', flags: 'NC' } }
  const isDirect = cluster.type === 'ORIGINAL_DST'
  const hosts = possibleHosts(cluster, tables.loadAssignment(cluster.name), undefined)
  if (hosts.length === 0 && !isDirect) {
    return { facts: { error: 'connection closed', flags: 'UH', cluster: entry.cluster } }
  }
  const { path, authority, headers } = call.request
  const status = Number(headers.get('x-echo-status')?.[0] ?? 200)
  const upstream = { ...(isDirect ? { pods: ['original-destination'] } : {}), path, authority }
  return {
    facts: { status, flags: '-', cluster: entry.cluster, upstream },
    hosts: isDirect ? undefined : hosts,
  }
}

/** Filters in Envoy's order: fault (delay, then abort), CORS, router. */
function routeOutcomes(tables: ProxyTables, decision: Decision, route: Route, call: RoutingCall): readonly Outcome[] {
  const cors: CorsVerdict = route.cors ? applyCors(route.cors, decision.request) : { kind: 'none' }
  return faultDraws(route.fault).flatMap(draw => {
    const entries =
      route.action.kind === 'forward' ? byWeight(route.action.clusters) : [{ entry: undefined, probability: 1 }]
    return entries.map(({ entry, probability }) => {
      const { facts, hosts } = answer(tables, decision, route, entry, draw.abort, cors, call)
      const flags = [draw.delayed ? 'DI' : '', facts.flags === '-' ? '' : String(facts.flags)].filter(
        flag => flag !== '',
      )
      return {
        probability: probability * draw.probability,
        facts: { ...facts, flags: flags.join() || '-' },
        hosts,
      }
    })
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
): Omit<Outcome, 'probability'> {
  const clusterName = entry && tables.cluster(entry.cluster) ? { cluster: entry.cluster } : {}
  const ownHeaders = entry ? answerHeaders(route, entry, NO_HEADERS, NO_HEADERS, []) : {}
  if (abort) {
    return {
      facts: {
        status: abort.status,
        flags: 'FI',
        details: 'fault_filter_abort',
        ...clusterName,
        body: 'fault filter abort',
        ...ownHeaders,
      },
    }
  }
  if (cors.kind === 'preflight') {
    const { headersAdded } = changedHeaders(NO_HEADERS, addedHeaders(NO_HEADERS, cors.headers))
    const headers = headersAdded === undefined ? {} : { responseHeadersAdded: headersAdded }
    return { facts: { status: 200, flags: '-', details: 'cors_response', ...clusterName, ...headers } }
  }
  const corsHeaders = cors.kind === 'allowed' ? cors.headers : []
  const { action } = route
  if (action.kind === 'forward' && entry) {
    return forward(tables, { route, action, entry, corsHeaders }, decision.request, call.request)
  }
  const local = addedHeaders(mutateHeaders(NO_HEADERS, route.responseHeaders, NO_SUBSTITUTE), corsHeaders)
  const { headersAdded } = changedHeaders(NO_HEADERS, local)
  const headers = headersAdded === undefined ? {} : { responseHeadersAdded: headersAdded }
  if (action.kind === 'redirect') {
    const location = redirectLocation(action, decision.request)
    return { facts: { status: action.code, flags: '-', details: 'direct_response', location, ...headers } }
  }
  if (action.kind === 'directResponse') {
    const isEmpty = action.body === '' || decision.request.method === 'HEAD'
    const body = isEmpty ? {} : { body: action.body }
    return { facts: { status: action.status, flags: '-', details: 'direct_response', ...body, ...headers } }
  }
  return { facts: {} }
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
