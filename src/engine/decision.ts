import type { LocalRateLimitPolicy, TcpFilter, TcpLimits } from '../dataplane/listener.ts'
import type { Fraction } from '../dataplane/match.ts'
import type { FaultPolicy, ForwardAction, Route, VirtualHost } from '../dataplane/route.ts'
import type { HashValue } from '../proxy/hash.ts'
import { type CompiledRetryPolicy, compileRetryPolicy } from '../proxy/retry/policy.ts'
import { steer } from '../proxy/retry/steering.ts'
import { tellsGrpcTimeout } from '../proxy/retry/told-timeout.ts'
import { applyCors } from '../proxy/route/cors.ts'
import { decide as decideRoute, type Decision as RouteDecision } from '../proxy/route/decide.ts'
import { admissionTo, asForwarded, bringsTls, fromClient, fromPeer, serverSideOf } from './access.ts'
import { answeredLocally, deniedLocally, endedBy, forwarding } from './blank-decision.ts'
import { type Destination, destinationOf } from './destination.ts'
import { DPE, NR, UF } from './flags.ts'
import { forwardedRequest, shadowRequest } from './forwarded-request.ts'
import { hashOf, type MadeUpCookies, madeUpCookies } from './hashing.ts'
import { decidePlain } from './plain-decision.ts'
import type { ProxyState } from './proxy-state.ts'
import type { Shape } from './shapes.ts'
import { announceShares, calledService, splitOf } from './shares.ts'
import type { World } from './world.ts'

/**
 * What a proxy does with requests of one shape, decided once: everything that is not random. Kept with the tables that it
 * was decided from.
 */
export interface Decision {
  /** The proxy answers by itself: no route, a redirect, a direct response, a refused connection. */
  readonly local: LocalAnswer | null
  /** Weighted clusters in configured order. */
  readonly destinations: readonly Destination[]
  readonly weights: readonly number[]
  /** 0 = none. */
  readonly timeoutNs: number
  readonly tryTimeoutNs: number
  /** A try that times out goes on beside its retry. */
  readonly hedges: boolean
  /** Status of an answer that timed out. */
  readonly timeoutStatus: number
  /** Status of an answer where the destination does not exist. */
  readonly notFoundStatus: number
  /** A connection whose content nobody looks at. */
  readonly tcp: boolean
  /** Of the TCP proxy. */
  readonly tcpLimits: TcpLimits
  /** How the proxy's policies end a TCP connection, which has its host by then. */
  readonly denial: LocalAnswer | null
  /** A gRPC request: its outcome is its grpc-status. */
  readonly grpc: boolean
  /** A gRPC server learns how long it has. */
  readonly tellsGrpcTimeout: boolean
  /** The server, or the client, learns how many attempts were made. */
  readonly tellsAttempts: boolean
  readonly tellsClientAttempts: boolean
  /** null = no limits to pauses and streams, as Istio leaves it. */
  readonly stream: StreamLimits | null
  readonly retry: CompiledRetryPolicy | null
  readonly fault: FaultPolicy | null
  /** For consistent hashing; null = the balancer picks by chance. */
  readonly hash: HashValue | null
  /** null = the hash is the same for all; else each request has its own. */
  readonly madeUp: MadeUpCookies | null
  /** Of the proxy, for all its requests. */
  readonly rateLimit: LocalRateLimitPolicy | null
  /** The route is only for a fraction of the requests; the others go the other way. */
  readonly gate: { readonly fraction: Fraction; readonly otherwise: Decision } | null
  readonly mirrors: readonly Mirror[]
  /** How results name the destination of what the proxy answers by itself. */
  readonly to: string
}

/** `outcome` where status and flags don't tell it, see engine/flags. */
export interface LocalAnswer {
  readonly status: number
  readonly flags: number
  readonly outcome?: number
}

/** Limits to how long a stream may pause or last; 0 = none. */
export interface StreamLimits {
  readonly idleNs: number
  readonly tryIdleNs: number
  readonly durationNs: number
}

export interface Mirror {
  /** Position among the mirrors of the route. */
  readonly number: number
  readonly fraction: Fraction
  /** Decision of the copy: one destination, no retries. */
  readonly copy: Decision
}

export function decisionFor(world: World, proxy: ProxyState, shape: number): Decision {
  const { decisions } = proxy.table
  const known = decisions[shape]
  if (known !== undefined) return known
  const made = proxy.plain
    ? decidePlain(world, proxy, world.shapes.of(shape))
    : decide(world, proxy, world.shapes.of(shape))
  decisions[shape] = made
  return made
}

/** What the proxy's tables say (proxy/route/decide), as something to act on again and again. */
function decide(world: World, proxy: ProxyState, shape: Shape, fromRoute?: number): Decision {
  const gateway = proxy.identity.kind === 'gateway'
  const { isGuarded } = world.control
  const decided = decideRoute(proxy.table.tables, {
    target: shape.target,
    request: shape.request,
    gateway,
    fromRoute,
    pathNormalisation: isGuarded ? serverSideOf(world, proxy).pathNormalisation : undefined,
    ...(isGuarded && gateway && admissionTo(world, proxy, shape)),
  })
  const { verdict, connection } = decided
  const filter = connection.filterChain?.filter
  const rateLimit = (filter?.kind === 'http' && filter.localRateLimit) || null
  if (decided.access?.kind === 'denied') return deniedLocally(shape, decided.access)
  const decision = actOn(world, proxy, shape, decided)
  const fraction = verdict.kind === 'route' ? verdict.route.match.runtimeFraction : undefined
  if (verdict.kind !== 'route' || fraction === undefined) return { ...decision, rateLimit }
  const otherwise = decide(world, proxy, shape, verdict.index + 1)
  return { ...decision, rateLimit, gate: { fraction, otherwise } }
}

