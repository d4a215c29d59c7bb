import type { Headers, Request } from '../../dataplane/request.ts'
import type { PathNormalisation } from '../../dataplane/server-side.ts'
import { cleanHeaders } from './clean-headers.ts'
import { heldHeaders } from './one-line-headers.ts'
import { normalisePath } from './path.ts'

/** Headers by which a trusted client could steer Envoy; by default Istio's proxies trust nobody and strip them (cleanInternalHeaders). */
const STEERING_HEADERS: readonly string[] = [
  'x-envoy-max-retries',
  'x-envoy-retry-on',
  'x-envoy-retry-grpc-on',
  'x-envoy-retriable-status-codes',
  'x-envoy-retriable-header-names',
  'x-envoy-upstream-rq-timeout-ms',
  'x-envoy-upstream-rq-per-try-timeout-ms',
  'x-envoy-upstream-rq-timeout-alt-response',
  'x-envoy-upstream-stream-duration-ms',
  'x-envoy-upstream-alt-stat-name',
  'x-envoy-expected-rq-timeout-ms',
  'x-envoy-hedge-on-per-try-timeout',
  'x-envoy-force-trace',
  'x-envoy-internal',
  'x-envoy-ip-tags',
  'x-envoy-original-url',
]

/** What only the edge of a mesh strips as well. */
const EDGE_HEADERS: readonly string[] = [
  ...STEERING_HEADERS,
  'x-envoy-decorator-operation',
  'x-envoy-downstream-service-cluster',
  'x-envoy-downstream-service-node',
  'x-envoy-original-host',
  'x-envoy-original-path',
]

/** Methods that Envoy's HTTP/1 parser knows; others are a codec error, answered 400. */
const METHODS: ReadonlySet<string> = new Set(
  (
    'ACL BIND CHECKOUT CONNECT COPY DELETE GET HEAD LINK LOCK MERGE MKACTIVITY MKCALENDAR MKCOL MOVE M-SEARCH NOTIFY ' +
    'OPTIONS PATCH POST PROPFIND PROPPATCH PURGE PUT REBIND REPORT SEARCH SOURCE SUBSCRIBE TRACE UNBIND UNLINK UNLOCK ' +
    'UNSUBSCRIBE'
  ).split(' '),
)

export function isKnownMethod(method: string): boolean {
  return METHODS.has(method)
}

/** Where a request comes in. */
export interface Entrance {
  readonly gateway: boolean
  /** The listener terminates TLS. */
  readonly terminatesTls: boolean
  /** Default BASE. */
  readonly pathNormalisation?: PathNormalisation
  /** See HttpFilter. */
  readonly clients?: 'internal' | 'external'
}

/**
 * What the connection manager makes of a request before routing (source/common/http/conn_manager_utility.cc): path
 * normalised, headers cleaned, steering headers gone, scheme from the transport. A sidecar believes its application's x-forwarded-proto.
 * Undefined = its path can't be normalised: 400.
 * Known differences from Envoy: over HTTP/2, too, only methods of HTTP/1 pass; Host stays as it is written.
 */
export function receiveRequest(request: Request, entrance: Entrance): Request | undefined {
  const path = normalisePath(request.path, entrance.pathNormalisation)
  if (path === undefined) return undefined
  const held = heldHeaders(request.headers)
  const scheme = schemeOf(held, entrance)
  const headers = headersOf(cleanHeaders(held), entrance, request.sourceIp)
  if (path === request.path && scheme === request.scheme && headers === request.headers) return request
  return { ...request, path, scheme, headers }
}

/** Those who are not trusted have no say; Envoy tells the server on which side of the fence the client is. */
function headersOf(headers: Headers, { gateway, clients }: Entrance, sourceIp: string | undefined): Headers {
  if (clients === 'internal') return new Map([...headers, ['x-envoy-internal', ['true']]])
  const stripped = gateway || clients === 'external' ? EDGE_HEADERS : STEERING_HEADERS
  const isNamed = clients === 'external' && sourceIp !== undefined
  if (!isNamed && !stripped.some(name => headers.has(name))) return headers
  const cleaned = new Map(headers)
  for (const name of stripped) cleaned.delete(name)
  if (isNamed) cleaned.set('x-envoy-external-address', [sourceIp])
  return cleaned
}

function schemeOf(headers: Headers, entrance: Entrance): Request['scheme'] {
  const forwarded = entrance.gateway ? undefined : headers.get('x-forwarded-proto')?.[0].toLowerCase()
  if (forwarded === 'https' || forwarded === 'http') return forwarded
  return entrance.terminatesTls ? 'https' : 'http'
}
