import type { RouteMatch } from '../../dataplane/match.ts'
import { NO_HEADERS, type Request } from '../../dataplane/request.ts'
import { conditionsOf } from '../../proxy/route/match-route.ts'
import { pathCandidates, textCandidates } from './candidates.ts'

/** What a request has on one dimension: a path, the lines of one header, a query parameter, a claim. */
export interface Value {
  /** Undefined = absent. */
  readonly lines?: readonly string[]
}

/** One thing that rules look at, and the values of it that some rule can tell apart. */
export interface Dimension {
  readonly kind: 'path' | 'header' | 'query' | 'claim'
  /** Of the header or parameter; of a claim the names that lead to it, with line breaks between. */
  readonly name: string
  readonly values: readonly Value[]
}

/** Per dimension that a rule looks at (by its index): which of the values fulfil the rule's conditions on it. */
export type Region = ReadonlyMap<number, readonly boolean[]>

/** All requests to one virtual host, as far as rules can tell them apart. */
export interface Space {
  readonly dimensions: readonly Dimension[]
  /** Of every rule, in the order given. */
  readonly regions: readonly Region[]
}

/** @param authorities Host values by which a client can come to the virtual host */
export function spaceOf(matches: readonly RouteMatch[], authorities: readonly string[]): Space {
  const dimensions = dimensionsOf(matches, authorities)
  const tables = dimensions.map((dimension, index) => truthTable(matches, dimension, index))
  const kept = tables.map(({ truths }) => distinct(truths))
  return {
    dimensions: dimensions.map((dimension, d) => ({ ...dimension, values: kept[d].map(v => dimension.values[v]) })),
    regions: matches.map((_match, rule) => {
      const region = new Map<number, readonly boolean[]>()
      for (const [d, { truths }] of tables.entries()) {
        const own = kept[d].map(v => truths[v][rule])
        if (own.some(holds => !holds)) region.set(d, own)
      }
      return region
    }),
  }
}

