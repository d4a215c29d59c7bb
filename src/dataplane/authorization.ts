import type { StringMatch } from './match.ts'
import type { Origin } from './origin.ts'

/** Envoy's RBAC filter: `DENY` refuses what a policy matches, `ALLOW` what none matches; `LOG` only looks. */
export interface RbacFilter {
  readonly kind: 'rbac'
  readonly action: 'ALLOW' | 'DENY' | 'LOG'
  /** In name order, in which Envoy asks them: the first that matches is the one named in response code details. */
  readonly policies: readonly RbacPolicy[]
  /** Dry-run policies: evaluated, never enforced. */
  readonly shadow: readonly RbacPolicy[]
}

/** One rule of a resource (envoy.config.rbac.v3.Policy): it matches when a permission and a principal do. */
export interface RbacPolicy {
  /** `ns[default]-policy[web]-rule[0]`. */
  readonly name: string
  /** What may be done: any of the lists, all conditions of it. An empty list of conditions holds always. */
  readonly permissions: readonly (readonly Condition[])[]
  /** By whom: likewise. */
  readonly principals: readonly (readonly Condition[])[]
  readonly origin: Origin
}

/** One field of a rule: any of its values, or none of them when `negated`. */
export type Condition = {
  readonly negated: boolean
} & (
  | { readonly on: 'destinationPort'; readonly ports: readonly number[] }
  /** `sourceIp` is the peer, `remoteIp` the client as x-forwarded-for tells. Blocks are addresses or CIDR. */
  | { readonly on: 'sourceIp' | 'remoteIp' | 'destinationIp'; readonly blocks: readonly string[] }
  /** `principal` is the SPIFFE ID of the peer's certificate, `authority` the whole Host header. */
  | {
      readonly on: 'serverName' | 'principal' | 'method' | 'authority'
      readonly matches: readonly StringMatch[]
    }
  | { readonly on: 'path'; readonly matches: readonly (StringMatch | PathTemplate)[] }
  | { readonly on: 'header'; readonly name: string; readonly matches: readonly (StringMatch | 'present')[] }
  /** Issuer and subject of the verified token. */
  | {
      readonly on: 'requestPrincipal'
      readonly matches: readonly { readonly issuer: StringMatch; readonly subject: StringMatch }[]
    }
  /** A claim of the verified token, by the names that lead to it. */
  | { readonly on: 'claim'; readonly path: readonly string[]; readonly matches: readonly StringMatch[] }
  /** `rules: []`: a policy that never matches. */
  | { readonly on: 'nothing' }
)

/** Envoy's URI template: `*` is one whole segment, `**` the rest or any number of them. */
export interface PathTemplate {
  readonly kind: 'template'
  readonly segments: readonly string[]
}

/** CUSTOM: requests that one of the policies matches are shown to an external service, which decides. */
export interface ExternalAuthorizationFilter {
  readonly kind: 'externalAuthorization'
  /** Name of the extension provider. */
  readonly provider: string
  readonly policies: readonly RbacPolicy[]
  /** Cluster of the service. */
  readonly cluster: string
  readonly failOpen: boolean
  /** Status when the service fails; 403 unless configured. */
  readonly statusOnError: number
  /** Request headers shown to the service, in lower case; a trailing or leading star is a wildcard. */
  readonly includedHeaders: readonly string[]
  readonly headersToUpstream: readonly string[]
  /** Absent = all. */
  readonly headersToDownstream?: readonly string[]
}

/** Filters of a server that decide whether a request may pass, in Envoy's order. */
export type HttpAccessFilter = RbacFilter | ExternalAuthorizationFilter | JwtFilter
/** The same for a TCP connection. */
export type NetworkAccessFilter = RbacFilter | ExternalAuthorizationFilter

/** Envoy's jwt_authn: a request without token passes, one with a bad token does not. */
export interface JwtFilter {
  readonly kind: 'jwt'
  readonly providers: readonly JwtProvider[]
  /** Set when Envoy would refuse the filter and with it the whole listener. */
  readonly rejected?: string
}

export interface JwtProvider {
  /** `origins-0`. */
  readonly name: string
  readonly issuer: string
  /** Empty = any. */
  readonly audiences: readonly string[]
  /** The JSON Web Key Set as written. */
  readonly keySet: string
  readonly fromHeaders: readonly { readonly name: string; readonly prefix: string }[]
  readonly fromParams: readonly string[]
  readonly fromCookies: readonly string[]
  /** Keep the token in the request. */
  readonly forward: boolean
  readonly payloadHeader?: string
  readonly claimHeaders: readonly { readonly header: string; readonly claim: string }[]
  /** Claims whose strings are lists, parted by spaces. */
  readonly spaceDelimitedClaims: readonly string[]
  readonly origin: Origin
}
