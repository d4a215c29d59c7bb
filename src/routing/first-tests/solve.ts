import type { HttpMatch } from '../../compile/istio/virtual-service/virtual-service.ts'
import type { StringMatch } from '../../dataplane/match.ts'
import { stringTest } from '../../proxy/route/string-matcher.ts'
import { regexSample } from './regex-sample.ts'

/** A request that fulfils what a match asks, before it is known whether it gets there. */
export interface Example {
  readonly authority: string
  readonly method: string
  readonly path: string
  readonly scheme: 'http' | 'https'
  readonly headers: Readonly<Record<string, string>>
}

export type Solved = { readonly example: Example } | { readonly problem: string }

/** An example for one match entry; without one, for a rule that takes everything. */
export function solve(match: HttpMatch | undefined, host: string): Solved {
  const plain: Example = { authority: sampleHost(host), method: 'GET', path: '/', scheme: 'http', headers: {} }
  if (!match) return { example: plain }
  const problems: string[] = []
  const sample = (what: string, wanted: StringMatch | 'present' | undefined, fallback: string) => {
    const found = wanted === undefined ? fallback : sampleOf(wanted)
    if (found === undefined) problems.push(what)
    return found ?? fallback
  }
  const path = sample('uri', match.uri, '/')
  const query = [...match.queryParams].map(([name, wanted]) => [name, sample(`query ${name}`, wanted, '')] as const)
  const headers = [...match.headers].map(([name, wanted]) => [name, sample(`header ${name}`, wanted, '')] as const)
  const claims = [...match.headers.keys(), ...match.withoutHeaders.keys()].filter(name => name.startsWith('@'))
  if (claims.length > 0) return { problem: `it needs a token: ${claims.join(', ')}` }
  if (problems.length > 0) return { problem: `no sample was found for ${problems.join(', ')}` }
  return {
    example: {
      authority: sample('authority', match.authority, plain.authority),
      method: sample('method', match.method, plain.method),
      scheme: sample('scheme', match.scheme, 'http') === 'https' ? 'https' : 'http',
      path: withQuery(path.startsWith('/') ? path : `/${path}`, query),
      headers: Object.fromEntries(headers),
    },
  }
}

function sampleOf(match: StringMatch | 'present'): string | undefined {
  if (match === 'present') return '1'
  return match.kind === 'regex' ? regexSample(match.value) : match.value
}

function sampleHost(host: string): string {
  if (host === '*') return 'any.example'
  return host.startsWith('*') ? `www${host.slice(1)}` : host
}

function withQuery(path: string, query: readonly (readonly [string, string])[]): string {
  if (query.length === 0) return path
  return `${path}?${query.map(pair => pair.map(encodeURIComponent).join('=')).join('&')}`
}

/** The example with one condition just not fulfilled, in words and as a request; nothing where there is no condition. */
export function nearMisses(match: HttpMatch | undefined, example: Example): readonly NearMiss[] {
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
    match.uri && otherPath(match.uri, example),
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

/** A letter more than an exact path, a letter less than a prefix, something before a regex. */
function otherPath(match: StringMatch, example: Example): NearMiss | undefined {
  const path = cutQuery(example.path)
  const rest = example.path.slice(path.length)
  const test = stringTest(match)
  const changed = [`${path}x`, path.length > 2 ? path.slice(0, -1) : '/', `/x${path}`].find(
    candidate => candidate !== path && !test(candidate),
  )
  return changed === undefined ? undefined : { why: `path ${changed}`, example: { ...example, path: changed + rest } }
}