function actOn(world: World, proxy: ProxyState, shape: Shape, decided: RouteDecision): Decision {
  const { verdict, request, virtualHost } = decided
  switch (verdict.kind) {
    // Refused, or closed before any HTTP.
    case 'unreachable':
      return answeredLocally(shape, 0, UF)
    case 'tcp':
      return { ...connectionTo(world, proxy, shape, verdict.filter), denial: endedBy(decided.denial) }
    // A table that Envoy rejects never becomes active; the simulation has no older one to fall back to.
    case 'rejected':
    case 'noVirtualHost':
    case 'noRoute':
      return answeredLocally(shape, 404, NR)
    case 'badRequest':
      return answeredLocally(shape, 400, verdict.details === 'http1.codec_error' ? DPE : 0)
    case 'tlsRedirect':
      return answeredLocally(shape, 301, 0)
    case 'route': {
      const called = calledService(virtualHost, request)
      const seen = { ...shape, request: asForwarded(world, proxy, shape, decided) }
      return withAttemptCount(follow(world, proxy, seen, verdict.route, called), virtualHost)
    }
  }
}

function withAttemptCount(decision: Decision, virtualHost: VirtualHost | undefined): Decision {
  const { includeAttemptCount = false, includeAttemptCountInResponse = false } = virtualHost ?? {}
  return { ...decision, tellsAttempts: includeAttemptCount, tellsClientAttempts: includeAttemptCountInResponse }
}

function connectionTo(world: World, proxy: ProxyState, shape: Shape, filter: TcpFilter): Decision {
  const { clusters } = filter
  bringsTls(world, shape)
  const destinations = clusters.map(({ cluster }) => destinationOf(world, proxy, shape, cluster, shape.request))
  return {
    ...forwarding(shape),
    tcp: true,
    tcpLimits: filter.limits,
    destinations,
    weights: clusters.map(({ weight }) => weight),
    hash: hashOf(filter.hash, fromPeer(proxy, shape, shape.request)),
  }
}

function follow(world: World, proxy: ProxyState, shape: Shape, route: Route, called: string): Decision {
  const { action } = route
  if (action.kind === 'redirect') return answeredLocally(shape, action.code, 0)
  const fault = route.fault ?? null
  if (action.kind === 'directResponse') return { ...answeredLocally(shape, action.status, 0), fault }
  const isPreflight = route.cors !== undefined && applyCors(route.cors, shape.request).kind === 'preflight'
  // The CORS filter comes after the fault filter and answers a preflight by itself, and without a grpc-status.
  if (isPreflight) return { ...answeredLocally(shape, 200, 0), fault, grpc: false }
  return forward(world, proxy, shape, route, action, called)
}

function forward(
  world: World,
  proxy: ProxyState,
  shape: Shape,
  route: Route,
  action: ForwardAction,
  called: string,
): Decision {
  const { request } = shape
  const steered = steer(action, request)
  const destinations = action.clusters.map(weighted =>
    destinationOf(world, proxy, shape, weighted.cluster, forwardedRequest(route, action, weighted, request)),
  )
  const hashed = fromClient(world, proxy, shape, world.shapes.of(destinations[0].shape).request)
  const decision: Decision = {
    ...forwarding(shape),
    destinations,
    weights: action.clusters.map(({ weight }) => weight),
    timeoutNs: steered.timeoutNs,
    tryTimeoutNs: steered.tryTimeoutNs,
    hedges: steered.hedges,
    timeoutStatus: steered.timeoutStatus,
    tellsGrpcTimeout: tellsGrpcTimeout(action, request.headers),
    notFoundStatus: action.clusterNotFoundStatus ?? 503,
    stream: streamLimits(action),
    retry: steered.retry === undefined ? null : compileRetryPolicy(steered.retry),
    fault: route.fault ?? null,
    hash: hashOf(action.hash, hashed),
    madeUp: madeUpCookies(action.hash, hashed),
    mirrors: action.mirrors.map(({ cluster, percent, denominator = MILLION, shadowHost = false }, number) => ({
      number,
      fraction: { numerator: Math.trunc(percent * (denominator / 100)), denominator },
      copy: {
        ...forwarding(shape),
        destinations: [
          destinationOf(
            world,
            proxy,
            shape,
            cluster,
            shadowRequest(forwardedRequest(route, action, action.clusters[0], request), shadowHost),
          ),
        ],
        weights: [1],
        timeoutNs: steered.timeoutNs,
      },
    })),
    to: destinations[0].cluster.to,
  }
  const service = announceShares(world, proxy, decision, called)
  if (service === undefined) return decision
  const split = (destination: Destination) => splitOf(world, proxy, service, destination)
  return { ...decision, destinations: destinations.map(each => ({ ...each, split: split(each) })) }
}

/** Denominator of the mirror percentages that istiod sends. */
const MILLION = 1_000_000

function streamLimits({ idleTimeoutNs = 0, maxStreamDurationNs = 0, retry }: ForwardAction): StreamLimits | null {
  const tryIdleNs = retry?.perTryIdleTimeoutNs ?? 0
  if (idleTimeoutNs + maxStreamDurationNs + tryIdleNs === 0) return null
  return { idleNs: idleTimeoutNs, tryIdleNs, durationNs: maxStreamDurationNs }
}
