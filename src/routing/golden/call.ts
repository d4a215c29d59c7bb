import type { Request } from '../../dataplane/request.ts'
import type { RoutingCall } from '../../proxy/route/decide.ts'
import type { RecordedCall } from './recording.ts'

/** A URL as written: nothing is normalised, since proxies see it raw. */
export interface RawUrl {
  readonly scheme: 'http' | 'https'
  readonly authority: string
  readonly host: string
  readonly port: number
  readonly path: string
}

export function parseUrl(url: string): RawUrl {
  const [, scheme, authority, path] = /^(https?):\/\/([^/?#]*)(.*)$/.exec(url) ?? ['', 'http', '', '/']
  const [, host, port] = /^(.*?)(?::(\d+))?$/.exec(authority) ?? ['', authority, undefined]
  return {
    scheme: scheme === 'https' ? 'https' : 'http',
    authority,
    host,
    port: port === undefined ? (scheme === 'https' ? 443 : 80) : Number(port),
    path: path.startsWith('/') ? path : `/${path}`,
  }
}

/** TLS from a workload is the application's own; at a gateway the recording may name a server of its own. */
export function routingCallOf(call: RecordedCall): RoutingCall {
  const url = parseUrl(call.request.url)
  const isGateway = call.from.gateway !== undefined
  const tls = call.from.tls ?? (url.scheme === 'https' ? { sni: url.host } : undefined)
  return {
    target: { host: url.host, port: isGateway ? (call.from.port ?? url.port) : url.port, tls },
    request: requestOf(call, url),
    gateway: isGateway,
  }
}

function requestOf({ request }: RecordedCall, url: RawUrl): Request {
  const headers = new Map<string, readonly string[]>()
  for (const [name, value] of Object.entries(request.headers ?? {})) {
    // HTTP/1 knows no white space around a value.
    headers.set(
      name.toLowerCase(),
      (typeof value === 'string' ? [value] : value).map(line => line.trim()),
    )
  }
  return {
    method: request.method,
    scheme: url.scheme,
    authority: request.authority ?? url.authority,
    path: url.path,
    headers,
  }
}
