import type { HeaderMatch, PathMatch, QueryMatch, RouteMatch, StringMatch } from '../../dataplane/match.ts'
import type { Json, JsonObject } from './json.ts'

/** envoy.type.matcher.v3.StringMatcher */
export function stringMatcher({ kind, value, ignoreCase }: StringMatch): JsonObject {
  if (kind === 'regex') return { safe_regex: { regex: ignoreCase ? `(?i)${value}` : value } }
  return { [kind]: value, ...(ignoreCase && { ignore_case: true }) }
}

/** envoy.config.route.v3.HeaderMatcher */
export function headerMatcher({ name, match, invert, treatMissingAsEmpty }: HeaderMatch): JsonObject {
  return {
    name,
    ...(match === 'present' ? { present_match: true } : { string_match: stringMatcher(match) }),
    ...(invert && { invert_match: true }),
    ...(treatMissingAsEmpty && { treat_missing_header_as_empty: true }),
  }
}

function queryMatcher({ name, match }: QueryMatch): JsonObject {
  return { name, ...(match === 'present' ? { present_match: true } : { string_match: stringMatcher(match) }) }
}

/** envoy.config.route.v3.RouteMatch; conditions on claims have no place in it. */
export function routeMatch({ path, headers, query, runtimeFraction }: RouteMatch): JsonObject {
  return {
    ...pathSpecifier(path),
    ...(path.ignoreCase && path.kind !== 'regex' && { case_sensitive: false }),
    ...(headers.length > 0 && { headers: headers.map(headerMatcher) }),
    ...(query.length > 0 && { query_parameters: query.map(queryMatcher) }),
    ...(runtimeFraction && { runtime_fraction: { default_value: fraction(runtimeFraction) } }),
  }
}

function pathSpecifier({ kind, value, ignoreCase }: PathMatch): JsonObject {
  if (kind === 'exact') return { path: value }
  if (kind === 'prefix') return { prefix: value }
  if (kind === 'separatedPrefix') return { path_separated_prefix: value }
  return { safe_regex: { regex: ignoreCase ? `(?i)${value}` : value } }
}

const DENOMINATORS: Readonly<Record<number, string>> = { 100: 'HUNDRED', 10000: 'TEN_THOUSAND', 1000000: 'MILLION' }

/** FractionalPercent knows three denominators. */
export function fraction({
  numerator,
  denominator,
}: {
  readonly numerator: number
  readonly denominator: number
}): Json {
  const named = DENOMINATORS[denominator]
  if (named !== undefined) return { numerator, denominator: named }
  return { numerator: Math.round((numerator / denominator) * 1_000_000), denominator: 'MILLION' }
}
