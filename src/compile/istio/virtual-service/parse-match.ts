import type { StringMatch } from '../../../dataplane/match.ts'
import type { Place } from '../../../kernel/place.ts'
import { type Fields, fields, isFields, numberOr, text, textMap, texts } from '../field.ts'
import type { HttpMatch, SourceMatch } from './virtual-service.ts'

export function parseHttpMatch(match: Fields, namespace: string, place: Place): HttpMatch {
  return {
    name: text(match.name),
    uri: parseStringMatch(match.uri),
    ignoreUriCase: match.ignoreUriCase === true,
    scheme: parseStringMatch(match.scheme),
    method: parseStringMatch(match.method),
    authority: parseStringMatch(match.authority),
    headers: parseMatchMap(match.headers),
    withoutHeaders: parseMatchMap(match.withoutHeaders),
    queryParams: parseMatchMap(match.queryParams),
    source: parseSourceMatch(match, namespace),
    place,
  }
}

export function parseSourceMatch(match: Fields, namespace: string): SourceMatch {
  return {
    port: numberOr(match.port, 0),
    labels: textMap(match.sourceLabels),
    namespace: text(match.sourceNamespace),
    gateways: texts(match.gateways).map(name => resolveGateway(name, namespace)),
  }
}

/**
 * `gw` and `./gw` belong to the VirtualService's namespace; `gw.ns` and longer are the legacy dotted form
 * (model/config.go:resolveGatewayName).
 */
export function resolveGateway(name: string, namespace: string): string {
  if (name === 'mesh') return name
  if (name.startsWith('./')) return `${namespace}/${name.slice(2)}`
  if (name.includes('/')) return name
  const [gateway, gatewayNamespace] = name.split('.')
  return `${gatewayNamespace ?? namespace}/${gateway}`
}

/** The one member of a StringMatch that is set; undefined for null, `{}` and other things. */
export function parseStringMatch(value: unknown): StringMatch | undefined {
  if (!isFields(value)) return undefined
  for (const kind of ['exact', 'prefix', 'regex'] as const) {
    if (value[kind] !== undefined && value[kind] !== null) {
      return { kind, value: text(value[kind]), ignoreCase: false }
    }
  }
  return undefined
}

/** No condition, and the pseudo-regex `*`, ask only for presence (core/route/route.go:canBeConvertedToPresentMatch). */
function parseMatchMap(value: unknown): ReadonlyMap<string, StringMatch | 'present'> {
  const map = new Map<string, StringMatch | 'present'>()
  for (const [name, entry] of Object.entries(fields(value))) {
    const match = parseStringMatch(entry)
    map.set(name, match === undefined || (match.kind === 'regex' && match.value === '*') ? 'present' : match)
  }
  return map
}
