import type { ConnectTarget } from '../../dataplane/data-plane.ts'
import type { Pod } from '../../dataplane/pod.ts'
import { proxyOf } from '../../dataplane/proxy-of.ts'
import type { Request } from '../../dataplane/request.ts'
import { cutPort } from '../../proxy/route/authority.ts'
import type { UrlParts } from '../../traffic/url.ts'
import type { Question } from './explain-request.ts'

/** Who sends a request, and to which port. */
export interface Sender {
  readonly pod: Pod
  readonly kind: 'workload' | 'gateway'
  readonly port: number
}

/**
 * The question that a request from outside, or of a workload, puts to its first proxy. The address that is dialled is that of
 * the URL, whatever Host says; an https URL is TLS that the client begins.
 */
export function questionOf({ pod, kind, port }: Sender, request: Request, authority: string): Question {
  const host = cutPort(authority)
  const target: ConnectTarget = { host, port, tls: request.scheme === 'https' ? { sni: host } : undefined }
  const gateway = kind === 'gateway'
  return { proxy: proxyOf(pod, gateway ? 'gateway' : 'sidecar'), call: { target, request, gateway } }
}

/** A request as it is typed: what names the host replaces that of the URL, equal names are several lines. */
export function typedRequest(
  method: string,
  url: UrlParts,
  headers: readonly (readonly [name: string, value: string])[],
): Request {
  const lines = new Map<string, readonly string[]>()
  let { authority } = url
  for (const [name, value] of headers) {
    const key = name.toLowerCase()
    if (key === 'host' || key === ':authority') authority = value
    else lines.set(key, [...(lines.get(key) ?? []), value])
  }
  return { method, scheme: url.scheme, authority, path: url.path, headers: lines }
}
