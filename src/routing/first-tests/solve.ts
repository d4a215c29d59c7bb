import type { HttpMatch } from '../../compile/istio/virtual-service/virtual-service.ts'
import type { StringMatch } from '../../dataplane/match.ts'
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

/** The plainest request for a host of a VirtualService; gRPC has a form of its own. */
export function plainExample(host: string, isGrpc: boolean): Example {
  const authority = sampleHost(host)
  return isGrpc
    ? {
        authority,
        method: 'POST',
        path: '/example.Service/Method',
        scheme: 'http',
        headers: { 'content-type': 'application/grpc' },
      }
    : { authority, method: 'GET', path: '/', scheme: 'http', headers: {} }
}

/** An example for one match entry, as plain as can be; without one, for a rule that takes everything. */
export function solve(match: HttpMatch | undefined, plain: Example): Solved {
  if (!match) return { example: plain }
  const problems: string[] = []
  const sample = (what: string, wanted: StringMatch | 'present' | undefined, fallback: string) => {
    const found = wanted === undefined ? fallback : sampleOf(wanted)
    if (found === undefined) problems.push(what)
    return found ?? fallback
  }
  const path = sample('uri', match.uri, plain.path)
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
      headers: { ...plain.headers, ...Object.fromEntries(headers) },
    },
  }
}

/** A value that fulfils the condition; undefined where none is found. */
export function sampleOf(match: StringMatch | 'present'): string | undefined {
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
