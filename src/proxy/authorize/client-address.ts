import type { Request } from '../../dataplane/request.ts'
import { isAddress } from './address-block.ts'

/** From where clients outside call: an address that no block of a policy is likely to name (TEST-NET-3). */
export const UNKNOWN_CLIENT = '203.0.113.10'

/** The list of addresses in x-forwarded-for, which Envoy keeps as one header. */
function forwardedFor(request: Request): readonly string[] {
  const text = (request.headers.get('x-forwarded-for') ?? []).join(',')
  return text === '' ? [] : text.split(',').map(entry => entry.trim())
}

/**
 * The client's address as a sidecar believes it: the last that x-forwarded-for names, whoever wrote it
 * (source/common/http/conn_manager_utility.cc, use_remote_address off).
 * Known differences from Envoy: none of its extensions that find the client otherwise, no PROXY protocol.
 */
export function clientOfSidecar(request: Request, peer: string): string {
  const last = forwardedFor(request).at(-1)
  return last !== undefined && isAddress(last) ? last : peer
}

/**
 * The client's address as a gateway believes it: its peer, or with trusted proxies in front what the first of them wrote
 * into x-forwarded-for; the peer again where the list is too short.
 */
export function clientOfGateway(request: Request, peer: string, trustedProxies: number): string {
  const entry = trustedProxies > 0 ? forwardedFor(request).at(-trustedProxies) : undefined
  return entry !== undefined && isAddress(entry) ? entry : peer
}

/** A gateway adds its peer to x-forwarded-for. */
export function withPeerAddress(request: Request, peer: string): Request {
  const known = request.headers.get('x-forwarded-for') ?? []
  const headers = new Map(request.headers)
  headers.set('x-forwarded-for', [[...known, peer].join(',')])
  return { ...request, headers }
}
