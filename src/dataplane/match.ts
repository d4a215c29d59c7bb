/** Envoy's StringMatcher. `regex` is an RE2 full match. */
export interface StringMatch {
  readonly kind: 'exact' | 'prefix' | 'suffix' | 'contains' | 'regex'
  readonly value: string
  readonly ignoreCase: boolean
}

/** Envoy's HeaderMatcher; `match: 'present'` asks only whether the header is there. */
export interface HeaderMatch {
  /** Lower case; `:method`, `:authority`, `:scheme` name the pseudo headers. */
  readonly name: string
  readonly match: StringMatch | 'present'
  readonly invert: boolean
  readonly treatMissingAsEmpty: boolean
}

export interface QueryMatch {
  readonly name: string
  readonly match: StringMatch | 'present'
}

/** A JWT claim condition (`@request.auth.claims...`), gateways only. */
export interface ClaimMatch {
  readonly path: readonly string[]
  readonly match: StringMatch | 'present'
  readonly invert: boolean
}

/** `separatedPrefix` is Envoy's path_separated_prefix: the prefix must end at a `/` or at the end of the path. */
export interface PathMatch {
  readonly kind: 'exact' | 'prefix' | 'separatedPrefix' | 'regex'
  readonly value: string
  readonly ignoreCase: boolean
}

/** All conditions must hold (envoy.config.route.v3.RouteMatch). */
/** Envoy's RuntimeFractionalPercent: fulfilled by requests whose random number modulo `denominator` is below `numerator`. */
export interface Fraction {
  readonly numerator: number
  readonly denominator: number
}

export interface RouteMatch {
  /** Absent, as Istio leaves it: all requests. The others go on to the next route. */
  readonly runtimeFraction?: Fraction
  readonly path: PathMatch
  readonly headers: readonly HeaderMatch[]
  readonly query: readonly QueryMatch[]
  readonly claims: readonly ClaimMatch[]
}