function dimensionsOf(matches: readonly RouteMatch[], authorities: readonly string[]): readonly Dimension[] {
  const headers = grouped(matches.flatMap(match => match.headers))
  const queries = grouped(matches.flatMap(match => match.query))
  const claims = grouped(
    matches.flatMap(match => match.claims.map(claim => ({ ...claim, name: claim.path.join('\n') }))),
  )
  const texts = (conditions: readonly { readonly match: RouteMatch['headers'][number]['match'] }[]) =>
    textCandidates(conditions.flatMap(({ match }) => (match === 'present' ? [] : [match])))
  const paths = pathCandidates(matches.map(match => match.path))
  return [
    { kind: 'path', name: '', values: paths.map(path => ({ lines: [path] })) },
    ...[...headers].map(([name, conditions]): Dimension => {
      const found = texts(conditions)
      return { kind: 'header', name, values: headerValues(name, found, authorities) }
    }),
    ...[...queries].map(([name, conditions]): Dimension => {
      const found = texts(conditions).filter(text => !/[&#\s]/.test(text))
      return { kind: 'query', name, values: [{}, ...found.map(text => ({ lines: [text] }))] }
    }),
    ...[...claims].map(([name, conditions]): Dimension => {
      return { kind: 'claim', name, values: [{}, ...pairs(texts(conditions))] }
    }),
  ]
}

function headerValues(name: string, texts: readonly string[], authorities: readonly string[]): readonly Value[] {
  switch (name) {
    case ':method':
      return ['GET', 'POST', 'HEAD', 'PUT', 'DELETE', 'OPTIONS', 'PATCH', ...texts].map(text => ({ lines: [text] }))
    case ':authority':
    case 'host':
      return authorities.map(text => ({ lines: [text] }))
    case ':scheme':
      return [{ lines: ['http'] }, { lines: ['https'] }]
    default:
      return [{}, ...pairs(texts.filter(text => text.trim() === text))]
  }
}

const MOST_PAIRED = 10

/** A header on two lines can be two things at once. */
function pairs(texts: readonly string[]): readonly Value[] {
  const few = texts.filter(text => text !== '').slice(0, MOST_PAIRED)
  const both = few.flatMap((one, i) => few.slice(i + 1).map(other => ({ lines: [one, other] })))
  return [...texts.map(text => ({ lines: [text] })), ...both]
}

function grouped<C extends { readonly name: string }>(conditions: readonly C[]): ReadonlyMap<string, readonly C[]> {
  const groups = new Map<string, C[]>()
  for (const condition of conditions) groups.set(condition.name, [...(groups.get(condition.name) ?? []), condition])
  return groups
}

/** Of every value, which rules' conditions on this dimension hold, as the proxy's own matcher says. */
function truthTable(matches: readonly RouteMatch[], dimension: Dimension, index: number) {
  const own = matches.map(match => only(match, dimension))
  const truths = dimension.values.map(value => {
    const values = new Map([[index, value]])
    const request = requestWith([dimension], () => values.get(index) ?? {}, BLANK)
    return own.map(match => (match ? conditionsOf(match, request).every(({ holds }) => holds) : true))
  })
  return { truths }
}

const BLANK: Request = { method: 'GET', scheme: 'http', authority: '', path: '/', headers: NO_HEADERS }
const ANY_PATH: RouteMatch['path'] = { kind: 'prefix', value: '/', ignoreCase: false }

/** Only those conditions of a match that look at the dimension; undefined without any. */
function only(match: RouteMatch, { kind, name }: Dimension): RouteMatch | undefined {
  const headers = kind === 'header' ? match.headers.filter(each => each.name === name) : []
  const query = kind === 'query' ? match.query.filter(each => each.name === name) : []
  const claims = kind === 'claim' ? match.claims.filter(each => each.path.join('\n') === name) : []
  if (kind !== 'path' && headers.length + query.length + claims.length === 0) return undefined
  return { path: kind === 'path' ? match.path : ANY_PATH, headers, query, claims }
}

/** First value of each sort that rules cannot tell apart. */
function distinct(truths: readonly (readonly boolean[])[]): readonly number[] {
  const seen = new Set<string>()
  return truths.flatMap((truth, index) => {
    const key = truth.map(holds => (holds ? '1' : '0')).join('')
    if (seen.has(key)) return []
    seen.add(key)
    return [index]
  })
}

/** The request that has the given value on every dimension, and is as `blank` where no dimension says otherwise. */
export function requestWith(
  dimensions: readonly Dimension[],
  valueAt: (index: number) => Value,
  blank: Request,
): Request {
  let { method, authority, path, scheme } = blank
  const headers = new Map(blank.headers)
  const parameters: string[] = []
  const claims = new Map<string, unknown>()
  for (const [index, { kind, name }] of dimensions.entries()) {
    const { lines } = valueAt(index)
    if (!lines) continue
    if (kind === 'path') path = lines[0]
    else if (kind === 'query') parameters.push(lines[0] === '' ? name : `${name}=${lines[0]}`)
    else if (kind === 'claim') putClaim(claims, name.split('\n'), lines)
    else if (name === ':method') method = lines[0]
    else if (name === ':authority' || name === 'host') authority = lines[0]
    else if (name === ':scheme') scheme = lines[0] === 'https' ? 'https' : 'http'
    else headers.set(name, lines)
  }
  const query = parameters.length === 0 ? '' : `?${parameters.join('&')}`
  return { method, scheme, authority, path: path + query, headers, ...(claims.size > 0 ? { claims } : {}) }
}

function putClaim(claims: Map<string, unknown>, [name, ...rest]: readonly string[], lines: readonly string[]): void {
  const value: unknown = lines.length === 1 ? lines[0] : lines
  const nested = rest.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value)
  const held = claims.get(name)
  const isBoth = typeof held === 'object' && held !== null && rest.length > 0
  claims.set(name, isBoth ? { ...held, ...(nested as object) } : nested)
}
