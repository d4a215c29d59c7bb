import type { StringMatch } from '../../dataplane/match.ts'
import type { Place } from '../../kernel/place.ts'
import { type Fields, fields, list, optionalFields, text } from '../istio/field.ts'
import type { HttpMatch, SourceMatch } from '../istio/virtual-service/virtual-service.ts'

const ANY_PATH: StringMatch = { kind: 'prefix', value: '/', ignoreCase: false }

/** HTTPRouteMatch; prefixes are per path element (conversion.go:createURIMatch and its neighbours). */
export function httpMatch(match: Fields, port: number | undefined, place: Place): HttpMatch {
  const method = text(match.method)
  return {
    ...matchOf(port, place),
    uri: pathOf(optionalFields(match.path)),
    method: method === '' ? undefined : exact(method),
    headers: namedMatches(match.headers),
    queryParams: namedMatches(match.queryParams),
  }
}

/** GRPCRouteMatch as the path that gRPC makes of service and method (conversion.go:createGRPCURIMatch). */
export function grpcMatch(match: Fields, port: number | undefined, place: Place): HttpMatch {
  return {
    ...matchOf(port, place),
    uri: grpcPath(optionalFields(match.method)),
    headers: namedMatches(match.headers),
  }
}

function matchOf(port: number | undefined, place: Place): HttpMatch {
  const source: SourceMatch = { port: port ?? 0, labels: {}, namespace: '', gateways: [] }
  return {
    name: '',
    ignoreUriCase: false,
    headers: new Map(),
    withoutHeaders: new Map(),
    queryParams: new Map(),
    source,
    place,
  }
}

function pathOf(path: Fields | undefined): StringMatch {
  const value = path?.value === undefined ? '/' : text(path.value)
  switch (text(path?.type)) {
    case 'Exact':
      return exact(value)
    case 'RegularExpression':
      return { kind: 'regex', value, ignoreCase: false }
    default:
      return { ...ANY_PATH, value: value === '/' ? value : value.replace(/\/$/, '') }
  }
}

function grpcPath(method: Fields | undefined): StringMatch | undefined {
  const service = text(method?.service)
  const name = text(method?.method)
  if (service === '' && name === '') return undefined
  if (text(method?.type) === 'RegularExpression') {
    return { kind: 'regex', value: `/${service || '[^/]+'}/${name || '.+'}`, ignoreCase: false }
  }
  if (service !== '' && name !== '') return exact(`/${service}/${name}`)
  if (service !== '') return { ...ANY_PATH, value: `/${service}/` }
  return { kind: 'regex', value: `/[^/]+/${name}`, ignoreCase: false }
}

/** Names that differ only in case are conditions of their own. */
function namedMatches(value: unknown): ReadonlyMap<string, StringMatch> {
  return new Map(
    list(value).map(entry => {
      const { name, type, value: wanted } = fields(entry)
      const kind = text(type) === 'RegularExpression' ? 'regex' : 'exact'
      return [text(name), { kind, value: text(wanted), ignoreCase: false }] as const
    }),
  )
}

function exact(value: string): StringMatch {
  return { kind: 'exact', value, ignoreCase: false }
}
