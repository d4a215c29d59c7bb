import type { HttpAccessFilter, NetworkAccessFilter } from '../../dataplane/authorization.ts'
import type { Origin } from '../../dataplane/origin.ts'
import type { ResponseFlag } from '../../dataplane/outcome.ts'
import type { Headers, Request } from '../../dataplane/request.ts'
import { type AuthorizationService, askExternally } from './external-authorization.ts'
import type { ConnectionFacts } from './facts.ts'
import { authenticate, type JwtContext, WRONG_AUDIENCE } from './jwt/authenticate.ts'
import { originalUri } from './original-uri.ts'
import { checkRbac, firstMatch } from './rbac.ts'

/** What decisions need to know from outside of the proxy. */
export interface AccessContext extends JwtContext {
  readonly service: AuthorizationService
}

export type HttpAccess =
  /** The request as it goes on: without tokens, with the headers and claims that filters add. */
  { readonly kind: 'passed'; readonly request: Request } | ({ readonly kind: 'denied' } & HttpDenial)

/** The proxy's own answer. */
export interface HttpDenial {
  readonly status: number
  readonly flags: readonly ResponseFlag[]
  readonly details: string
  readonly body: string
  readonly headers: Headers
  /** The rule that said so; absent where the lack of any did. */
  readonly origin?: Origin
}

const NO_HEADERS: Headers = new Map()

/**
 * Runs a request through the filters of a server in their order. Sources:
 * source/extensions/filters/http/rbac/rbac_filter.cc, ext_authz/ext_authz.cc, jwt_authn/filter.cc.
 * Known differences from Envoy: an external service answers at once, without a network between.
 */
export function checkHttpAccess(
  filters: readonly HttpAccessFilter[],
  connection: ConnectionFacts,
  received: Request,
  context: AccessContext,
): HttpAccess {
  let request = received
  for (const filter of filters) {
    const result = runFilter(filter, connection, request, context)
    if (result.kind === 'denied') return result
    request = result.request
  }
  return { kind: 'passed', request }
}

function runFilter(
  filter: HttpAccessFilter,
  connection: ConnectionFacts,
  request: Request,
  context: AccessContext,
): HttpAccess {
  const facts: ConnectionFacts = { ...connection, request }
  switch (filter.kind) {
    case 'rbac': {
      const denial = checkRbac(filter, facts)
      if (!denial) return { kind: 'passed', request }
      const { details, policy } = denial
      return deny({ status: 403, details, body: 'RBAC: access denied', origin: policy?.origin })
    }
    case 'externalAuthorization': {
      const policy = firstMatch(filter.policies, facts)
      if (!policy) return { kind: 'passed', request }
      const verdict = askExternally(filter, request, context.service)
      if (verdict.kind === 'passed') return verdict
      const { status, details, headers } = verdict
      return deny({ status, flags: ['UAEX'], details, body: '', headers, origin: policy.origin })
    }
    case 'jwt': {
      const verdict = authenticate(filter, request, context)
      if (verdict.kind === 'passed') return verdict
      const { failure, provider } = verdict
      const challenge = `Bearer realm="${originalUri(request)}", error="invalid_token"`
      return deny({
        status: failure === WRONG_AUDIENCE ? 403 : 401,
        details: `jwt_authn_access_denied{${failure.replaceAll(' ', '_')}}`,
        body: failure,
        headers: new Map([['www-authenticate', [challenge]]]),
        origin: provider.origin,
      })
    }
  }
}

function deny(denial: Omit<HttpDenial, 'flags' | 'headers'> & Partial<HttpDenial>): HttpAccess {
  return { kind: 'denied', flags: [], headers: NO_HEADERS, ...denial }
}

/** Why a TCP connection was ended. */
export interface NetworkDenial {
  readonly flags: readonly ResponseFlag[]
  /** Envoy's connection termination details; `''` = none, as where an external service refuses. */
  readonly termination: string
  readonly origin?: Origin
}

/** Undefined = the connection goes on. An external service is asked with an empty request, since there is none. */
export function checkNetworkAccess(
  filters: readonly NetworkAccessFilter[],
  connection: ConnectionFacts,
  service: AuthorizationService,
): NetworkDenial | undefined {
  for (const filter of filters) {
    if (filter.kind === 'rbac') {
      const denial = checkRbac(filter, connection)
      if (denial) return { flags: [], termination: denial.details, origin: denial.policy?.origin }
      continue
    }
    const policy = firstMatch(filter.policies, connection)
    if (policy && askExternally(filter, NO_REQUEST, service).kind === 'denied') {
      return { flags: ['UAEX'], termination: '', origin: policy.origin }
    }
  }
  return undefined
}

const NO_REQUEST: Request = { method: '', scheme: 'http', authority: '', path: '', headers: NO_HEADERS }
