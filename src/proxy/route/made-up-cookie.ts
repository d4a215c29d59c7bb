import type { Request } from '../../dataplane/request.ts'
import type { HashPolicy } from '../../dataplane/route.ts'
import { SECOND } from '../../kernel/time.ts'
import { cookieOf } from '../cookie.ts'
import { hash64 } from '../hash.ts'

/** What a proxy sets so that its client comes back to the host that it reached. */
export interface MadeUpCookie {
  readonly name: string
  readonly path?: string
  /** 0 = as long as the client's session. */
  readonly maxAgeSeconds: number
}

/**
 * Cookies with a lifetime that the request does not bring, or brings empty (Envoy HashPolicyImpl, CookieHashMethod::evaluate).
 * Known differences from Envoy: its Set-Cookie comes once for each attempt.
 */
export function cookiesToMakeUp(policies: readonly HashPolicy[], request: Request): readonly MadeUpCookie[] {
  return policies.flatMap(policy => {
    if (policy.kind !== 'cookie' || policy.ttlNs === undefined || cookieOf(request, policy.name)) return []
    return [{ name: policy.name, path: policy.path, maxAgeSeconds: Math.trunc(policy.ttlNs / SECOND) }]
  })
}

/**
 * Its value (Envoy Router Filter::addDownstreamSetCookie): the same for all requests of one downstream connection.
 * @param remote address of the client, `ip:port` @param local the address that it dialled
 */
export function madeUpValue(remote: string, local: string): string {
  return hash64(remote + local)
    .toString(16)
    .padStart(16, '0')
}
