import type { JwtProvider } from '../../../dataplane/authorization.ts'
import type { Request } from '../../../dataplane/request.ts'
import { findTokens } from './locations.ts'
import { parseToken } from './token.ts'

/** 2024-01-01, when resources without creationTimestamp are taken to be made; seconds since 1970. */
const EARLIEST_SECONDS = 1_704_067_200

/**
 * A simulation has no clock to judge tokens by, and must say the same tomorrow. It takes place when the newest of its
 * tokens was issued: what had expired by then is expired, all others hold.
 * Known differences from Envoy: it asks the clock (source/extensions/filters/http/jwt_authn/authenticator.cc).
 * @returns seconds since 1970
 */
export function issueInstant(providers: readonly JwtProvider[], requests: readonly Request[]): number {
  let instant = EARLIEST_SECONDS
  for (const provider of providers) {
    for (const { token } of requests.flatMap(request => findTokens(provider, request))) {
      const parsed = parseToken(token)
      if (typeof parsed === 'string') continue
      const issued = typeof parsed.claims.iat === 'number' ? parsed.claims.iat : 0
      instant = Math.max(instant, issued, parsed.notBefore)
    }
  }
  return instant
}
