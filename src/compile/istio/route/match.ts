import type {
  ClaimMatch,
  HeaderMatch,
  PathMatch,
  QueryMatch,
  RouteMatch,
  StringMatch,
} from '../../../dataplane/match.ts'
import { compareText } from '../creation-order.ts'
import type { HttpMatch, HttpRule } from '../virtual-service/virtual-service.ts'

/** What a rule without `match` and the route of a bare Service match: every path. */
export const MATCH_ALL: RouteMatch = {
  path: { kind: 'prefix', value: '/', ignoreCase: false },
  headers: [],
  query: [],
  claims: [],
}

/** HTTPMatchRequest to RouteMatch (core/route/route.go:TranslateRouteMatch). */
export function translateMatch(match: HttpMatch | undefined, routeApi?: HttpRule['routeApi']): RouteMatch {
  if (!match) return MATCH_ALL
  const headers: HeaderMatch[] = []
  const claims: ClaimMatch[] = []
  const collect = (entries: HttpMatch['headers'], invert: boolean) => {
    for (const [name, value] of entries) {
      const path = claimPath(name)
      if (path) claims.push({ path, match: value, invert })
      else
        headers.push({
          name: name.toLowerCase(),
          match: value,
          invert,
          treatMissingAsEmpty: invert && value !== 'present',
        })
    }
  }
  collect(match.headers, false)
  collect(match.withoutHeaders, true)
  headers.sort((a, b) => compareText(a.name, b.name))
  addPseudo(headers, ':method', match.method)
  addPseudo(headers, ':authority', match.authority)
  addPseudo(headers, ':scheme', match.scheme)
  return { path: translatePath(match, routeApi), headers, query: translateQuery(match), claims }
}

function addPseudo(headers: HeaderMatch[], name: string, match: StringMatch | undefined): void {
  if (match) headers.push({ name, match, invert: false, treatMissingAsEmpty: false })
}

/** A regex is never folded: Envoy applies case_sensitive to exact and prefix only. */
function translatePath(match: HttpMatch, routeApi: HttpRule['routeApi']): PathMatch {
  if (!match.uri) return { ...MATCH_ALL.path, ignoreCase: match.ignoreUriCase }
  const { kind, value } = match.uri
  if (kind === 'prefix' && routeApi === 'gateway' && value !== '/') {
    return { kind: 'separatedPrefix', value: value.replace(/\/$/, ''), ignoreCase: false }
  }
  if (kind === 'exact' || kind === 'prefix') return { kind, value, ignoreCase: match.ignoreUriCase }
  return { kind: 'regex', value, ignoreCase: false }
}

function translateQuery(match: HttpMatch): readonly QueryMatch[] {
  return [...match.queryParams].map(([name, value]) => ({ name, match: value }))
}

/** Nothing can follow such a route (IsCatchAllRoute); method, authority and scheme count as headers. */
export function isCatchAll(match: RouteMatch): boolean {
  const { path } = match
  const everyPath = (path.kind === 'prefix' && path.value === '/') || (path.kind === 'regex' && path.value === '.*')
  return everyPath && match.headers.length + match.query.length + match.claims.length === 0
}

const CLAIMS = '@request.auth.claims'

/** `@request.auth.claims[a][b]` or `@request.auth.claims.a.b` (pkg/jwt: ToRoutingClaim); undefined for plain headers. */
function claimPath(name: string): readonly string[] | undefined {
  if (!name.toLowerCase().startsWith(CLAIMS)) return undefined
  const rest = name.slice(CLAIMS.length)
  if (rest.startsWith('.') && rest.length > 1) return rest.slice(1).split('.')
  if (rest.startsWith('[') && rest.endsWith(']')) return rest.slice(1, -1).split('][')
  return undefined
}
