import type { StringMatch } from '../../dataplane/match.ts'
import { stringTest } from '../../proxy/route/string-matcher.ts'
import { type Example, sampleOf } from './solve.ts'
import type { Way } from './written-matches.ts'

/** The example with one condition just not fulfilled, in words and as a request; nothing where there is no condition. */
export function nearMisses({ match, rule }: Way, example: Example): readonly NearMiss[] {
  if (!match) return []
  const [header] = match.headers.keys()
  const [query] = match.queryParams.keys()
  const [unwanted] = match.withoutHeaders
  const misses: (NearMiss | undefined)[] = [
    header === undefined ? undefined : { why: `without header ${header}`, example: withoutHeader(example, header) },
    query === undefined
      ? undefined
      : { why: `without query ${query}`, example: { ...example, path: cutQuery(example.path) } },
    unwanted && withUnwanted(unwanted, example),
    match.method && otherMethod(match.method, example),
    match.uri && otherPath(match.uri, rule.routeApi === 'gateway', example),
  ]
  return misses.filter(miss => miss !== undefined)
}

export interface NearMiss {
  readonly why: string
  readonly example: Example
}

function withoutHeader(example: Example, name: string): Example {
  return { ...example, headers: Object.fromEntries(Object.entries(example.headers).filter(([key]) => key !== name)) }
}

function cutQuery(path: string): string {
  return path.split('?', 1)[0]
}

function withUnwanted(
  [name, match]: readonly [string, StringMatch | 'present'],
  example: Example,
): NearMiss | undefined {
  const value = sampleOf(match)
  return value === undefined
    ? undefined
    : { why: `with header ${name}`, example: { ...example, headers: { ...example.headers, [name]: value } } }
}

function otherMethod(match: StringMatch, example: Example): NearMiss | undefined {
  const method = ['GET', 'POST', 'PUT', 'DELETE'].find(each => !stringTest(match)(each))
  return method === undefined ? undefined : { why: `method ${method}`, example: { ...example, method } }
}

/**
 * A letter more than an exact path or a prefix of whole path elements, a letter less than any other prefix, something before
 * a regex.
 */
function otherPath(match: StringMatch, byElement: boolean, example: Example): NearMiss | undefined {
  const path = cutQuery(example.path)
  const rest = example.path.slice(path.length)
  const test = stringTest(match.kind === 'prefix' && byElement ? withSlash(match) : match)
  const changed = [`${path}x`, path.length > 2 ? path.slice(0, -1) : '/', `/x${path}`].find(
    candidate => candidate !== path && !test(candidate),
  )
  return changed === undefined ? undefined : { why: `path ${changed}`, example: { ...example, path: changed + rest } }
}

/** What goes on behind a prefix of the Gateway API. */
function withSlash(match: StringMatch): StringMatch {
  return { ...match, value: match.value.endsWith('/') ? match.value : `${match.value}/` }
}
