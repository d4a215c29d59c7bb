import type { HeaderMatch, RouteMatch, StringMatch } from './match.ts'
import type { Origin } from './origin.ts'

/** envoy.config.route.v3.RouteConfiguration: a table of virtual hosts, found by name from a listener. */
export interface RouteConfiguration {
  readonly name: string
  readonly virtualHosts: readonly VirtualHost[]
  /** Istio always cuts the port of Host before comparing domains. */
  readonly ignorePortInHost: boolean
  /** Set when Envoy would refuse the table as a whole; then nothing of it is active. */
  readonly rejected?: string
}

export interface VirtualHost {
  readonly name: string
  readonly domains: readonly string[]
  readonly routes: readonly Route[]
  /** `all`: plain-text requests are redirected to https before any route is looked at. */
  readonly requireTls: 'none' | 'all'
  readonly includeAttemptCount: boolean
  /** The client is told, too (Envoy include_attempt_count_in_response). */
  readonly includeAttemptCountInResponse?: boolean
  readonly origin: Origin
}

export interface Route {
  /** Envoy's route name: `''` for an unnamed VirtualService rule, `default` for the route of a bare Service. */
  readonly name: string
  readonly match: RouteMatch
  readonly action: RouteAction
  readonly requestHeaders: HeaderMutation
  readonly responseHeaders: HeaderMutation
  readonly fault?: FaultPolicy
  readonly cors?: CorsPolicy
  readonly origin: Origin
}

export type RouteAction = ForwardAction | RedirectAction | DirectResponseAction

export interface ForwardAction {
  readonly kind: 'forward'
  /** In configured order; weights of any sum. `weighted` is false for a plain single-cluster route. */
  readonly clusters: readonly WeightedCluster[]
  readonly weighted: boolean
  /** 0 = none. Covers all retries. */
  readonly timeoutNs: number
  /** Ceiling for the client's grpc-timeout; 0 = none. Absent: gRPC requests have the route's timeout like all others. */
  readonly maxGrpcTimeoutNs?: number
  readonly retry?: RetryPolicy
  /** Longest pause in a stream, in either direction; absent or 0 = none. */
  readonly idleTimeoutNs?: number
  /** From the first byte of the request to the last one of the answer; absent or 0 = none. */
  readonly maxStreamDurationNs?: number
  /** A per-try timeout leaves the try running beside its retry (Envoy hedge_policy.hedge_on_per_try_timeout). */
  readonly hedgeOnPerTryTimeout?: boolean
  readonly rewrite?: PathRewrite
  /** Literal host rewrite. */
  readonly hostRewrite?: string
  /** Host becomes the endpoint's hostname (Envoy auto_host_rewrite). */
  readonly autoHostRewrite?: boolean
  readonly hash: readonly HashPolicy[]
  readonly mirrors: readonly MirrorPolicy[]
  /** Envoy cluster_not_found_response_code; absent = 503. */
  readonly clusterNotFoundStatus?: number
}

export interface WeightedCluster {
  readonly cluster: string
  readonly weight: number
  readonly requestHeaders: HeaderMutation
  readonly responseHeaders: HeaderMutation
  readonly hostRewrite?: string
  readonly origin: Origin
}

export type PathRewrite =
  | { readonly kind: 'prefix'; readonly value: string }
  | { readonly kind: 'regex'; readonly pattern: string; readonly substitution: string }

export interface RedirectAction {
  readonly kind: 'redirect'
  readonly code: number
  readonly scheme?: string
  readonly host?: string
  readonly port?: number
  /** Whole path (Envoy path_redirect). */
  readonly path?: string
  readonly prefixRewrite?: string
}

export interface DirectResponseAction {
  readonly kind: 'directResponse'
  readonly status: number
  readonly body: string
}

/** Applied in Envoy's order: removals, then `set` (overwrite), then `add` (append another line). */
export interface HeaderMutation {
  readonly set: readonly (readonly [name: string, value: string])[]
  readonly add: readonly (readonly [name: string, value: string])[]
  readonly remove: readonly string[]
}

export const NO_MUTATION: HeaderMutation = { set: [], add: [], remove: [] }

/** envoy.config.route.v3.RetryPolicy as istiod fills it; absent on a route = no retries. */
export interface RetryPolicy {
  /** Conditions as sent, e.g. `connect-failure,refused-stream`; parsed once by proxy/retry. */
  readonly on: string
  /** Retries, not tries. */
  readonly attempts: number
  readonly retriableStatusCodes: readonly number[]
  /** 0 = the route's timeout. */
  readonly perTryTimeoutNs: number
  /** Envoy's base interval; the cap is ten times it. */
  readonly backOffBaseNs: number
  /** True when backOffBaseNs was configured rather than Envoy's 25 ms. */
  readonly backOffConfigured: boolean
  /** Absent = ten times the base. */
  readonly backOffMaxNs?: number
  /** Longest pause of one try; absent or 0 = none. */
  readonly perTryIdleTimeoutNs?: number
  /** Response headers that call for a retry under `retriable-headers`. */
  readonly retriableHeaders?: readonly HeaderMatch[]
  /** Only requests with one of these headers are retried at all; absent or empty = every request. */
  readonly retriableRequestHeaders?: readonly HeaderMatch[]
  readonly rateLimitedBackOff?: RateLimitedBackOff
  readonly hostPredicates: readonly string[]
  readonly hostSelectionMaxAttempts: number
  /** `previous_priorities` update frequency; absent = the plugin is off. */
  readonly previousPrioritiesFrequency?: number
}

/** Envoy rate_limited_retry_back_off: the first of these response headers that is usable says how long to wait. */
export interface RateLimitedBackOff {
  readonly resetHeaders: readonly { readonly name: string; readonly format: 'seconds' | 'unix timestamp' }[]
  /** Longer waits are not granted: the exponential back-off is used instead. */
  readonly maxNs: number
}

export interface FaultPolicy {
  readonly delay?: { readonly durationNs: number; readonly percent: number }
  readonly abort?: { readonly status: number; readonly grpcStatus?: number; readonly percent: number }
}

export interface MirrorPolicy {
  readonly cluster: string
  readonly percent: number
  /** Of the fraction that Envoy gets; absent = a million, as Istio sends it. Tells which draws of a split it goes with. */
  readonly denominator?: number
  /** The copy's Host gets `-shadow`; absent: it does not, as in Istio since 1.28 (disable_shadow_host_suffix_append). */
  readonly shadowHost?: boolean
}

export type HashPolicy =
  | { readonly kind: 'header'; readonly name: string }
  | { readonly kind: 'cookie'; readonly name: string; readonly path?: string; readonly ttlNs?: number }
  | { readonly kind: 'query'; readonly name: string }
  | { readonly kind: 'sourceIp' }

export interface CorsPolicy {
  readonly allowOrigins: readonly StringMatch[]
  readonly allowMethods: string
  readonly allowHeaders: string
  readonly exposeHeaders: string
  readonly maxAge: string
  readonly allowCredentials?: boolean
  /** Envoy forward_not_matching_preflights. */
  readonly forwardUnmatchedPreflights: boolean
}
