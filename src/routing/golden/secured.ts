import type { Cluster } from '../../dataplane/cluster.ts'
import type { ConnectTarget, ProxyIdentity } from '../../dataplane/data-plane.ts'
import type { Origin } from '../../dataplane/origin.ts'
import { type Headers, NO_HEADERS, type Request } from '../../dataplane/request.ts'
import type { RetryPolicy } from '../../dataplane/route.ts'
import { offeredTls } from '../../proxy/authorize/offered-tls.ts'
import { compileRetryPolicy, type ResetReason, retriesOnReset } from '../../proxy/retry/policy.ts'
import { type Arrival, arrive, type Journey } from './arrival.ts'
import { dialledPlace } from './dialled-place.ts'
import { changedHeaders } from './header-facts.ts'
import { ECHO_HEADERS, type MeshSide } from './mesh-side.ts'
import type { Facts } from './recording.ts'
import type { PossibleHost } from './upstream-hosts.ts'

/** One way that a call can end, as the caller's proxy tells it. */
export interface Way {
  readonly share: number
  readonly facts: Facts
  readonly hosts?: readonly PossibleHost[]
  /** The policy that refused. */
  readonly origin?: Origin
}

/** The proxy that calls, and whom it can reach. */
export interface Caller {
  readonly side: MeshSide
  readonly proxy: ProxyIdentity
  readonly ip: string
}

/** What leaves the caller's proxy for one cluster. */
export interface Departure {
  readonly cluster: Cluster
  /** Hosts of the cluster; none for one that goes where the client dialled. */
  readonly hosts: readonly PossibleHost[]
  /** What the client dialled. */
  readonly target: ConnectTarget
  readonly request: Request
  readonly sent: Request
  readonly isSecret: boolean
  /** What the route makes of the headers of an answer, against those of the back-end or none. */
  answerHeaders?(received: Headers, compared: Headers): Facts
}

/** Where a departure can arrive. */
function arrivals(
  caller: Caller,
  departure: Departure,
  protocol: 'http' | 'tcp',
): readonly { readonly share: number; readonly hosts?: readonly PossibleHost[]; readonly arrival: Arrival }[] {
  const { side, proxy, ip } = caller
  const { cluster, hosts, target, request, sent, isSecret } = departure
  const { identity } = side.dataPlane.serverSideOf(proxy)
  const journey = (place: Pick<Journey, 'pod' | 'port'>, endpoint?: PossibleHost['endpoint']): Journey => ({
    ...place,
    sourceIp: ip,
    tls: offeredTls(cluster, endpoint, protocol, request, identity),
    isSecret,
    request,
    sent,
    viaGateway: proxy.kind === 'gateway',
  })
  if (cluster.type === 'ORIGINAL_DST') {
    return [{ share: 1, arrival: arrive(side, journey(dialledPlace(side, proxy, target))) }]
  }
  return hosts.map(host => {
    const place = { pod: side.podOf(host.endpoint), port: host.endpoint.port }
    return { share: host.share, hosts: [host], arrival: arrive(side, journey(place, host.endpoint)) }
  })
}

/** A request over HTTP: refusals of the server come back as answers, lost connections as 503 after retries. */
export function securedHttp(caller: Caller, departure: Departure, retry: RetryPolicy | undefined): readonly Way[] {
  return arrivals(caller, departure, 'http').map(({ share, hosts, arrival }) => ({
    share,
    hosts: arrival.upstream ? hosts : undefined,
    origin: arrival.origin,
    facts: {
      cluster: departure.cluster.name,
      ...common(arrival, hosts !== undefined),
      ...httpEnding(arrival, departure, retry),
      ...routeHeaders(arrival, departure),
    },
  }))
}

function routeHeaders({ ending }: Arrival, { answerHeaders }: Departure): Facts {
  if (ending.kind === 'answered') return answerHeaders?.(ECHO_HEADERS, ECHO_HEADERS) ?? {}
  return answerHeaders?.(ending.kind === 'refused' ? ending.headers : NO_HEADERS, NO_HEADERS) ?? {}
}

/** Pod and port are those of the host, where the balancer chose one. */
function common({ server, upstream }: Arrival, isBalanced: boolean): Facts {
  const { pods, port, ...rest } = upstream ?? {}
  const seen = isBalanced ? rest : { pods, port, ...rest }
  return { ...(server ? { server } : {}), ...(upstream ? { upstream: seen } : {}) }
}

function httpEnding({ ending }: Arrival, { sent }: Departure, retry: RetryPolicy | undefined): Facts {
  switch (ending.kind) {
    case 'answered':
      return { status: 200, flags: '-', details: 'via_upstream' }
    case 'refused':
      return { flags: '-', details: 'via_upstream', ...ownAnswer(ending, sent.method) }
    case 'closed':
      return lost(retry, 'connection-termination', 'UC', 'connection_termination', 'connection termination')
    case 'tlsFailed': {
      const details = ending.reason ? 'remote_connection_failure|TLS_error' : 'remote_connection_failure'
      return {
        ...lost(retry, 'remote-connection-failure', 'UF', details, 'remote connection failure'),
        ...(ending.reason ? { tlsError: ending.reason } : {}),
      }
    }
  }
}

/** An answer that is not the back-end's, with all of its headers. */
export function ownAnswer(
  { status, body, headers }: { readonly status: number; readonly body: string; readonly headers: Request['headers'] },
  method: string,
): Facts {
  const { headersAdded } = changedHeaders(NO_HEADERS, headers)
  return {
    status,
    ...(body === '' || method === 'HEAD' ? {} : { body }),
    ...(headersAdded === undefined ? {} : { responseHeadersAdded: headersAdded }),
  }
}

/** 503, after as many tries as the route allows for such a loss. */
function lost(
  retry: RetryPolicy | undefined,
  reason: ResetReason,
  flag: string,
  details: string,
  words: string,
): Facts {
  const tries = retry && retriesOnReset(compileRetryPolicy(retry), reason) ? retry.attempts + 1 : 1
  const told = tries > 1 ? `retried and the latest reset reason: ${words}` : `reset reason: ${words}`
  return {
    status: 503,
    flags: tries > 1 ? `URX,${flag}` : flag,
    details: `upstream_reset_before_response_started{${details}}`,
    body: `upstream connect error or disconnect/reset before headers. ${told}`,
    ...(tries > 1 ? { attempts: tries } : {}),
  }
}

/** A connection that the caller's proxy passes on without looking into it. */
export function securedTcp(caller: Caller, departure: Departure): readonly Way[] {
  return arrivals(caller, departure, 'tcp').map(({ share, hosts, arrival }) => ({
    share,
    hosts: arrival.upstream ? hosts : undefined,
    origin: arrival.origin,
    facts: {
      cluster: departure.cluster.name,
      ...common(arrival, hosts !== undefined),
      ...tcpEnding(arrival, departure),
    },
  }))
}

function tcpEnding({ ending }: Arrival, { sent }: Departure): Facts {
  switch (ending.kind) {
    case 'answered':
      return { status: 200, flags: '-' }
    case 'refused':
      return { flags: '-', ...ownAnswer(ending, sent.method) }
    case 'closed':
      return { error: 'connection closed', flags: ending.afterConnect ? '-' : 'UR' }
    case 'tlsFailed':
      return { error: 'connection closed', flags: 'UF,URX', ...(ending.reason ? { tlsError: ending.reason } : {}) }
  }
}
